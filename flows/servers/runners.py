"""Where a stage's mapped tasks are worked on: in threads of this process, or on a cluster of Dask
or Ray, whichever the settings name.

A cluster's workers need this release of Tearsheet, the root and its credentials, the sources'
bytes once landed in the root, and a server that they reach.
"""

from __future__ import annotations

import atexit
import importlib
import importlib.util
import logging
import os
from functools import cache
from typing import Any

from prefect.settings import PREFECT_API_URL
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from tearsheet.errors import Usage
from tearsheet.settings import settings
from tearsheet.version import code_version

#: So long a worker of a local Dask cluster may take to start again: with 15 seconds, which are
#: Dask's, a slow machine gave all workers up, and the run waited for ever. judged
_COMES_BACK = "10 minutes"


class OtherCode(Usage):
    """A worker of a cluster has other code than the run that gives it work."""


def check_runner() -> None:
    """Raises Usage where the settings name a runner that cannot work here."""
    name = settings().runner
    if name == "threads":
        return
    if importlib.util.find_spec(f"prefect_{name}") is None:
        raise Usage(f"TEARSHEET_RUNNER={name} needs its extra: pip install 'tearsheet[{name}]'")
    if not PREFECT_API_URL.value():
        raise Usage(
            f"TEARSHEET_RUNNER={name} needs a server that its workers reach: set PREFECT_API_URL, "
            "or start `tearsheet serve`"
        )


def runner(workers: int) -> TaskRunner[Any]:
    """The runner that the settings name, of so many workers where it is started here."""
    match settings().runner:
        case "dask":
            return _dask(workers)
        case "ray":
            return _ray(workers)
        case _:
            return threads(workers)


def threads(workers: int) -> TaskRunner[Any]:
    """So many threads of this process, each of which waits for a child process."""
    return ThreadPoolTaskRunner[Any](max_workers=workers)


def check_code(code: str) -> None:
    """Raises OtherCode where this process derives rows by other code than the run does."""
    if code != code_version():
        raise OtherCode(
            f"the run has {code}, a worker of its cluster {code_version()}: install one release on "
            "all of them"
        )


def _given() -> str | None:
    """The address of a running cluster, where there is one."""
    address = settings().runner_address
    return None if address == "none" else address


def _dask(workers: int) -> TaskRunner[Any]:
    importlib.import_module("dask").config.set(
        {
            # a daemon may have no children, and every stage is called in one
            "distributed.worker.daemon": False,
            # a worker that was killed is given up where it takes longer to come back
            "distributed.deploy.lost-worker-timeout": _COMES_BACK,
        }
    )
    made: TaskRunner[Any] = importlib.import_module("prefect_dask").DaskTaskRunner(
        address=_given() or _local_dask(workers)
    )
    return made


@cache
def _local_dask(workers: int) -> str:
    """The address of a cluster of this process's own, on loopback; it ends with the process."""
    cluster = importlib.import_module("distributed").LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        silence_logs=logging.ERROR,
    )
    atexit.register(cluster.close)
    return str(cluster.scheduler_address)


def _ray(workers: int) -> TaskRunner[Any]:
    ray = importlib.import_module("ray")
    if not ray.is_initialized():
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        own = {"num_cpus": workers, "_node_ip_address": "127.0.0.1"}
        where = {"address": address} if (address := _given()) else own
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="error", **where)
        atexit.register(ray.shutdown)
    made: TaskRunner[Any] = importlib.import_module("prefect_ray").RayTaskRunner()
    return made
