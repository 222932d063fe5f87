"""How long the pages of `tearsheet explore` take, beside the same questions asked alone; and what
becomes of fifty readers at once.

    python benchmarks/cost/explore.py [--articles 20000] [--keep FOLDER] [--times 20] [--readers 50]

With `--keep` the archive is written once, and used again by the next call. The archive is written
through the store and compacted once. The command runs as it is, and is asked
over loopback, first by one reader once it has prepared what it prepares of a snapshot. Every page
is asked of other articles, outlets, portions or words each time, so that nothing kept of an answer
helps; pages and their questions alone are asked in turn. `processor` is what the server and its
processes take for one page, and what the questions take on a connection that is open: other work
on the machine changes that little, and the time by the clock much.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import httpx
import numpy as np

import tearsheet
from benchmarks.inputs import stored
from benchmarks.inputs.stored_beside import beside
from tearsheet.explore.app import PAGES
from tearsheet.explore.pages import outlet
from tearsheet.query.limits import Limits
from tearsheet.query.session import Session
from tearsheet.stages.writing.article_table import article_changes
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact

CHANGES = ("texts", "headlines", "disappeared")
#: The questions of each page, by what it is called here: of which page, and which of them. Null for
#: those that are not asked alone: of runs, of other snapshots, of citations.
ASKED: dict[str, tuple[str, tuple[str, ...]] | None] = {
    "overview": ("overview", ("articles", "captures", "months", "missing", "languages")),
    "outlets": ("outlets", ("outlets",)),
    "alarms": ("alarms", ("alarms",)),
    **{kind: ("changes", (kind,)) for kind in CHANGES},
    "missing": ("missing", ("missing", "outlets")),
    **{f"{kind} of one": ("changes", (f"{kind}_of",)) for kind in CHANGES},
    "missing of one": ("missing", ("missing_of",)),
    "outlet": ("outlet", tuple(outlet.QUESTIONS)),
    "articles": ("articles", ("articles",)),
    "copying": ("copying", ("copied", "copying", "shares")),
    "phrases": ("phrases", ("months", "phrases")),
    "drift": ("drift", ("drift", "sources")),
    "article": (
        "article",
        (*("article", "headlines", "days", "versions", "links", "listings", "captures", "blocks"),),
    ),
    "diff": ("diff", ("id", "versions", "texts")),
    "story": ("story", ("id", "copies", "texts", "likeness")),
    "capture": ("capture", ("capture", "blocks", "articles")),
    "quarantine": ("quarantine", ("reasons", "rows")),
    **dict.fromkeys(("citation", "runs", "snapshots", "two snapshots")),
    **dict.fromkeys(f"{part} of two" for part in ("articles", "outlets", "fields")),
}
Values = dict[str, Any]
#: Times that questions are asked alone: some read all of the archive.
_ALONE = 5


def write(root: Path, articles: int) -> None:
    """An archive of so many articles, and what stands beside them."""
    storage, now = Storage.open(str(root)), datetime.now(UTC)
    for no, made in enumerate(stored.batches(articles, 700)):
        base = storage.head()
        rows = {t: getattr(made, t) for t in stored.Frames.__slots__} | beside(made)
        changes = {t: [storage.append(base, t, of)] for t, of in rows.items()}
        changes["articles"] = list(article_changes(storage, base, changes))
        storage.commit(
            base, changes, batch_id=f"b{no}", run_id=f"r{no}", code_version="bench", now=now
        )
    compact(storage, run_id="compact", now=now)


@contextlib.contextmanager
def served(root: Path) -> Iterator[tuple[httpx.Client, int]]:
    """The command over the archive: a client of it, and its process's id."""
    command = [sys.executable, "-m", "tearsheet.cli.main", "explore", "--root", str(root)]
    with subprocess.Popen([*command, "--port", "8712"], stderr=subprocess.DEVNULL) as process:
        address = "http://127.0.0.1:8712"
        with httpx.Client(base_url=address, timeout=300, follow_redirects=True) as client:
            try:
                _await(client)
                yield client, process.pid
            finally:
                process.terminate()


def _await(client: httpx.Client) -> None:
    while True:
        with contextlib.suppress(httpx.TransportError):
            client.get("/static/explore.css")
            return
        time.sleep(0.1)


def _await_rest(client: httpx.Client, pid: int) -> float:
    """Wait until the server has prepared what it does; the processor's seconds that this took."""
    while client.get("/search?q=begin").status_code != 200:
        time.sleep(1)  # the index is being made
    before = -1.0
    while (now := processor_seconds(pid)) - before > 0.05:
        before = now
        time.sleep(3)
    return now


