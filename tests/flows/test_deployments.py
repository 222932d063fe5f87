"""What `tearsheet serve` registers is what is declared for `prefect deploy`."""

from __future__ import annotations

from datetime import timedelta

from prefect.client.schemas.objects import ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule

from flows.serve import read_deployments


def test_deployments_are_served_as_they_are_declared() -> None:
    served = {f"{d.flow_name}/{d.name}": d for d in read_deployments("/srv/archive")}
    assert list(served) == ["archive/scheduled", "maintain/nightly", "backfill/on-demand"]
    archive, maintain, backfill = served.values()
    [every] = [s.schedule for s in archive.schedules or ()]
    [nightly] = [s.schedule for s in maintain.schedules or ()]
    assert isinstance(every, IntervalSchedule)
    assert every.interval == timedelta(minutes=15)
    assert isinstance(nightly, CronSchedule)
    assert nightly.cron == "17 3 * * *"
    assert not backfill.schedules
    assert [d.concurrency_limit for d in served.values()] == [1, 1, None]
    options = [
        served[name].concurrency_options for name in ("archive/scheduled", "maintain/nightly")
    ]
    assert [o.collision_strategy for o in options if o] == [ConcurrencyLimitStrategy.CANCEL_NEW] * 2
    assert {tuple(d.parameters.items()) for d in served.values()} == {(("root", "/srv/archive"),)}
    assert backfill.description == (
        "Derives captures again from raw, by days, outlets, or what older code derived"
    )
