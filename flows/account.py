"""What a run came to, in words: lines of its log, one artifact with links, why it failed."""

from __future__ import annotations

import inspect
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import ParamSpec, TypeVar, cast
from urllib.parse import quote, urlsplit

from prefect.logging import get_logger
from prefect.states import Failed

from flows.runs import ArchiveReport
from tearsheet.errors import TearsheetError
from tearsheet.plain_text import amount, show_line, show_markdown
from tearsheet.stages import summary
from tearsheet.upkeep.alarms import Alarm, News

P = ParamSpec("P")
T = TypeVar("T")
#: New articles, and refusals, that an artifact names.
_MOST_NAMED = 30
#: What may stand in an address that is made a link.
_SAFE = "/:?=&%#~.,;+-_@!*$"


def _is_news(record: logging.LogRecord) -> bool:
    """False of a traceback of an error that a user can be told of: the run's last state says it."""
    return not (record.exc_info and isinstance(record.exc_info[1], TearsheetError))


# the process of a deployment's run logs the error once more, when the flow has ended
get_logger("prefect.flow_runs").addFilter(_is_news)


def tell_failures(function: Callable[P, T]) -> Callable[P, T]:
    """What a flow does, of which an error that a user can be told of is the sentence of the run's
    last state, without a traceback in its log. Who calls the flow from Python has the error.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except TearsheetError as error:
            return cast("T", Failed(message=show_line(str(error)), data=error))

    # Prefect looks for what annotations name beside the wrapper
    vars(wrapper)["__signature__"] = inspect.signature(function, eval_str=True)
    return wrapper


def log_lines(report: ArchiveReport) -> list[str]:
    """Five lines: files, captures, what is new, what was refused, the snapshot."""
    landed, counts = report.landed, report.counts
    skipped = f", {counts['skipped']:,} no pages" if counts["skipped"] else ""
    waiting = f", {landed.waiting:,} left for the next run" if landed.waiting else ""
    reasons = Counter(str(row["reason"]) for row in report.refused)
    why = ", ".join(f"{count:,} {reason}" for reason, count in reasons.most_common(5))
    stays = "" if report.is_published else "nothing new: "
    return [
        f"files: {landed.files:,}{waiting}",
        f"captures: {counts['read']:,} read, {landed.new:,} of them new, "
        f"{counts['already_held']:,} held before{skipped}",
        f"new: {amount(counts['new'], 'article')}, {amount(counts['revision'], 'version')}, "
        f"{amount(counts['without_article'], 'page')} without an article",
        f"refused: {counts['refused']:,}" + (f" ({why})" if why else ""),
        f"{stays}snapshot {report.snapshot.number}" + ("" if report.is_published else " stays"),
    ]


def describe(report: ArchiveReport, news: News, alarms: Sequence[Alarm]) -> str:
    """The run as Markdown: what it found, what is new, what was refused, and which outlets are
    unlike before. Names in it are other people's text.
    """
    return "\n".join(
        [
            *(f"- {show_markdown(line)}" for line in log_lines(report)),
            *_alarms(alarms),
            *_new(news),
            *_refused(report),
            "",
            "### Counts",
            "",
            "```",
            *(show_line(line).replace("`", "'") for line in summary.lines(report.counts)),
            "```",
        ]
    )


def _alarms(alarms: Sequence[Alarm]) -> Iterator[str]:
    if alarms:
        yield from ("", "### Alarms", "")
        yield from (f"- **{show_markdown(alarm.words)}**" for alarm in alarms)


def _new(news: News) -> Iterator[str]:
    if not news.articles:
        return
    yield from ("", "### New", "")
    outlets = ", ".join(f"{show_markdown(o)} {n:,}" for o, n in news.outlets)
    yield f"By outlet: {outlets}"
    yield ""
    for outlet, title, url in news.articles[:_MOST_NAMED]:
        yield f"- {show_markdown(outlet)}: {_link(title or '(no headline)', url)}"


def _refused(report: ArchiveReport) -> Iterator[str]:
    if not report.refused:
        return
    yield from ("", "### Refused", "")
    for row in report.refused[:_MOST_NAMED]:
        detail = f": {row['detail']}" if row["detail"] else ""
        records = f", {row['records']:,} records" if (row.get("records") or 1) > 1 else ""
        yield f"- {show_markdown(str(row['ref']))}{records}: " + show_markdown(
            f"{row['reason']}{detail}"
        )
    if (more := len(report.refused) - _MOST_NAMED) > 0:
        yield f"- and {more:,} more: the table quarantine has them"


def _link(text: str, url: str | None) -> str:
    """The text, as a link where the address is one of the web's."""
    words = show_markdown(text)
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return words
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return words
    return f"[{words}](<{quote(show_line(url or ''), safe=_SAFE)}>)"
