"""The deployments as one serving process: what `tearsheet serve` runs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from prefect import Flow, serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment

from flows.archive import archive
from flows.backfill import backfill
from flows.maintain import maintain

ARCHIVE_EVERY = timedelta(minutes=15)


def serve_all(*, root: str, archive_every: timedelta = ARCHIVE_EVERY) -> None:
    """Register archive (on a schedule), maintain (nightly) and backfill (by hand), and run what is
    due until interrupted.
    """

    def deployment(flow: Flow[..., Any], name: str, **options: Any) -> RunnerDeployment:
        return cast(
            "RunnerDeployment", flow.to_deployment(name, parameters={"root": root}, **options)
        )

    one = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
    serve(
        deployment(
            archive,
            "scheduled",
            interval=archive_every,
            concurrency_limit=one,
            description="Archives what is new in the landing folder",
        ),
        deployment(
            maintain,
            "nightly",
            cron="17 3 * * *",
            concurrency_limit=one,
            description="Verifies every stored byte, merges small files and sweeps what no kept snapshot lists",
        ),
        deployment(
            backfill,
            "on-demand",
            description="Derives months again from raw; give first_month and last_month",
        ),
        print_starting_message=False,
    )
