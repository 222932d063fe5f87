"""Memory of a backfill's dry run over a whole archive: it should be set by a portion, and not by
the archive.

    python benchmarks/cost/backfill.py [--captures 20000] [--portion-bytes 8388608] [--keep FOLDER]
        [--against FOLDER]

The archive is generated, and of every article the title is stored otherwise than today's code reads
it, so that all come out changed. The dry run goes as `tearsheet backfill` does, with Prefect's
server and its children. Printed are seconds and the peak memory of the largest process and of all
together but the server; with `--against` those of another checkout, too, over the same archive.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.cost.flow import _ARCHIVE, _OWN, run
from benchmarks.inputs.generate import generate
from tearsheet.store.tables import Storage

_DRY_RUN = """
import json, sys
from flows.backfill import backfill
report = backfill(first="1900-01", last="2100-12", undated=True, dry_run=True, root=sys.argv[1])
print("RESULT " + json.dumps({"lines": report.lines[:1], "counts": dict(report.counts)}))
"""


def main() -> None:
    """Make the archive, run both, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--captures", type=int, default=20_000)
    parser.add_argument("--portion-bytes", type=int, default=8 << 20)
    parser.add_argument("--keep", type=Path, help="keep captures and archive in this folder")
    parser.add_argument("--against", type=Path, help="the folder of another checkout")
    asked = parser.parse_args()
    os.environ["TEARSHEET_PORTION_BYTES"] = str(asked.portion_bytes)
    with tempfile.TemporaryDirectory() as temporary:
        place = (asked.keep or Path(temporary)).resolve()
        root = str(place / "archive")
        if not Path(root).exists():
            generate(asked.captures, place / "captures")
            run(_ARCHIVE, str(place / "captures"), root, home=place / "prefect")
            change_titles(Storage.open(root))
        print(f"{asked.captures:,} captures, portions of {asked.portion_bytes:,} bytes")
        checkouts = {"before": asked.against.resolve()} if asked.against else {}
        for name, folder in {**checkouts, "now": _OWN}.items():
            done = run(_DRY_RUN, root, home=place / "prefect", checkout=folder)
            print(
                f"{name}: {done.seconds:.0f} s, {done.own + done.children:.0f} of processor time; "
                f"{done.largest:,.0f} MiB in the largest process, {done.together:,.0f} MiB in all; "
                f"{done.result['lines']}",
                flush=True,
            )


def change_titles(storage: Storage) -> None:
    """Publish the archive with other titles than its captures have."""
    head, changes = storage.head(), {}
    for table in ("revisions", "articles"):
        title = pl.concat_str("title", pl.lit("(old)"), separator=" ", ignore_nulls=True)
        rows = storage.scan(head, table).with_columns(title.alias("title")).collect()
        places = rows.select("outlet", "month").unique().rows()
        changes[table] = [storage.rewrite(head, table, rows, places)]
    storage.commit(
        head,
        changes,
        batch_id="older",
        run_id="older",
        code_version="older",
        now=datetime.now(UTC),
    )


if __name__ == "__main__":
    main()
