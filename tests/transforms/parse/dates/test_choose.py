"""The rule that chooses an article's date, and how sure it is."""

from datetime import UTC, date, datetime

import pytest

from transforms.page import DateCandidate
from transforms.parse.dates.choose import DISPUTED, PRINTED, UPDATED, choose_date, rate_confidence

DAY, NEXT, LATER = date(2026, 3, 8), date(2026, 3, 9), date(2026, 3, 20)
MARKUP, SHOWN, ADDRESS = (
    DateCandidate(s, "day", c, value_on=DAY)
    for s, c in (("json_ld", 0.98), ("time_tag", 0.93), ("url", 0.85))
)


def test_the_most_confident_day_wins_and_none_after_the_capture() -> None:
    late = DateCandidate("json_ld", "day", 0.98, value_on=LATER)
    assert choose_date([ADDRESS, MARKUP], captured_at=None) is MARKUP
    assert choose_date([late, ADDRESS], captured_at=datetime(2026, 3, 9, tzinfo=UTC)) is ADDRESS
    assert choose_date([late], captured_at=datetime(2026, 3, 9, tzinfo=UTC)) is None


def test_a_printed_day_wins_over_what_is_stated_unless_it_is_that_of_a_stated_update() -> None:
    stated = DateCandidate("json_ld", "day", 0.98, value_on=LATER)
    printed = DateCandidate("text", "day", PRINTED, value_on=DAY)
    changed = DateCandidate("open_graph_modified", "day", 0.97, value_on=DAY)
    assert choose_date([stated, printed], captured_at=None) is printed
    assert choose_date([stated, printed, changed], captured_at=None) is stated
    among_words = DateCandidate("text", "day", PRINTED - 0.02, value_on=DAY)
    assert choose_date([stated, among_words], captured_at=None) is stated


def test_what_was_stamped_anew_yields_to_an_earlier_day_of_another_kind() -> None:
    stated = DateCandidate("json_ld", "day", 0.98, value_on=LATER)
    anew = DateCandidate("json_ld_modified", "day", 0.98, value_on=LATER)
    assert choose_date([stated, ADDRESS], captured_at=None) is stated
    assert choose_date([stated, anew, ADDRESS], captured_at=None) is ADDRESS
    assert choose_date([stated, SHOWN, ADDRESS], captured_at=None) is SHOWN


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], 0.85),
        ([SHOWN], 0.99),
        ([DateCandidate("text", "day", 0.84, value_on=NEXT)], DISPUTED),
        ([DateCandidate("dateline", "day", 0.7, value_on=NEXT)], 0.85),
        ([DateCandidate("text", "day", 0.84, value_on=LATER)], DISPUTED),
        ([DateCandidate("json_ld_modified", "day", 0.98, value_on=LATER)], 0.85),
        ([DateCandidate("url", "day", 0.85, value_on=LATER)], DISPUTED),
    ],
)
def test_agreement_of_other_kinds_raises_confidence_and_contradiction_caps_it(
    others: list[DateCandidate], expected: float
) -> None:
    assert rate_confidence(ADDRESS, [ADDRESS, *others]) == pytest.approx(expected, abs=0.001)


def test_a_printed_day_that_is_a_stated_updates_takes_little_from_the_stated_publication() -> None:
    printed = DateCandidate("text", "day", PRINTED, value_on=LATER)
    changed = DateCandidate("json_ld_modified", "day", 0.98, value_on=LATER)
    assert rate_confidence(MARKUP, [MARKUP, printed]) == DISPUTED
    assert rate_confidence(MARKUP, [MARKUP, printed, changed]) == UPDATED
    assert rate_confidence(MARKUP, [MARKUP, ADDRESS, changed]) > UPDATED
