"""What every verb of the command line shares: the application, common options, errors in a
sentence, and how a flow is run.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Annotated, Any, ParamSpec

import typer

from tearsheet import stopping
from tearsheet.errors import InternalError, TearsheetError, Usage
from tearsheet.plain_text import show_text
from tearsheet.settings import BadSetting

app = typer.Typer(
    name="tearsheet",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Turn captured news pages into an archive you can query.",
    epilog="Exit status: 0 done, 1 the run failed, 2 wrong usage, 3 with --strict where anything "
    "was refused, 130 stopped by Ctrl-C, 143 by SIGTERM.",
)
P = ParamSpec("P")
#: What ended a child process of a run, where it was no capture's fault.
_KILLED = {
    "timeout": "a step of the run took longer than it may",
    "memory": "a step of the run got no more memory: TEARSHEET_WORKER_MEMORY_BYTES says how much a "
    "process of it may take, TEARSHEET_WORKERS how many there are at once",
    "crashed": "a process of the run crashed",
    "ended": "somebody ended a process of the run again and again",
}

Root = Annotated[
    str | None,
    typer.Option(
        "--root",
        metavar="PATH|URL",
        help="The archive: a folder or a bucket URL [default: $TEARSHEET_ROOT, else data/archive]",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="SNAPSHOT|TIME",
        help="Read the archive as it was: a snapshot number or an ISO 8601 time",
    ),
]


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    vertical = "vertical"
    csv = "csv"
    json = "json"
    ndjson = "ndjson"
    parquet = "parquet"
    xlsx = "xlsx"


def tell_errors(function: Callable[P, None]) -> Callable[P, None]:
    """End the command with one sentence, not a traceback, at an error that a user can be
    told of.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        import duckdb

        stopping.hear_termination()
        try:
            function(*args, **kwargs)
        except (Usage, BadSetting) as error:
            typer.echo(f"tearsheet: {show_text(str(error))}", err=True)
            raise typer.Exit(2) from None
        except (TearsheetError, duckdb.Error, OSError) as error:
            typer.echo(f"tearsheet: {show_text(str(error))}", err=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt as stopped:
            if not isinstance(stopped, stopping.Stopped):
                stopped = stopping.Stopped(signal.SIGINT, is_of_run=False)
            stopping.end(stopped.number, is_of_run=stopped.is_of_run)

    return wrapper


def run_flow(module: str, name: str, **parameters: Any) -> Any:
    """Run a flow in this process and give its report: on the server at PREFECT_API_URL, that of
    `tearsheet serve`, or one that lives as long as the command. Raises BadRoot, before Prefect is
    loaded, where the root that it writes to cannot be written to.
    """
    from tearsheet.store.roots import check_root

    check_root(parameters.get("to") or parameters["root"])
    # read by Prefect at its import
    for key, value in (
        ("PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "true"),
        ("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120"),
        ("PREFECT_SERVER_ANALYTICS_ENABLED", "false"),
        ("DO_NOT_TRACK", "1"),
        ("PREFECT_LOGGING_LEVEL", "CRITICAL"),
        ("PREFECT_CLIENT_METRICS_ENABLED", "false"),
    ):
        os.environ.setdefault(key, value)
    typer.echo("starting…", err=True)
    with stopping.stoppable():
        try:
            return _run(module, name, parameters)
        except BaseException as error:
            stopping.check()  # whatever else came of it on the way
            if isinstance(error, Exception) and not isinstance(error, TearsheetError | OSError):
                raise _told(error) from error
            raise


def _told(error: Exception) -> TearsheetError:
    """What a person is told where a run fails of something that has no sentence of its own."""
    from tearsheet.stages.faults import describe_fault
    from tearsheet.workers import Killed

    if isinstance(error, Killed):
        return TearsheetError(_KILLED[error.reason])
    return InternalError(
        f"the run failed: {describe_fault(error)}; with PREFECT_LOGGING_LEVEL=ERROR it tells where"
    )


def _run(module: str, name: str, parameters: dict[str, Any]) -> Any:
    from importlib import import_module

    from flows.ephemeral import shield_servers
    from flows.reach import reach_server
    from tearsheet import progress

    shield_servers()
    reach_server()
    flow = getattr(import_module(module), name)
    with progress.bar(visible=sys.stderr.isatty()) as display:
        progress.watch(progress.Bar(display))
        try:
            return flow(**parameters)
        finally:
            progress.watch(progress.Silent())
