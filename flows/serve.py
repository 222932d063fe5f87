"""The deployments as one serving process: what `tearsheet serve` runs.

They are declared in `prefect.yaml`, which `prefect deploy` reads too.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from prefect import Flow, serve
from prefect.client.schemas.objects import ConcurrencyLimitConfig
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron, Interval

from flows.automations import register_automations
from flows.servers.forms import close_schema
from tearsheet.version import code_version

DECLARED = Path(__file__).with_name("prefect.yaml")


def serve_all(*, root: str, notify: str | None = None) -> None:
    """Register what is declared, for the archive at `root`, and run what is due until
    interrupted. Automations tell the block `notify` where one is named.
    """
    if notify:
        register_automations(notify)
    # a run whose process is killed is seen as crashed, not as running for ever
    os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")
    # Prefect's own handler of SIGTERM leaves it so; what it should do is done at its exit
    warnings.filterwarnings("ignore", "coroutine 'Runner.astop' was never awaited")
    serve(*read_deployments(root), print_starting_message=False)


def read_deployments(root: str) -> list[RunnerDeployment]:
    """Every deployment that is declared, for the archive at `root`."""
    declared = yaml.safe_load(DECLARED.read_text(encoding="utf-8"))
    return [_deployment(each, root) for each in declared["deployments"]]


def _deployment(declared: Mapping[str, Any], root: str) -> RunnerDeployment:
    limit = declared.get("concurrency_limit")
    made = _flow(declared["entrypoint"]).to_deployment(
        declared["name"],
        description=declared["description"],
        tags=declared["tags"],
        version=code_version(),
        schedules=[
            Interval(s["interval"]) if "interval" in s else Cron(s["cron"])
            for s in declared.get("schedules", ())
        ],
        parameters={**declared.get("parameters", {}), "root": root},
        concurrency_limit=ConcurrencyLimitConfig(**limit) if limit else None,
    )
    assert isinstance(made, RunnerDeployment)  # a coroutine only where an event loop runs
    made._parameter_openapi_schema = close_schema(made._parameter_openapi_schema)
    return made


def _flow(entrypoint: str) -> Flow[..., Any]:
    """`flows/archive.py:archive` -> the flow `archive` of the module `flows.archive`."""
    path, _, name = entrypoint.partition(":")
    flow = getattr(import_module(path.removesuffix(".py").replace("/", ".")), name)
    assert isinstance(flow, Flow)
    return flow
