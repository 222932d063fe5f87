"""The deployments as one serving process: what `tearsheet serve` runs."""

from __future__ import annotations

from datetime import timedelta

from prefect import serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy

from flows.archive import archive
from flows.backfill import backfill
from flows.maintain import maintain

ARCHIVE_EVERY = timedelta(minutes=15)


def serve_all(*, root: str, archive_every: timedelta = ARCHIVE_EVERY) -> None:
    """Register archive (on a schedule), maintain (nightly) and backfill (by hand), and run what is due until interrupted."""
    one = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    serve(
        archive.to_deployment("scheduled", interval=archive_every, parameters={"root": root}, concurrency_limit=one,
                              description="Archives what is new in the landing folder"),
        maintain.to_deployment("nightly", cron="17 3 * * *", parameters={"root": root}, concurrency_limit=one,
                               description="Verifies every stored byte and sweeps what no kept snapshot lists"),
        backfill.to_deployment("on-demand", parameters={"root": root}, description="Derives months again from raw; give first_month and last_month"),
        print_starting_message=False,
    )
