"""The rule that chooses an article's date, and how sure it is."""

from datetime import UTC, date, datetime

import pytest

from transforms.page import DateCandidate
from transforms.parse.dates.choose import DISPUTED, choose_date, rate_confidence

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


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ([], 0.85),
        ([SHOWN], 0.99),
        ([DateCandidate("text", "day", 0.84, value_on=NEXT)], 0.85),
        ([DateCandidate("text", "day", 0.84, value_on=LATER)], DISPUTED),
        ([DateCandidate("json_ld_modified", "day", 0.98, value_on=LATER)], 0.85),
        ([DateCandidate("url", "day", 0.85, value_on=LATER)], 0.85),
    ],
)
def test_agreement_of_other_kinds_raises_confidence_and_contradiction_caps_it(
    others: list[DateCandidate], expected: float
) -> None:
    assert rate_confidence(ADDRESS, [ADDRESS, *others]) == pytest.approx(expected, abs=0.001)
