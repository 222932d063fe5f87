"""No pattern of `transforms` takes much longer than its input is longer: each is tried on texts
made of its own parts, pumped to 8 kB.
"""

from __future__ import annotations

import io
import re

import pytest

from tests.support.effort import effort
from tests.support.pattern_list import Used, collect_patterns
from tests.support.pumping import MOST_GROWTH, judge
from transforms.formats.csv_rows import dialect_of
from transforms.formats.sgml import iter_sgml
from transforms.parse.capture import parse_capture
from transforms.parse.html.fields.json_ld import read_nodes

#: Candidates a pattern: of the suite that always runs, and of the slow one.
QUICK, THOROUGH = 2, effort(60)
WIRE = b"<DOC>\n<HEADLINE>Rain</HEADLINE><TEXT>Rain</TEXT>\n</DOC>\n"
MAP = b"<urlset><url><loc>https://a.example/1</loc></url></urlset>"


def exercise() -> None:
    """Use what compiles its patterns only when it is called."""
    dialect_of(b'url,text\n"https://a.example/1","say \\"rain\\""\n' * 3)
    list(iter_sgml(io.BytesIO(WIRE)))
    parse_capture("Rain fell.\nHail fell.\n".encode("utf-16"), media_type="text/plain")
    parse_capture(WIRE, media_type="text/sgml")
    parse_capture(MAP, media_type="application/xml")


def too_slow(patterns: list[Used], most: int) -> list[str]:
    """The patterns that grow faster than their input, each with what shows it."""
    found = []
    for used in patterns:
        for method in used.methods:
            worst = judge(used.pattern, method, most)
            if worst and worst.growth > MOST_GROWTH:
                found.append(f"{used.name}.{method} x{worst.growth:.1f} on {worst.candidate!r}")
    return found


def test_every_pattern_is_found_wherever_it_is_made() -> None:
    places = {used.name for used in collect_patterns(exercise)}
    assert "transforms.urls._TRACKING" in places  # a global
    assert "transforms.parse.dates.relative.AGO" in places  # several in a tuple
    assert any(p.startswith("transforms.formats.csv_rows:") for p in places)  # made in a function
    assert any(p.startswith("transforms.formats.sgml:") for p in places)
    assert any(p.startswith("transforms.parse.xml.sitemap:") for p in places)
    assert any(p.startswith("transforms.outlets:") for p in places)  # given to a function of re
    assert len(places) > 150


@pytest.mark.parametrize(
    "planted",
    [
        r"\s+$",  # quadratic
        r"<!--.*?-->",  # quadratic on its own beginning, over and over
        r"^\s*(?://)?\s*(?:<!--)\s*|\s*(?:-->)\s*;?\s*$",  # cubic
        r"(?:a|aa)+$",  # exponential
        r'"(?:[^"\\]|\\.|[^"])*"',
    ],
)
def test_a_pattern_that_is_slow_is_found_out(planted: str) -> None:
    used = Used("planted", re.compile(planted), ("finditer",))
    assert too_slow([used], 400)


@pytest.mark.parametrize("sound", [r"\s++$|x", r"(?<!\s)\s++\|", r"\d+", r"<[a-z][^<>]{0,300}>"])
def test_a_pattern_that_is_linear_passes(sound: str) -> None:
    assert too_slow([Used("planted", re.compile(sound), ("match",))], QUICK) == []


def test_patterns_are_linear_on_their_likeliest_candidates() -> None:
    assert too_slow(collect_patterns(exercise), QUICK) == []


@pytest.mark.slow
def test_patterns_are_linear_on_many_candidates() -> None:
    patterns = collect_patterns(exercise)
    slow = too_slow(patterns, THOROUGH)
    print(f"{len(patterns)} patterns, {THOROUGH} candidates each")
    assert slow == []


@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        "/*<![CDATA[*/ {} /*]]>*/",
        "//<![CDATA[\n{}\n//]]>",
        "<!-- {} -->",
        "<![CDATA[ {} ]]> ;\n",
        " /* <!-- */ {} /* --> */ ; ",
        "<!--{};-->",
    ],
)
def test_a_script_is_read_whatever_it_is_wrapped_in(wrapped: str) -> None:
    node = '{"@type": "NewsArticle", "headline": "Rain // and --> hail"}'
    assert read_nodes([wrapped.replace("{}", node)]) == [
        {"@type": "NewsArticle", "headline": "Rain // and --> hail"}
    ]