def _family(pid: int) -> list[str]:
    """The ids of a process and of its children."""
    command = ["ps", "-o", "pid=", "--pid", str(pid), "--ppid", str(pid)]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    return listed.stdout.split()


def processor_seconds(pid: int) -> float:
    """What a process and its children have had of the processor, those that have ended too."""
    ticks = 0
    for one in _family(pid):
        with contextlib.suppress(FileNotFoundError):  # it has ended since
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15] if one == str(pid) else fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def samples(archive: tearsheet.Archive, times: int) -> list[Values]:
    """Articles, and stories that have copies, with what the questions of their pages ask for."""
    rows = archive.sql(
        f"""SELECT article_id, a.outlet, s.capture_id, s.month FROM
        (FROM articles USING SAMPLE reservoir({times} ROWS) REPEATABLE (5)) a
        JOIN sightings s USING (article_id)"""
    ).unique("article_id", maintain_order=True)
    stories = archive.sql(
        f"""SELECT story_id, arg_max(article_id, is_lead) AS lead,
        arg_min(article_id, is_lead) AS copy, arg_max(revision_id, is_lead) AS lead_text,
        arg_min(revision_id, is_lead) AS copy_text FROM articles
        WHERE story_size > 1 GROUP BY story_id ORDER BY hash(story_id) LIMIT {times}"""
    )
    newest = archive.sql("SELECT max(strftime(published_on, '%Y-%m')) AS month FROM articles")
    beside = {"size": 101, "reason": None, "old": 1, "new": 1, "newest": newest["month"][0]}
    pairs = list(combinations(range(archive.snapshot.number, 0, -1), 2)) or [(1, 1)]
    return [
        {**row, **story, **beside, "skip": 100 * n, "pair": pairs[n % len(pairs)][::-1]}
        for n, (row, story) in enumerate(
            zip(rows.iter_rows(named=True), stories.iter_rows(named=True), strict=False)
        )
    ]


def words_of(archive: tearsheet.Archive, count: int) -> list[str]:
    """So many words, no two alike, each of another article."""
    asked = f"SELECT text FROM articles USING SAMPLE reservoir({5 * count} ROWS) REPEATABLE (7)"
    chosen: list[str] = []
    for n, (text,) in enumerate(archive.sql(asked).iter_rows()):
        words = [word for word in re.findall(r"\b[a-z]{3,}\b", text) if word not in chosen]
        chosen += words[n % len(words) :][:1] if words else []
    return chosen[:count]


def address(number: int, name: str, values: Values) -> str:
    """Where a page is."""
    kind, _, of_one = name.partition(" of ")
    pair = "old={}&new={}".format(*values["pair"])
    article = f"article/{values['article_id']}"
    beside = f"&outlet={values['outlet']}" if of_one else f"&skip={values['skip']}"
    place = {
        "overview": "",
        "alarms": "alarms",
        "outlets": f"outlets?a=1{beside}",
        "missing": f"missing?a=1{beside}",
        **{one: f"changes?kind={one}{beside}" for one in CHANGES},
        "outlet": f"outlet/{values['outlet']}",
        **{
            one: f"outlet/{values['outlet']}/{one}?skip={values['skip']}"
            for one in ("articles", "copying", "phrases", "drift")
        },
        "article": article,
        **{one: f"{article}/{one}" for one in ("diff", "citation")},
        "story": f"story/{values['story_id']}",
        "capture": f"capture/{values['capture_id']}",
        **{one: f"{one}?skip={values['skip']}" for one in ("quarantine", "runs", "snapshots")},
        "two snapshots": f"snapshots/difference?{pair}",
    }
    if of_one == "two":
        return f"/s/{number}/snapshots/difference/{kind}?{pair}&skip={values['skip']}"
    return f"/s/{number}/{place[kind]}"


def alone(session: Session, name: str, values: Values) -> None:
    """The questions of a page, one after the other on a connection that is open."""
    of, keys = ASKED[name] or ("", ())
    questions = {page.name: page.questions for page in PAGES}.get(of, {})
    own = {"story": values["story_id"], "diff": values["article_id"]}
    given = {**values, "id": own.get(name)}
    given |= {"month": values["newest"]} if name == "phrases" else {}
    for key in keys:
        session.table(questions[key].sql, questions[key].params(given))


class Timed(NamedTuple):
    """What calls took: seconds by the clock, and of the processor."""

    clock: list[float]
    processor: list[float]


def timed(calls: Sequence[Callable[[], object]], used: Callable[[], float]) -> Timed:
    """What each call took; `used` are the seconds of the processor until now."""
    found = Timed([], [])
    for call in calls:
        before, began = used(), time.perf_counter()
        call()
        found.clock.append(time.perf_counter() - began)
        found.processor.append(used() - before)
    return found


