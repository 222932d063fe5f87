"""Which texts are found to be copies, parts and siblings of which, and what of it hangs on the
number of texts.
"""

from __future__ import annotations

from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.inputs.dedup_cases import Writer
from tests.support.copies import (
    AUSTRIAN,
    CHINESE,
    COUNCIL,
    FERRY,
    KOREAN,
    NORWEGIAN,
    TEMPLATE,
    verdicts,
)
from transforms.dedup.match.candidates import PairFilter, Pairs, find_candidates, mark_affected
from transforms.dedup.match.compare import Texts
from transforms.dedup.match.hash_sets import StoredHashes
from transforms.dedup.match.pairs import judge_pairs
from transforms.dedup.match.postings import make_postings
from transforms.dedup.match.quotes import are_respelled
from transforms.dedup.match.signatures import LEAST, sign_texts


def edit(text: str, every: int) -> str:
    return " ".join(
        "otherwise" if n % every == every - 1 else w for n, w in enumerate(text.split(" "))
    )


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (FERRY.upper().replace(" ", "  ").replace(".", " !"), "identical"),
        (edit(FERRY, 50), "copy"),
        (edit(FERRY, 10), "copy"),
        (f"CORRIN, March 5 (Harbour News) -- {FERRY}", "copy"),
        (". ".join(reversed(FERRY.split(". "))), "copy"),
        (
            f"Home News Sport Weather Contact Sign in\n{FERRY}\nMost read Letters Archive Terms "
            f"of use Privacy",
            "copy",
        ),
        (FERRY[: len(FERRY) // 2] + "…", "excerpt"),
        (FERRY[:130], "excerpt"),
        (f"{FERRY}\n{COUNCIL}", "excerpt"),
    ],
)
def test_a_copy_is_found_whatever_was_done_to_it(other: str, verdict: str) -> None:
    assert verdicts(FERRY, other) == [(0, 1, verdict)]


