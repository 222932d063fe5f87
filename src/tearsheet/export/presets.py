"""The named rules by which texts are left out of a corpus: SQL over `a`, a row of `articles`, and
`r`, its latest version in `revisions`.

What a rule cannot tell, since a measure is null, does not pass. The rules are like those they are
named after, as far as the archive's own measures say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from tearsheet.errors import Usage
from tearsheet.plain_text import sql_text

#: Languages that set no space between words: a sign counts as a word, and words have no length.
_UNSPACED = "('zh', 'ja', 'th', 'lo', 'km', 'my')"


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition that a text has to meet: its name, its SQL, and what it says."""

    name: str
    sql: str
    says: str


#: source: Rae et al. 2021, Gopher, appendix A.1.1 (arXiv 2112.11446); its share of words with a
#: letter is told by the share of digits here: judged
_GOPHER = (
    Rule("words", "r.words BETWEEN 50 AND 100000", "50 to 100,000 words"),
    Rule(
        "mean_word_chars",
        f"a.language IN {_UNSPACED} OR r.mean_word_chars BETWEEN 3 AND 10",
        "3 to 10 letters a word, of languages that set spaces",
    ),
    Rule("symbol_share", "r.symbol_share <= 0.1", "at most a tenth of the characters are symbols"),
    Rule(
        "duplicate_line_share",
        "r.duplicate_line_share <= 0.3",
        "at most three tenths of the lines repeat an earlier one",
    ),
    Rule("digit_share", "r.digit_share <= 0.2", "at most a fifth of the characters are digits"),
)
#: source: Raffel et al. 2020, C4, section 2.2 (arXiv 1910.10683); C4 drops lines that end as no
#: sentence does, and here a text of which most lines do so goes: judged
_C4 = (
    Rule(
        "terminal_line_share",
        "r.terminal_line_share >= 0.5",
        "at least half of the lines end as a sentence does",
    ),
    Rule("sentences", "r.paragraphs >= 3 OR r.words >= 60", "three lines, or sixty words"),
    Rule("no_code", "NOT contains(a.text, '{')", "no curly bracket"),
    Rule("no_filler", "NOT contains(lower(a.text), 'lorem ipsum')", "no lorem ipsum"),
    Rule(
        "duplicate_line_share",
        "r.duplicate_line_share <= 0.3",
        "at most three tenths repeat a line",
    ),
)
PRESETS = {"gopher-like": _GOPHER, "c4-like": _C4}


def rules_of(
    presets: tuple[str, ...] = (), languages: tuple[str, ...] = (), licences: tuple[str, ...] = ()
) -> list[Rule]:
    """The rules that were asked for, in the order in which they are tried. Raises Usage."""
    rules = []
    for name in dict.fromkeys(presets):
        if name not in PRESETS:
            raise Usage(f"no preset {name!r}: there are {', '.join(PRESETS)}")
        rules += [Rule(f"{name}:{r.name}", r.sql, r.says) for r in PRESETS[name]]
    if languages:
        any_of = ", ".join(sql_text(tag.lower()) for tag in languages)
        rules.append(Rule("language", f"a.language IN ({any_of})", f"language is {any_of}"))
    if licences:
        one_of = " OR ".join(f"a.licence ILIKE {sql_text(text)}" for text in licences)
        shown = ", ".join(sql_text(text) for text in licences)
        rules.append(Rule("licence", one_of, f"the licence is like {shown}"))
    return rules