def shown(seconds: Sequence[float]) -> str:
    """The median and the 95th of a hundred, in milliseconds."""
    middle, late = np.percentile(seconds, [50, 95]) * 1000
    return f"{middle:7,.0f} {late:7,.0f}"


def get(client: httpx.Client, address: str) -> httpx.Response:
    answer = client.get(address)
    answer.raise_for_status()
    return answer


def measure(root: Path, times: int, readers: int) -> None:
    archive = tearsheet.open(str(root))
    number, session = archive.snapshot.number, Session(archive, Limits.with_defaults())
    many, words = samples(archive, 10 * times), words_of(archive, 5 * times)
    every = many[:times]
    alone(session, "article", every[0])
    archive.search(words[0])
    with served(root) as (client, pid):
        prepared = _await_rest(client, pid)
        print(f"prepared with {prepared:,.1f} s of the processor; load {os.getloadavg()[0]:.0f}")
        print(f"{'ms':16}{'page':>16}{'processor':>16}   questions, processor, ratio to that")
        for name, of in ASKED.items():
            paths = [address(number, name, values) for values in every]
            asked = [partial(alone, session, name, values) for values in every]
            _print_pair(name, client, pid, paths, asked if of else [])
        paths = [f"/s/{number}/search?q={word}" for word in words[:times]]
        found = [partial(archive.search, word, limit=20, facets=True) for word in words[:times]]
        _print_pair("search", client, pid, paths, found)
        print(f"\n{readers} readers at once, 20 pages each, of which many were looked at before")
        _crowd(client, pid, number, every, words[:times], readers)
        print(f"{readers} readers at once, 20 pages each, of which few were looked at before")
        _crowd(client, pid, number, many[times:], words[times:], readers)
        print(f"load {os.getloadavg()[0]:.0f}")


def _print_pair(
    name: str,
    client: httpx.Client,
    pid: int,
    paths: Sequence[str],
    asked: Sequence[Callable[[], object]],
) -> None:
    """What a page takes (median and 95th of a hundred), and its questions alone (median)."""
    pages = timed([partial(get, client, path) for path in paths], lambda: processor_seconds(pid))
    line = f"{name:16}  {shown(pages.clock)} {shown(pages.processor)}"
    if asked:
        questions = timed(asked[:_ALONE], time.process_time)
        clock, processor = (float(np.median(seconds)) for seconds in questions)
        ratio = float(np.median(pages.processor)) / processor
        line += f"   {clock * 1000:7,.0f} {processor * 1000:7,.0f}   {ratio:.2f}"
    print(line, flush=True)


def _crowd(
    client: httpx.Client,
    pid: int,
    number: int,
    every: Sequence[Values],
    words: Sequence[str],
    readers: int,
) -> None:
    """So many readers at once, each looking at twenty pages one after the other."""
    base, peak, before = str(client.base_url), 0, processor_seconds(pid)

    def read(reader: int) -> tuple[list[float], int]:
        random, took, failed = Random(reader), [], 0
        with httpx.Client(base_url=base, timeout=300) as one:
            for _ in range(20):
                of = random.choice(every)
                paths = [address(number, name, of) for name in ("article", "outlet", "articles")]
                paths += [f"/s/{number}/search?q={random.choice(words)}", f"/s/{number}/"]
                began = time.perf_counter()
                failed += one.get(random.choice(paths)).status_code != 200
                took.append(time.perf_counter() - began)
        return took, failed

    with ThreadPoolExecutor(readers) as threads:
        waiting = [threads.submit(read, n) for n in range(readers)]
        while not all(one.done() for one in waiting):
            peak = max(peak, held_bytes(pid))
            time.sleep(1)
    took = [second for one in waiting for second in one.result()[0]]
    failed = sum(one.result()[1] for one in waiting)
    print(
        f"{len(took)} pages, {failed} errors, {shown(took)} ms (median, 95th of a hundred), of the "
        f"processor {(processor_seconds(pid) - before) / len(took) * 1000:,.0f} ms a page; "
        f"the server and its processes hold {peak / 1e6:,.0f} MB at most"
    )


def held_bytes(pid: int) -> int:
    """What a process and its children hold; what they share counts once (PSS)."""
    found = 0
    for one in _family(pid):
        with contextlib.suppress(OSError):  # it has ended since
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
            found += sum(int(kb) for kb in re.findall(r"^Pss:\s+(\d+) kB$", rollup, re.MULTILINE))
    return found * 1024


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="a folder for the archive, used again if there")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--readers", type=int, default=50)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root = folder / f"archive-{options.articles}"
        if not (root / "done").exists():
            write(root, options.articles)
            (root / "done").touch()
        measure(root, options.times, options.readers)


if __name__ == "__main__":
    main()