@pytest.mark.parametrize("text", [KOREAN, CHINESE])
def test_a_copy_is_found_in_unspaced_scripts(text: str) -> None:
    assert verdicts(text, text.replace("。", " ").replace(".", "!")) == [(0, 1, "identical")]
    assert verdicts(text, text[: len(text) * 2 // 3]) == [(0, 1, "copy")] or verdicts(
        text, text[: len(text) * 2 // 3]
    ) == [(0, 1, "excerpt")]


#: Water, house, school, road, market, rice, fish, river, country, government, people, economy.
WORDS = {
    "Thai": "น้ำ บ้าน โรงเรียน ถนน ตลาด ข้าว ปลา แม่น้ำ ประเทศ รัฐบาล ประชาชน เศรษฐกิจ",
    "Lao": "ນ້ຳ ເຮືອນ ໂຮງຮຽນ ຖະໜົນ ຕະຫຼາດ ເຂົ້າ ປາ ແມ່ນ້ຳ ປະເທດ ລັດຖະບານ ປະຊາຊົນ ເສດຖະກິດ",
    "Khmer": "ទឹក ផ្ទះ សាលារៀន ផ្លូវ ផ្សារ បាយ ត្រី ទន្លេ ប្រទេស រដ្ឋាភិបាល ប្រជាជន សេដ្ឋកិច្ច",
    "Burmese": "ရေ အိမ် ကျောင်း လမ်း ဈေး ထမင်း ငါး မြစ် နိုင်ငံ အစိုးရ ပြည်သူ စီးပွားရေး",
}


@pytest.mark.parametrize("script", WORDS)
def test_scripts_that_only_a_dictionary_cuts_are_compared_in_words(script: str) -> None:
    texts = ["".join(Random(no).choices(WORDS[script].split(), k=60)) for no in range(3)]
    found = Texts(pl.Series(texts)).measure(np.array([0, 0]), np.array([1, 2]), least=0.0)
    assert all(count < 120 for count in sign_texts(pl.Series(texts))["tokens"])
    # as words of a short list stand beside one another, where their signs shared three quarters
    assert found.containment.max() < 0.45
    edited = texts[0][:100] + texts[1][:12] + texts[0][100:]
    assert verdicts(texts[0], edited) == [(0, 1, "copy")]


def test_a_template_filled_in_twice_is_no_copy_and_says_why() -> None:
    assert verdicts(AUSTRIAN, NORWEGIAN) == [(0, 1, "sibling")]
    texts = pl.Series(
        [AUSTRIAN, AUSTRIAN.replace("412", "97").replace("on 5 March", "on 11 March")]
    )
    found = judge_pairs(
        Pairs(np.array([0]), np.array([1])), pl.Series([1, 2], dtype=pl.UInt64), Texts(texts)
    )
    assert found["verdict"].item() == "sibling"
    assert "5 -> 11, 412 -> 97" in found["evidence"].item()


def test_one_figure_put_right_in_a_long_text_is_a_copy() -> None:
    assert verdicts(
        f"{FERRY} {COUNCIL} In 1987 and 1990 it was 12, then 15.",
        f"{FERRY} {COUNCIL} In 1987 and 1990 it was 12, then 16.",
    ) == [(0, 1, "copy")]


def test_a_turn_of_phrase_that_short_texts_share_is_no_template() -> None:
    texts = pl.Series(
        [
            "The 20,000 crown trial raised a sunken ferry but needed deep patience.",
            "20K trial using 16 divers raised a sunken ferry today.",
        ]
    )
    keys = pl.Series([1, 2], dtype=pl.UInt64)
    assert judge_pairs(Pairs(np.array([0]), np.array([1])), keys, Texts(texts)).is_empty()


def test_notices_that_are_near_may_teach_a_template() -> None:
    notice = (
        "Tides today: high water in the {} and low water in the {}, with light {} winds, the sea "
        "{} and the sky {} in the bay, and the pier is {} until the evening."
    )
    calm = notice.format("morning", "afternoon", "northerly", "calm", "clear", "open")
    rough = notice.format("night", "forenoon", "southerly", "rough", "grey", "closed")
    assert verdicts(calm, rough) == [(0, 1, "near")]
    long = " ".join([FERRY, COUNCIL] * 4)
    assert verdicts(f"{calm} {long}", rough) == []


def test_in_a_short_text_any_other_figure_tells_siblings() -> None:
    assert verdicts(
        "Shares of Corrin rose 3 per cent to 41 crowns on Monday.",
        "Shares of Corrin rose 5 per cent to 41 crowns on Monday.",
    ) == [(0, 1, "sibling")]


BIDS = "Corrin paid 3 crowns for 41 shares of the Ferry Board on Monday, its {} said after the {}."


def test_a_short_text_with_a_tenth_edited_is_a_copy_where_its_figures_and_names_agree() -> None:
    edited = BIDS.format("clerk", "vote")
    assert verdicts(BIDS.format("chairman", "meeting"), edited) == [(0, 1, "copy")]
    other_day = edited.replace("41", "44")
    assert verdicts(BIDS.format("chairman", "meeting"), other_day) == [(0, 1, "sibling")]
    bare = edited.replace("3", "three").replace("41", "forty")
    plain = BIDS.format("chairman", "meeting").replace("3", "three").replace("41", "forty")
    assert verdicts(plain, bare) == [(0, 1, "near")]


def test_a_long_text_in_another_house_style_is_a_copy() -> None:
    writer = Writer(7)
    end = "In Kiev the envoy met Ahmed and Yusuf, and sold 1,200 boats to the heirs of Gaddafi."
    text = " ".join([*(writer.article(Random(no)) for no in range(3)), end])
    spelled = text.replace("1,200", "1200").replace("Kiev", "Kyiv").replace("Gaddafi", "Qaddafi")
    assert verdicts(text, spelled.replace("Ahmed", "Ahmad")) == [(0, 1, "copy")]
    renamed = spelled.replace("Ahmed", "Walid").replace("Yusuf", "Bjorn").replace("1200", "1300")
    assert verdicts(text, renamed) == [(0, 1, "sibling")]


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("1,200 left Kiev for Odessa", "1200 left Kyiv for Odesa", True),
        ("12 left Kiev for Odessa", "13 left Kyiv for Odesa", False),
        ("12 left Kiev for Odessa", "12 left Minsk for Odessa", False),
        ("12 left Kiev for Odessa", "12 left Kyiv for Odessa and Minsk", True),
        ("12 left Oslo", "12 left Olso", True),
        ("12 left Rom", "12 left Ram", False),
    ],
)
def test_spellings_of_names_and_figures(one: str, other: str, *, are_one: bool) -> None:
    assert are_respelled(one, other) is are_one


