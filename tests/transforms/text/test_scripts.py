"""Which characters are of which kind of script."""

import re

import pytest

from transforms.text import scripts


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        (scripts.HANGUL, "한나", "漢あaᄀ"),
        (scripts.KANA_AND_HAN, "漢あア豈", "한ไ々、"),
        (scripts.UNSPACED, "漢あไລမខ、々", "한aж"),
        (scripts.DENSE, "漢あไ한", "aжع"),
        (scripts.WIDE, "漢한あＡ（ᄀ", "aไｱ"),
    ],
)
def test_a_kind_of_script_holds_its_letters_and_no_others(
    kind: str, inside: str, outside: str
) -> None:
    letter = re.compile(f"[{kind}]")
    assert [c for c in inside if not letter.match(c)] == []
    assert [c for c in outside if letter.match(c)] == []
