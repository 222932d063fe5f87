"""What `tearsheet serve` registers is what is declared for `prefect deploy`."""

from __future__ import annotations

import uuid
from datetime import timedelta

import yaml
from prefect.client.schemas.objects import ConcurrencyLimitStrategy
from prefect.client.schemas.schedules import CronSchedule, IntervalSchedule

from flows.automations import DECLARED, SILENCE, build_automation
from flows.serve import read_deployments
from tearsheet.version import code_version


def test_deployments_are_served_as_they_are_declared() -> None:
    served = {f"{d.flow_name}/{d.name}": d for d in read_deployments("/srv/archive")}
    assert list(served) == [
        "archive/scheduled",
        "archive/on-demand",
        "maintain/nightly",
        "backfill/on-demand",
        "rebuild/check",
    ]
    archive, by_hand, maintain, backfill, _ = served.values()
    [every] = [s.schedule for s in archive.schedules or ()]
    [nightly] = [s.schedule for s in maintain.schedules or ()]
    assert isinstance(every, IntervalSchedule)
    assert every.interval == timedelta(minutes=15)
    assert isinstance(nightly, CronSchedule)
    assert nightly.cron == "17 3 * * *"
    assert not by_hand.schedules
    assert not backfill.schedules
    assert {d.concurrency_limit for d in served.values()} == {1}
    cancel, wait = ConcurrencyLimitStrategy.CANCEL_NEW, ConcurrencyLimitStrategy.ENQUEUE
    options = [d.concurrency_options for d in served.values()]
    strategies = [o.collision_strategy for o in options if o]
    assert strategies == [cancel, wait, cancel, wait, wait], "what a hand starts waits"
    assert {tuple(d.parameters.items()) for d in served.values()} == {(("root", "/srv/archive"),)}
    assert {d.version for d in served.values()} == {code_version()}
    assert archive.tags == ["tearsheet", "scheduled-archive"]
    assert backfill.description == (
        "Derives captures again from raw, by days, outlets, or what older code derived"
    )


def test_the_automations_are_ones_that_prefect_takes() -> None:
    declared = yaml.safe_load(DECLARED.read_text(encoding="utf-8"))["automations"]
    assert SILENCE in {each["name"] for each in declared}
    for kind, action in (("slack-webhook", "send-notification"), ("webhook", "call-webhook")):
        made = [build_automation(each, str(uuid.uuid4()), kind) for each in declared]
        assert {automation.actions[-1].type for automation in made} == {action}
        assert {automation.trigger.type for automation in made} == {"event"}