def test_other_stories_are_nothing_to_one_another() -> None:
    assert verdicts(FERRY, COUNCIL, "!", "ferry") == []


def test_a_common_template_is_compared_with_its_pivots_only_and_copies_in_it_are_found() -> None:
    fillings = [
        TEMPLATE.format(name=f"Anna V{n}na", land=f"Land{n}ia", day=str(n % 28), money=str(n * 7))
        for n in range(300)
    ]
    found = verdicts(*fillings, f"CORRIN, March 5 (Harbour News) -- {fillings[17]}")
    assert (17, 300, "copy") in found
    assert {v for *_, v in found} == {"sibling", "copy"}
    assert len(found) < 300 * 12


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([FERRY, COUNCIL, AUSTRIAN, NORWEGIAN, FERRY[:200], KOREAN, edit(FERRY, 9)]),
        max_size=8,
    )
)
def test_a_signature_is_a_function_of_the_text_alone(texts: list[str]) -> None:
    whole = sign_texts(pl.Series(texts, dtype=pl.String))
    assert whole.height == len(texts)
    for no, text in enumerate(texts):
        assert sign_texts(pl.Series([text])).row(0) == whole.row(no)


def test_short_texts_keep_every_gram_and_long_ones_a_sample() -> None:
    short, long = sign_texts(pl.Series([FERRY[:80], " ".join(f"word{n}" for n in range(50_000))]))[
        "sketch"
    ].list.len()
    assert short == len(FERRY[:80].split()) - 3
    assert LEAST < long < 1000


@settings(deadline=None)
@given(st.data())
def test_whatever_comes_or_goes_only_pairs_of_affected_texts_differ(data: st.DataObject) -> None:
    carried = data.draw(
        st.lists(
            st.lists(st.integers(1, 12), min_size=1, max_size=4, unique=True),
            min_size=2,
            max_size=14,
        )
    )
    texts = pl.DataFrame(
        {"tokens": [50] * len(carried), "sketch": carried, "prefix_keys": [[]] * len(carried)},
        schema={
            "tokens": pl.Int32,
            "sketch": pl.List(pl.UInt64),
            "prefix_keys": pl.List(pl.UInt64),
        },
    ).with_columns(pl.col("sketch").list.eval(pl.element() * 1_000_003_000_000_007).list.sort())
    state = data.draw(
        st.lists(
            st.sampled_from(["stays", "new", "gone"]),
            min_size=len(carried),
            max_size=len(carried),
        )
    )
    new, gone = (np.array([s == which for s in state]) for which in ("new", "gone"))
    signed, touched = StoredHashes.from_signatures(texts).merge(), new | gone
    posted = make_postings(signed, of=touched)
    marked, turned = np.logical_or.reduce(
        [mark_affected(part, new, gone, most_texts=3) for part in posted]
    )
    ends = touched | turned

    def pairs(present: np.ndarray) -> set[tuple[int, int]]:
        numbers, some = (
            np.flatnonzero(present),
            StoredHashes.from_signatures(texts.filter(pl.Series(present))).merge(),
        )
        found = find_candidates(some, make_postings(some), most_texts=3)
        return {
            (int(numbers[a]), int(numbers[b])) for a, b in zip(found.left, found.right, strict=True)
        }

    for a, b in pairs(~new) ^ pairs(~gone):
        assert ends[a] or ends[b] or (marked[a] and marked[b])
    numbers, some = (
        np.flatnonzero(~gone),
        StoredHashes.from_signatures(texts.filter(pl.Series(~gone))).merge(),
    )
    asked = PairFilter(ends[~gone], marked[~gone])
    found = find_candidates(some, make_postings(some, of=asked.texts), asked=asked, most_texts=3)
    given_ = {
        (int(numbers[a]), int(numbers[b])) for a, b in zip(found.left, found.right, strict=True)
    }
    assert given_ == {
        (a, b) for a, b in pairs(~gone) if ends[a] or ends[b] or (marked[a] and marked[b])
    }
