"""The columns of lines say of each what its rule says of it alone."""

from __future__ import annotations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.parse.char_counts import (
    COMMA,
    LETTER,
    SPACE,
    UPPER,
    classify_chars,
    count_classes,
)
from transforms.parse.plain.columns import read_columns, read_lines
from transforms.parse.plain.rules import CREDIT_CHARS, search_all
from transforms.parse.plain.terms import read_terms
from transforms.parse.prose import is_bullet, is_chrome, is_credit, score_prose
from transforms.text.sentences import is_terminated
from transforms.text.word_counts import estimate_words
from transforms.words.furniture import CHROME_SENTENCE, END_OF_ARTICLE
from transforms.words.headings import LIST_HEADING_SHAPE, OUTLET_HEADING

NOTICES = (
    "Copyright 2024 The Brannoch Times",
    "© The Kestrel",
    "All rights reserved.",
    "We use cookies to improve this site",
    "See our cookie policy for more",
    "Privacy notice",
    "PRIVACY POLICY",
    "prıvacy polıcy",
    "Terms of use apply",
    "Sign up now for our free newsletter",
    "Subscribe to get alerts every day",
    "Please enable JavaScript",
    "Your browser is out of date",
    "Turn off your ad blocker",
    "Already have an account?",
    "Log in to comment",
    "Forgot your password?",
    "Unsubscribe",
    "Like us on Facebook",
    "Download our app",
    "Share this article",
    "This website uses cookies",
    "Affiliate links",
    "Your email address will not be published.",
    "Comments are closed",
    "Check your inbox",
    "By signing up, you agree",
    "Turn on notifications",
    "Alle Rechte vorbehalten",
    "Jetzt abonnieren",
    "Online-Abo",
    "Tous droits réservés",
    "Politique de confidentialité",
    "Todos los derechos",
    "Política de cookies",
    "Tutti i diritti",
    "Все права защищены",
    "版权所有",
    "無断転載",
    "무단 전재",
    "جميع الحقوق",
    "Happily approved by mail: the application of rights",
    "Share",
    "Photo: Jane Roe/Reuters",
    "A man walks along the pier (Reuters)",
    "profile/picture",
    f"{'12 34 56 78 90 ' * 16}12.",
    "- an item",
    "한국 소식이 많다",
    "ข่าววันนี้ในภาคเหนือ",
    "𠀀𠀁 好 𝐀𝐁𝐂",
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=8, unique=True))
@example(list(NOTICES))
def test_a_column_has_what_the_rule_says_of_the_line_alone(lines: list[str]) -> None:
    lines = [line for line in lines if not {*line} & {*"\r\n"} and line.isprintable()] or ["a"]
    found = read_columns(lines)
    assert found.words.tolist() == [estimate_words(line) for line in lines]
    assert found.is_terminated.tolist() == [is_terminated(line) for line in lines]
    assert found.is_bullet.tolist() == [is_bullet(line) for line in lines]
    assert found.is_chrome.tolist() == [is_chrome(line) for line in lines]
    assert found.scores.tolist() == [score_prose(line) for line in lines]
    short = [line for line in lines if len(line) < CREDIT_CHARS]
    assert read_columns(short).is_credit.tolist() == [is_credit(line) for line in short]


ASKED_PATTERNS = (CHROME_SENTENCE, END_OF_ARTICLE, LIST_HEADING_SHAPE, OUTLET_HEADING)
PARTS = (
    *(
        "more",
        "related",
        "stories",
        "from",
        "the",
        "kestrel",
        "tags:",
        "3",
        "comments",
        "(12)",
        "on",
    ),
    *(
        "copyright",
        "2024",
        "all rights reserved",
        "cookie policy",
        "sign up for",
        "newsletter",
        "©",
    ),
    *(
        "mehr",
        "von",
        "ähnliche artikel",
        "주요 뉴스",
        "kategorien",
        "\t",
        "  ",
        "\x1c",
        "prıvacy polıcy",
    ),
)


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(PARTS), max_size=6).map(" ".join), max_size=6))
@example([line.casefold() for line in NOTICES])
def test_patterns_find_in_many_lines_what_they_find_in_each(lines: list[str]) -> None:
    for pattern in ASKED_PATTERNS:
        assert search_all(pattern, lines).tolist() == [bool(pattern.search(x)) for x in lines]
        whole = search_all(pattern, lines, is_whole=True).tolist()
        assert whole == [bool(pattern.fullmatch(x)) for x in lines]


def test_characters_are_counted_by_class_in_ranges_of_which_some_are_empty() -> None:
    classes = classify_chars("Ann, Bo Ek")
    starts, stops = np.array([0, 4, 4, 5, 9]), np.array([4, 4, 5, 9, 10])
    counts, words = count_classes(classes, starts, stops)
    assert counts[LETTER].tolist() == [3, 0, 0, 3, 1]
    assert counts[UPPER].tolist() == [1, 0, 0, 2, 0]
    assert (counts[COMMA].tolist(), counts[SPACE].tolist()) == ([1, 0, 0, 0, 0], [0, 0, 1, 1, 0])
    assert words.tolist() == [1, 0, 0, 2, 1]


def test_a_page_without_lines_has_no_columns() -> None:
    [lines] = read_lines([[]])
    assert (lines.texts, len(lines.rows), len(lines.columns.flags)) == ([], 0, 0)


def test_terms_are_long_words_by_their_stems_and_pairs_of_dense_letters() -> None:
    terms = read_terms(["the harbour harbours its ships", "ab", "harbourmaster 港の船"])
    assert terms.counts.tolist() == [2, 0, 3]
    shared = {*terms.numbers[:2].tolist()} & {*terms.numbers[2:].tolist()}
    assert len(shared) == 1
