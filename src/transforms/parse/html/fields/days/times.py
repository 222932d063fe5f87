"""`<time>`, `abbr.published` and microdata -> whose day each is: the publication's, an update's, or
another article's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from transforms.page import DateCandidate
from transforms.parse.dates.value import Order
from transforms.parse.html.fields.days.candidates import read_candidate
from transforms.parse.html.fields.days.region import around, in_card, within
from transforms.parse.html.markup.document import Document
from transforms.words.date_labels import ROLES, UPDATE_STEMS
from transforms.words.html_classes import PUBLISHED_MARK, PUBLISHED_MARKS

#: How many tags before a time, and characters of their text, its label stands in. judged
_LABEL_TAGS, _LABEL_CHARS = 10, 60
_MOST_TIMES = 40
_TIME_ATTRIBUTES = ("datetime", "data-datetime", "data-timestamp", "data-time", "data-date")
#: Classes by which microformats mark the time of publication of an entry.
_ENTRY_CLASSES = frozenset({"published", "dt-published"})


def read_times(
    page: Document, anchor: int | None, own: frozenset[str], order: Order | None
) -> Iterator[DateCandidate]:
    """The first `<time>` of the header around the heading that is neither in a card nor an
    update's, and the first update's.
    """
    tags = page.tags_named("time") if anchor is not None else []
    updates: list[DateCandidate] = []
    for level in around(page, anchor) if tags else []:
        times = [
            t for t in within(page, level, tags)[:_MOST_TIMES] if not in_card(page, t, anchor, own)
        ]
        updates = []
        for tag in times:
            role = _role(page, tag)
            values = page.values(tag)
            said = _machine_time(values) or page.text_of(tag)
            if role == "updated":
                updates += list(read_candidate("time_tag_modified", said, order=order))[:1]
            elif role != "other" and (found := list(read_candidate("time_tag", said, order=order))):
                yield from found
                yield from updates[:1]
                return
    for update in updates[:1]:
        yield update
        if update.value_on:
            yield as_bound(replace(update, source="time_tag"))


def _machine_time(values: Mapping[str, str]) -> str:
    """What a `<time>` says to programs: its `datetime`, else what scripts read their own from."""
    return next((said for name in _TIME_ATTRIBUTES if (said := values.get(name))), "")


def as_bound(update: DateCandidate) -> DateCandidate:
    """The day of an update as what it says of the publication: no later."""
    return DateCandidate(
        update.source,
        "range",
        update.confidence,
        not_after=update.value_on,
        evidence=update.evidence,
    )


def _role(page: Document, tag: int) -> str:
    """What a time's markup or the label before it makes of it: `published`, `updated`, `other` or
    nothing.
    """
    values = page.values(tag)
    marks = f"{values.get('class', '')} {values.get('itemprop', '')}".lower()
    if "publi" in marks and "updat" not in marks.replace("updated-", ""):
        return "published"
    if UPDATE_STEMS.search(marks):
        return "updated"
    before = page.text(max(tag - _LABEL_TAGS, 0), tag)[-_LABEL_CHARS:].casefold()
    for word in reversed(before.replace(":", " ").replace("：", " ").split()):
        word = word.strip(".,·|()[]")
        for role, labels in ROLES:
            if word in labels:
                return role
        if any(c.isdecimal() for c in word):
            break
    return ""


def read_time_in(page: Document, element: int) -> Iterator[DateCandidate]:
    """The first `<time>` inside an element."""
    times = within(page, element, page.tags_named("time"))
    yield from (
        read_candidate("time_tag", page.values(times[0]).get("datetime") or page.text_of(times[0]))
        if times
        else ()
    )


def read_entry(page: Document, anchor: int | None) -> Iterator[DateCandidate]:
    """The time of publication in the `title` of what microformats mark so: Blogger's
    `abbr.published`.
    """
    marked = [
        tag
        for tag in page.tags_saying(PUBLISHED_MARK)[:40]
        if page.names[tag] in ("abbr", "span")
        and _ENTRY_CLASSES & set(page.values(tag).get("class", "").split())
        and page.values(tag).get("title")
    ]
    if len({page.values(t)["title"] for t in marked}) > 1:
        near = [t for e in around(page, anchor) for t in within(page, e, marked)]
        marked = near[:1]
    for tag in marked[:1]:
        yield from read_candidate("time_tag", page.values(tag)["title"])


def read_microdata(
    page: Document, anchor: int | None, order: Order | None
) -> Iterator[DateCandidate]:
    """A publication date marked in the text: the only one of the page, else the nearest to the
    heading.
    """
    marked: dict[str, int] = {}
    for tag in page.tags_saying(*PUBLISHED_MARKS)[:40]:
        values = page.values(tag)
        is_published = (
            "datePublished" in values.get("itemprop", "").split() and page.names[tag] != "meta"
        )
        if is_published or (page.names[tag] == "time" and "pubdate" in values):
            said = values.get("datetime") or values.get("content") or page.text_of(tag)
            marked.setdefault(said, tag)
    if len(marked) > 1:
        tags = sorted(marked.values())
        near = next((t for e in around(page, anchor) for t in within(page, e, tags)), None)
        marked = {said: tag for said, tag in marked.items() if tag == near}
    for said in marked:
        yield from read_candidate("meta", said, order=order)
