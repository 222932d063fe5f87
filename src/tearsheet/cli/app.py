"""What every verb of the command line shares: the application, common options, errors in a
sentence, and how a flow is run.
"""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from tearsheet import stopping
from tearsheet.errors import InternalError, TearsheetError, Usage
from tearsheet.plain_text import show_line, show_text
from tearsheet.settings import BadSetting, settings

if TYPE_CHECKING:
    from tearsheet.store.tables import Storage

#: What ended a child process of a run, where it was no capture's fault.
_KILLED = {
    "timeout": "a step of the run took longer than it may",
    "memory": "a step of the run got no more memory: TEARSHEET_WORKER_MEMORY_BYTES says how much a "
    "process of it may take, TEARSHEET_WORKERS how many there are at once",
    "crashed": "a process of the run crashed",
    "ended": "somebody ended a process of the run again and again",
}

#: How rows are printed.
FORMATS = ("table", "vertical", "csv", "json", "ndjson", "parquet", "xlsx")
_WIDTH = 100


def _named(_context: click.Context, _option: click.Parameter, root: str | None) -> str | None:
    """The root, which is not the default's where an empty variable of a shell names it."""
    if root == "":
        raise click.BadParameter("it is empty: name a folder or the URL of a bucket")
    return root


root_option = click.option(
    "--root",
    callback=_named,
    metavar="PATH|URL",
    help="The archive: a folder or a bucket URL [default: $TEARSHEET_ROOT, else data/archive]",
)
as_of_option = click.option(
    "--as-of",
    metavar="SNAPSHOT|TIME",
    help="Read the archive as it was: a snapshot number or an ISO 8601 time",
)


notes_option = click.option(
    "--notes",
    metavar="FILE",
    help="A .csv or .parquet file of your own with article_id, read as the table notes [default: "
    "$TEARSHEET_NOTES, else none]",
)


#: What the system says where no more can be written to a device or file.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Verbs(click.Group):
    """Commands of which each is imported when it is asked for. `places` says from which module, in
    the order in which they are listed.
    """

    def __init__(self, places: Mapping[str, str], **attributes: Any) -> None:
        super().__init__(context_settings={"max_content_width": _WIDTH}, **attributes)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The one of this name, where there is one."""
        place = self.places.get(cmd_name)
        return getattr(import_module(place), cmd_name) if place else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first argument names. Raises UsageError with the name that comes
        nearest.
        """
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            near = get_close_matches(args[0], self.places, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List them with the first sentence of each, whole."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(n, _first_sentence(self.get_command(ctx, n))) for n in self.places]
            )


def _first_sentence(command: click.Command | None) -> str:
    """What a command does: `'Ask the archive. Safe: …'` becomes `'Ask the archive.'`."""
    text = " ".join((command.help or "").split()) if command else ""
    return text.partition(". ")[0].removesuffix(".") + "."


def verb(function: Callable[..., None]) -> click.Command:
    """A command of this function and of the options that it is decorated with; its help is the
    function's docstring.
    """
    return click.command(context_settings={"max_content_width": _WIDTH})(tell_errors(function))


def tell_errors(function: Callable[..., None]) -> Callable[..., None]:
    """End the command with one sentence, not a traceback, at an error that a user can be
    told of.
    """

    @wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> None:
        stopping.hear_termination()
        try:
            function(*args, **kwargs)
        except KeyboardInterrupt as stopped:
            _end(stopped)
        except (Usage, BadSetting) as error:
            click.echo(f"tearsheet: {show_text(str(error))}", err=True)
            raise SystemExit(2) from None
        except Exception as error:
            if signalled := stopping.find_stop(error):
                _end(signalled)
            if not isinstance(error, TearsheetError | OSError) and not _is_of_duckdb(error):
                raise
            click.echo(f"tearsheet: {show_text(_sentence(error))}", err=True)
            raise SystemExit(1) from None

    return wrapper


def _end(stopped: KeyboardInterrupt) -> None:
    if not isinstance(stopped, stopping.Stopped):
        stopped = stopping.Stopped(signal.SIGINT, is_of_run=False)
    stopping.end(stopped.number, is_of_run=stopped.is_of_run)


def _sentence(error: Exception) -> str:
    """What a person is told of an error. One of the system's without a file's name is that of the
    output, which a full disk or device ends.
    """
    if isinstance(error, OSError) and error.errno in _FULL and not error.filename:
        return f"the output cannot be written: {error.strerror}"
    return str(error)


def _is_of_duckdb(error: Exception) -> bool:
    """Whether DuckDB raised it, which only questions import."""
    duckdb = sys.modules.get("duckdb")
    return duckdb is not None and isinstance(error, duckdb.Error)


def open_storage(root: str | None) -> Storage:
    """The storage of an archive that is there, at this root or that of the settings. Raises
    NoArchive, so that a command makes nothing at a root that is misspelt.
    """
    from tearsheet.store.snapshots import check_archive
    from tearsheet.store.tables import Storage

    storage = Storage.open(root or settings().root)
    check_archive(storage.objects)
    return storage


def open_to_write(root: str | None) -> Storage:
    """As `open_storage`, for a command that writes to it. Raises BadRoot where it cannot be written
    to.
    """
    from tearsheet.store.roots import check_root

    storage = open_storage(root)
    check_root(root or settings().root)
    return storage


def run_flow(
    module: str,
    name: str,
    *,
    says: str = "starting…",
    children_at_first: int | None = None,
    **parameters: Any,
) -> Any:
    """Run a flow in this process and give its report: on the server at PREFECT_API_URL, that of
    `tearsheet serve`, or one that lives as long as the command. What it `says` is shown before that
    is there; meanwhile its first child processes, else all of them, get ready.

    Raises BadRoot, before Prefect is loaded, where the root that it writes to cannot be written to.
    """
    from flows.servers.ephemeral import start_early
    from tearsheet.store.roots import check_root
    from tearsheet.workers import children

    check_root(parameters.get("to") or parameters["root"])
    click.echo(show_line(says), err=True)
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
    with stopping.stoppable():
        try:
            start_early()
            children().warm(children_at_first or settings().workers)
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
    from flows.servers.reach import reach_server
    from tearsheet import progress

    # what Prefect logs of its own end is not shown: one sentence says it
    stopping.at_stop("logs", lambda: logging.disable(logging.CRITICAL))
    reach_server()
    flow = getattr(import_module(module), name)
    with progress.bar(visible=sys.stderr.isatty()) as display:
        progress.watch(progress.Bar(display))
        try:
            return flow(**parameters)
        finally:
            progress.watch(progress.Silent())
