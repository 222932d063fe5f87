"""Two batches of pages that tests of withdrawals archive: an article with a name that has to go,
its edit, a copy without the name, and one that has nothing to do with it.
"""

from __future__ import annotations

from pathlib import Path

from tests.export.conftest import COUNCIL, FERRY

#: Words of the withdrawn article and of no other.
SECRET, EDIT = "Bartholomew Quillfeather was on the list.", "Quillfeather has asked for silence."
SHIP = "https://herald.example/ferry"


def page(title: str, *paragraphs: str, url: str, day: int = 5) -> str:
    text = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f'<html lang="en"><head><title>{title}</title><link rel="canonical" href="{url}">'
        f'<meta property="article:published_time" content="2026-03-0{day}T08:00:00+00:00">'
        f'<meta property="og:type" content="article"></head><body><article><h1>{title}</h1>{text}'
        "</article></body></html>"
    )


BATCHES = (
    {
        "ferry": page("The ferry sails", FERRY, SECRET, url=SHIP),
        "council": page("Water dearer", COUNCIL, url="https://herald.example/council"),
    },
    {
        "edit": page("The ferry sails on", FERRY, SECRET, EDIT, url=SHIP),
        "copy": page("A ferry sails", FERRY, url="https://post.example/ferry", day=6),
    },
)


def write_batches(folder: Path) -> list[Path]:
    """A folder for each batch."""
    for no, batch in enumerate(BATCHES):
        (folder / f"batch-{no}").mkdir()
        for name, html in batch.items():
            (folder / f"batch-{no}" / f"{name}.html").write_text(html, "utf-8")
    return [folder / f"batch-{no}" for no in range(len(BATCHES))]
