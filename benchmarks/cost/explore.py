"""How long the pages of `tearsheet explore` take, beside the same questions asked alone; and what
becomes of fifty readers at once.

    python benchmarks/cost/explore.py [--articles 20000] [--keep FOLDER] [--times 20] [--readers 50]

The archive is written through the store and compacted once. The command runs as it is, and is asked
over loopback, first by one reader once it has prepared what it prepares of a snapshot. Every page
is asked of other articles, outlets, portions or words each time, so that nothing kept of an answer
helps; pages and their questions alone are asked in turn. `processor` is what the server and its
processes take for one page, which other work on the machine does not change much.
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
from pathlib import Path
from random import Random
from typing import Any

import httpx
import numpy as np

import tearsheet
from benchmarks.inputs import stored
from benchmarks.inputs.stored_beside import beside
from tearsheet.explore.app import PAGES
from tearsheet.query.limits import Limits
from tearsheet.query.session import Session
from tearsheet.stages.stories.article_table import article_changes
from tearsheet.store.tables import Storage
from tearsheet.upkeep.compact import compact

#: Questions of a page that it does not ask of an article or outlet that is there.
NOT_ASKED = {"id", "history", "copies", "articles_of_month"}
Values = dict[str, Any]


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


def processor_seconds(pid: int) -> float:
    """What a process and its children have had of the processor."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--pid", str(pid), "--ppid", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    ticks = 0
    for one in listed.stdout.split():
        with contextlib.suppress(FileNotFoundError):  # it has ended since
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def samples(archive: tearsheet.Archive, times: int) -> list[Values]:
    """Articles with what the questions of their pages ask for."""
    rows = archive.sql(
        f"""SELECT article_id, a.outlet, story_id, s.capture_id FROM
        (FROM articles USING SAMPLE reservoir({times} ROWS) REPEATABLE (5)) a
        JOIN sightings s USING (article_id)"""
    ).unique("article_id", maintain_order=True)
    return [{**row, "size": 101, "skip": 0} for row in rows.iter_rows(named=True)]


def addresses(number: int, values: Values) -> dict[str, str]:
    """Pages of an article or an outlet, by name."""
    of, article, outlet = f"/s/{number}", values["article_id"], values["outlet"]
    return {
        "article": f"{of}/article/{article}",
        "outlet": f"{of}/outlet/{outlet}",
        "articles": f"{of}/outlet/{outlet}/articles",
        "copying": f"{of}/outlet/{outlet}/copying",
        "phrases": f"{of}/outlet/{outlet}/phrases",
        "drift": f"{of}/outlet/{outlet}/drift",
    }


def others(number: int, values: Values, portion: int) -> dict[str, str]:
    """Every other page, by name; of a long list one portion."""
    of, skip = f"/s/{number}", 100 * portion
    lists = {kind: f"{of}/changes?kind={kind}" for kind in ("texts", "headlines", "disappeared")}
    lists |= {"missing": f"{of}/missing?a=1", "outlets": f"{of}/outlets?a=1"}
    own = {"article_id": values["article_id"], "capture_id": values["capture_id"]}
    return {
        "overview": f"{of}/",
        "alarms": f"{of}/alarms",
        **{name: f"{address}&skip={skip}" for name, address in lists.items()},
        **{
            f"{name} of one": f"{address}&outlet={values['outlet']}"
            for name, address in lists.items()
            if name != "outlets"
        },
        "story": f"{of}/story/{values['story_id']}",
        "diff": f"{of}/article/{own['article_id']}/diff",
        "citation": f"{of}/article/{own['article_id']}/citation",
        "capture": f"{of}/capture/{own['capture_id']}",
        "quarantine": f"{of}/quarantine",
        "runs": f"{of}/runs",
        "snapshots": f"{of}/snapshots",
        "two snapshots": f"{of}/snapshots/difference?old={number - 1}&new={number}",
    }


def alone(session: Session, name: str, values: Values) -> None:
    """The questions of a page, one after the other on a connection that is open."""
    page = next(page for page in PAGES if page.name == name)
    for key, question in page.questions.items():
        if key not in NOT_ASKED:
            session.table(question.sql, question.params(values))


def processor(call: Callable[[], object]) -> float:
    """The processor's milliseconds that a call takes in this process."""
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1000


def timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def shown(seconds: Sequence[float]) -> str:
    middle, late = np.percentile(seconds, [50, 95]) * 1000
    return f"p50 {middle:8,.0f}   p95 {late:8,.0f}"


def get(client: httpx.Client, address: str) -> httpx.Response:
    answer = client.get(address)
    answer.raise_for_status()
    return answer


def measure(root: Path, times: int, readers: int) -> None:
    archive = tearsheet.open(str(root))
    number, session = archive.snapshot.number, Session(archive, Limits.with_defaults())
    every = samples(archive, times)
    texts = [re.findall(r"[a-z]{3,}", str(row["text"])) for row in _texts(archive, times)]
    words = [text[n % len(text)] for n, text in enumerate(texts)]
    alone(session, "article", every[0])
    archive.search(words[0])
    with served(root) as (client, pid):
        prepared = _await_rest(client, pid)
        print(f"prepared with {prepared:,.1f} s of the processor")
        print(f"{'':18}{'page, ms':>32}   processor, ms a page")
        for name in others(number, every[0], 0):
            paths = [others(number, values, n)[name] for n, values in enumerate(every)]
            began = processor_seconds(pid)
            pages = [timed(partial(get, client, path)) for path in paths]
            each = (processor_seconds(pid) - began) / len(paths) * 1000
            print(f"{name:18}{shown(pages):>32}   {each:8,.0f}", flush=True)
        print(f"{'':12}{'page, ms':>32}{'the same alone, ms':>36}   ratio of medians")
        for name in addresses(number, every[0]):
            pages, questions = [], []
            for values in every:
                pages.append(timed(partial(get, client, addresses(number, values)[name])))
                questions.append(timed(partial(alone, session, name, values)))
            _print_pair(name, pages, questions)
            taken = [processor(partial(alone, session, name, values)) for values in every]
            print(f"{'':12}{np.median(taken):,.0f} ms of the processor alone", flush=True)
        pages, questions = [], []
        for word in words:
            pages.append(timed(partial(get, client, f"/s/{number}/search?q={word}")))
            questions.append(timed(partial(archive.search, word, limit=20, facets=True)))
        _print_pair("search", pages, questions)
        _crowd(client, pid, number, every, words, readers)


def _texts(archive: tearsheet.Archive, times: int) -> list[dict[str, Any]]:
    asked = f"SELECT text FROM articles USING SAMPLE reservoir({times} ROWS) REPEATABLE (7)"
    return archive.sql(asked).to_dicts()


def _print_pair(name: str, pages: Sequence[float], questions: Sequence[float]) -> None:
    ratio = float(np.median(pages) / np.median(questions))
    print(f"{name:12}{shown(pages):>32}{shown(questions):>36}   {ratio:.2f}")


def _crowd(
    client: httpx.Client,
    pid: int,
    number: int,
    every: Sequence[Values],
    words: Sequence[str],
    readers: int,
) -> None:
    """So many readers at once, each looking at twenty pages one after the other."""
    base, peak = str(client.base_url), 0

    def read(reader: int) -> tuple[list[float], int]:
        random, took, failed = Random(reader), [], 0
        with httpx.Client(base_url=base, timeout=300) as one:
            for _ in range(20):
                paths = [*list(addresses(number, random.choice(every)).values())[:3]]
                paths += [f"/s/{number}/search?q={random.choice(words)}", f"/s/{number}/"]
                began = time.perf_counter()
                failed += one.get(random.choice(paths)).status_code != 200
                took.append(time.perf_counter() - began)
        return took, failed

    with ThreadPoolExecutor(readers) as threads:
        waiting = [threads.submit(read, n) for n in range(readers)]
        while not all(one.done() for one in waiting):
            peak = max(peak, _resident_bytes(pid))
            time.sleep(0.2)
    took = [second for one in waiting for second in one.result()[0]]
    failed = sum(one.result()[1] for one in waiting)
    print(
        f"\n{readers} readers at once: {len(took)} pages, {failed} errors, {shown(took)} ms; "
        f"the server and its processes hold {peak / 1e6:,.0f} MB at most"
    )


def _resident_bytes(pid: int) -> int:
    """What a process and its children hold."""
    listed = subprocess.run(
        ["ps", "-o", "rss=", "--pid", str(pid), "--ppid", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return sum(map(int, listed.stdout.split())) * 1024


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
