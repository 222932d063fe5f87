"""What differs around a copy is the site's; what differs in the midst of equal words is another
filling of a template.
"""

from __future__ import annotations

import pytest

from tests.support.copies import AUSTRIAN, COUNCIL, FERRY, KOREAN, NORWEGIAN, verdicts

HERALD = (
    "Home News Business Sport Culture Weather Contact Subscribe\nMarch 8, 2026 Updated 14:35 "
    "GMT\nBy Staff Reporter\n{}\n"
    "Share this article\nRelated: Mayor opens bridge\n1 Council votes on tax 2 Storm hits coast 3 "
    "Team wins cup\n15 comments\n"
    "© 2026 Daily Herald Ltd. All rights reserved"
)
POST = (
    "THE MORNING POST\nSunday, 9 March 2025\nPolitics Economy World Opinion Video Podcasts "
    "Jobs\nPublished 3 hours ago, 4 min read\n{}\n"
    "Read more: Parliament passes budget\nCopyright 2011-2025 Post Media Group\nTel. 020 7946 0123"
)
WIRE = "Filed 0712 GMT No. 4417\n{}\nEND WIRE 4417\nEditor: J. Malloy, Desk 12"
#: A gift is handed over, in the words of an agency without capitals: who, from where, when and how
#: many differ.
GIFT = (
    "{who}{land} 대사가 꽃바구니를 보내여왔다. (평양 {day}일발 조선중앙통신) "
    "대사는 꽃바구니를 해당 부문 일군에게 전달하였다. "
    "꽃바구니에는 경애하는 지도자의 건강을 삼가 축원한다는 글발이 씌여진 댕기가 드리워져 있었다. "
    "이날 대사관에서는 {money}명이 참가한 모임도 있었다. "
    "참가자들은 두 나라 사이의 친선이 더욱 강화될 것이라고 말하였다. "
    "모임에는 외무성 일군들과 관계 부문 일군들, 대사관 성원들이 참가하였다."
)
RUSSIAN_GIFT = GIFT.format(who="끼릴로브 ", land="로씨야", day="3월 5", money="40")
SYRIAN_GIFT = GIFT.format(who="하산 ", land="수리아", day="11월 17", money="120")
EARNINGS = (
    "Shr {} cts vs {} dlrs\nNet {} vs {}\nRevs {} mln vs {} mln\nAvg shrs {} mln vs {} "
    "mln\nNOTE: Year-ago restated for split"
)
CORN = EARNINGS.format("34", "1.19", "807,000", "2,858,000", "12.1", "9.8", "2.4", "2.3")
STEEL = EARNINGS.format("11", "1.02", "312,500", "1,144,000", "44.7", "51.3", "7.9", "7.6")


@pytest.mark.parametrize("text", [FERRY, COUNCIL, AUSTRIAN, f"{RUSSIAN_GIFT} {KOREAN}"])
@pytest.mark.parametrize(("one", "other"), [(HERALD, POST), (POST, WIRE), (WIRE, HERALD)])
def test_copies_in_the_frames_of_two_sites_are_copies(text: str, one: str, other: str) -> None:
    assert verdicts(one.format(text), other.format(text)) in ([(0, 1, "copy")], [(0, 1, "excerpt")])


@pytest.mark.parametrize(
    ("one", "other"), [(AUSTRIAN, NORWEGIAN), (RUSSIAN_GIFT, SYRIAN_GIFT), (CORN, STEEL)]
)
def test_fillings_of_a_template_are_never_copies(one: str, other: str) -> None:
    assert verdicts(one, other) in ([(0, 1, "sibling")], [(0, 1, "near")], [])


@pytest.mark.parametrize(("one", "other"), [(AUSTRIAN, NORWEGIAN), (RUSSIAN_GIFT, SYRIAN_GIFT)])
def test_fillings_of_a_template_in_the_frames_of_two_sites_are_siblings_still(
    one: str, other: str
) -> None:
    assert verdicts(HERALD.format(one), POST.format(other)) == [(0, 1, "sibling")]
    assert verdicts(HERALD.format(one), HERALD.format(other)) == [(0, 1, "sibling")]


def test_an_edit_of_a_text_without_capitals_is_a_copy() -> None:
    edited = RUSSIAN_GIFT.replace("두 나라 사이의", "두 인민들 사이의").replace(
        "관계 부문 일군들, ", ""
    )
    assert verdicts(RUSSIAN_GIFT, edited) == [(0, 1, "copy")]


def test_a_figure_at_the_end_of_a_text_is_in_a_slot_and_an_agency_is_none() -> None:
    notice = (
        "The harbour office of Corrin will be closed for the yearly repair of its roof and "
        "opens for all masters and owners on {}"
    )
    assert verdicts(notice.format("12"), notice.format("27")) == [(0, 1, "sibling")]
    assert verdicts(f"{FERRY} (Reuters)", f"{FERRY} (Interfax)") == [(0, 1, "copy")]


def test_notices_that_begin_with_a_name_and_an_age_are_siblings() -> None:
    notice = (
        "{}, of Marlow, passed away peacefully at home on Sunday surrounded by family. A service "
        "will be held at St Mary's Church on Thursday at 11 a.m., followed by a reception in the "
        "parish hall. In lieu of flowers the family asks for donations to the lifeboat station."
    )
    one, other = notice.format("Ida Holm, 91"), notice.format("Jon Arne Berg, 78")
    assert verdicts(one, other) == [(0, 1, "sibling")]
    assert verdicts(one, f"By Ann Lee\n{one}") == [(0, 1, "copy")]
