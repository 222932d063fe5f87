"""The command line. Each verb is imported when it is asked for, and Prefect by those that run a
flow.
"""

from __future__ import annotations

import click

from tearsheet.cli.app import Verbs
from tearsheet.version import __version__

_INGEST, _AGAIN, _ASK, _FIND, _CITE, _UPKEEP = (
    f"tearsheet.cli.{name}" for name in ("ingest", "again", "ask", "find", "cite", "upkeep")
)
app = Verbs(
    {
        **dict.fromkeys(("ingest", "run"), _INGEST),
        **dict.fromkeys(("backfill", "outlets", "rollback"), _AGAIN),
        **dict.fromkeys(("sql", "tables", "describe", "shell", "show", "diff", "status"), _ASK),
        **dict.fromkeys(("search", "match"), _FIND),
        **dict.fromkeys(("cite", "reproduce"), _CITE),
        **{name: f"tearsheet.cli.{name}" for name in ("export", "feed", "explore")},
        "serve": _UPKEEP,
        **dict.fromkeys(("verify", "compact", "vacuum", "rebuild", "pin"), _UPKEEP),
        "withdraw": "tearsheet.cli.withdraw",
    },
    name="tearsheet",
    no_args_is_help=True,
    help="Turn captured news pages into an archive you can query.",
    epilog="Exit status: 0 done, 1 the run failed, 2 wrong usage, 3 with --strict where anything "
    "was refused, 130 stopped by Ctrl-C, 143 by SIGTERM.",
)


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"tearsheet {__version__}")
        context.exit()


app.params.append(
    click.Option(
        ["--version"],
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_print_version,
        help="Print the version and exit",
    )
)


def main() -> None:
    """The console script."""
    app(prog_name="tearsheet")


if __name__ == "__main__":
    main()
