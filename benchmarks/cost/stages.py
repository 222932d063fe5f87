"""Where the processor time of a run goes, stage by stage, without Prefect and child processes.

    python benchmarks/cost/stages.py [--pages 200] [--captures N] [--seed 1]

Labelled pages of the corpora folder as HTML or, `--captures`, so many generated texts are archived
in this process, which has imported what children import before it begins. Prints ms of processor
time a capture by stage, and apart from them what parse and clean take to hand their frames over:
to write them, and to read them again.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import logging
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.cost.flow import write_pages
from benchmarks.inputs.generate import generate
from flows import plain
from tearsheet import workers
from tearsheet.child import collect_seldom
from tearsheet.stages import clean, parse

_STAGES = (
    "ingest",
    "parse",
    "clean",
    "learn",
    "deduplicate",
    "match",
    "judge",
    "derive_stories",
    "publish",
)
_HANDED = "handed over"
Spent = defaultdict[str, float]


@contextlib.contextmanager
def _counted(spent: Spent, name: str) -> Iterator[None]:
    began = time.process_time()
    try:
        yield
    finally:
        spent[name] += time.process_time() - began


def _timed(spent: Spent, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*args: Any, **kwargs: Any) -> Any:
        with _counted(spent, name):
            return call(*args, **kwargs)

    return timed


def watch(spent: Spent) -> None:
    """Count the seconds of every stage from now on, and of what is handed from parse to clean."""
    for name in _STAGES:
        call = getattr(plain.PlainStages, name)
        setattr(plain.PlainStages, name, _timed(spent, name, call))
    for module, name in ((parse, "stage_shard"), (clean, "stage_shard"), (clean, "_read_parsed")):
        setattr(module, name, _timed(spent, _HANDED, getattr(module, name)))


def main() -> None:
    """Write the captures, archive them, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=200, help="how many labelled pages")
    parser.add_argument("--captures", type=int, help="so many generated texts, and no pages")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    for name in workers._STAGES:
        module, _, function = name.partition(":")
        imported = importlib.import_module(module)
        if function:
            getattr(imported, function)()
    collect_seldom()
    spent = Spent(float)
    watch(spent)
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        if asked.captures:
            count = generate(asked.captures, place / "captures", seed=asked.seed).captures
        else:
            count, _ = write_pages(asked.pages, place / "captures")
        with _counted(spent, "all"):
            plain.archive(str(place / "archive"), [str(place / "captures")])
    print(f"{count:,} captures: {1000 * spent['all'] / count:.2f} ms of processor time each")
    for name in (*_STAGES, _HANDED):
        print(f"  {name:<15}{1000 * spent[name] / count:8.2f} ms {spent[name] / spent['all']:7.1%}")


if __name__ == "__main__":
    main()
