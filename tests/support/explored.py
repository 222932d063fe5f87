"""Addresses of the explorer's pages in an archive: each page with something on it, and archives of
captures that mean harm to whoever looks at them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import tearsheet
from tearsheet.explore.app import PAGES

#: What is asked for a value of a page's path: the odd one first, so that a page has something.
_VALUES = {
    "article_id": "SELECT article_id FROM articles ORDER BY versions DESC, story_size DESC, article_id",
    "story_id": "SELECT story_id FROM articles ORDER BY story_size DESC, story_id",
    "outlet": "SELECT outlet FROM articles GROUP BY outlet ORDER BY count(*) DESC, outlet",
    "capture_id": "SELECT capture_id FROM captures ORDER BY media_type <> 'text/html', "
    "page_kind <> 'article', capture_id",
    "quarantine_id": "SELECT quarantine_id FROM quarantine ORDER BY raw_object IS NULL, quarantine_id",
    "run_id": "SELECT run_id FROM runs ORDER BY run_id",
}  # fmt: skip
#: What a page is asked beside its path, so that it shows what it has.
_QUERIES = {
    "difference": ["?old=1&new={number}"],
    "difference_articles": ["?old=1&new={number}"],
    "difference_outlets": ["?old=1&new={number}"],
    "difference_fields": ["?old=1&new={number}"],
    "diff": ["", "?view=sides"],
    "story": ["", "?view=sides"],
    "changes": ["", "?kind=headlines", "?kind=disappeared"],
    "capture": ["", "?view=page"],
    "search": ["?q=the"],
    "sql": ["?q=" + quote("SELECT outlet, count(*) AS articles FROM articles GROUP BY outlet")],
}
#: Files, and not pages of HTML to read.
NO_PAGES = ("raw", "captured", "sql_rows", "sql_words")


@dataclass(frozen=True, slots=True)
class Address:
    """An address, and what its test or picture is called."""

    name: str
    path: str


def addresses(root: str) -> Iterator[Address]:
    """Every page of the newest snapshot that there is something to show on."""
    archive = tearsheet.open(root)
    number = archive.snapshot.number
    for page in PAGES:
        if page.name in NO_PAGES:
            continue
        path = page.path
        for name, query in _VALUES.items():
            if f"{{{name}}}" in path:
                found = archive.rows(f"{query} LIMIT 1").rows
                path = path.replace(f"{{{name}}}", str(found[0][0])) if found else ""
        if not path or "{" in path:
            continue
        for place, query in enumerate(_QUERIES.get(page.name, [""])):
            name = f"{page.name}-{place + 1}" if place else page.name
            yield Address(name, f"/s/{number}{path}{query.format(number=number)}")


#: What runs, loads, leads away or steers where it is not text.
_HARM = (
    "<script>document.title='ran';fetch('https://away.example/f')</script>",
    "<img src=https://away.example/i.png onerror=document.title='ran'>",
    "<iframe src=https://away.example/frame srcdoc='<script>top.document.title=1</script>'></iframe>",
    "<style>@import 'https://away.example/s.css';body{display:none}</style>",
    "<link rel=stylesheet href=https://away.example/l.css>",
    "<meta http-equiv=refresh content='0;url=https://away.example/'>",
    "<base href=https://away.example/>",
    "<a href='javascript:document.title=1'>run</a>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<svg onload=document.title='ran'><image href=https://away.example/x /></svg>",
    "<form action=https://away.example/><button autofocus onfocus=document.title='ran'>b</button></form>",
    "\"' onmouseover=document.title='ran' x=\"",
    "\u202eevil\u202c\u2066 \u200f",
    "{{ 7 * 7 }}{% raw %}",
    "</pre></textarea></title></script><script>document.title='ran'</script>",
)  # fmt: skip
_SENTENCES = (
    "The harbour board of Halvern met on Tuesday to hear why the ferry had not sailed for a week. "
    "Nobody from the ferry company came, and the board adjourned until the tide turned."
)


def write_harmful(folder: Path, *, title_bytes: int = 10_000_000) -> None:
    """Captured pages, texts and dumps that try to run, load and lead away, from an outlet each."""
    for number, harm in enumerate(_HARM):
        spelled = harm.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        paragraphs = "".join(
            f"<p>{_SENTENCES} Paragraph {n} of number {number}: {spelled}</p>{harm}"
            for n in range(4)
        )
        page = (
            f"<html><head><title>{spelled} number {number}</title>"
            f"<meta property='og:title' content=\"{spelled} number {number}\">"
            f'<meta name=author content="{spelled}"></head><body>{harm}<article>'
            f"<h1>{spelled} number {number}</h1>{paragraphs}</article></body></html>"
        )
        place = folder / f"outlet-{number % 3}" / f"page-{number}.html"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page, encoding="utf-8")
        text = f"{harm} as a headline\n{_SENTENCES}\n{harm}\n{_SENTENCES} Number {number}.\n"
        place.with_suffix(".txt").write_text(text, encoding="utf-8")
    long = "A headline without an end " * (title_bytes // 26)
    body = f"<p>{_SENTENCES}</p>" * 4
    (folder / "outlet-0" / "long.html").write_text(
        f"<html><head><title>{long}</title></head><body><article><h1>{long}</h1>{body}</article>",
        encoding="utf-8",
    )
    (folder / "outlet-1" / "\u202egnp.<b>bad.jsonl").write_text(
        '{"title": "<script>document.title=1</script>", broken\n' + "\x1b[2J", encoding="utf-8"
    )
