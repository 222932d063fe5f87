"""Captures that are parsed together: each by a generator of its own, whose questions are answered
for all of them at once.

A capture's parser is a generator (`Steps`): it yields what is costly to compute for one capture and
cheap for many, as an `Ask`, is sent the answer, and returns the page. `finish_alone` answers each
question as it comes; `finish_together` runs every parser to its next question, and answers all that
ask the same in one call. An answer may not depend on what else is asked in that call.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from transforms.page import Page
from transforms.values import frozen


@frozen
class Ask:
    """A question of a parser: what is `answer_all` of `value`? `answer_all` takes the values of
    many captures and gives an answer for each, in their order.
    """

    answer_all: Callable[[Sequence[Any]], Sequence[Any]]
    value: Any


_Found = TypeVar("_Found")
#: Part of a parser: it yields questions, is sent answers, and returns what it is for.
Questions = Generator[Ask, Any, _Found]
#: The parser of a capture, which returns its page.
Steps = Questions[Page]
#: Makes what bounds the processor time of a step: it is entered before the step and left behind it.
#: It is given the number of the capture whose step it is, or None for a call for answers.
Limit = Callable[[int | None], AbstractContextManager[object]]


def finish_alone(steps: Steps) -> Page:
    """Run one parser to its end -> the page. Raises what the parser, or an answer, raises."""
    answer: Any = None
    while True:
        try:
            ask = steps.send(answer)
        except StopIteration as done:
            page: Page = done.value
            return page
        (answer,) = ask.answer_all([ask.value])


def finish_together(
    captures: Sequence[Steps], *, limit: Limit = nullcontext
) -> list[Page | Exception]:
    """Run parsers to their ends, side by side -> for each its page, or the exception that it
    raised. Every step, and every call for answers, is taken within a limit of its own.

    Where a call for the answers to many questions raises, it is made again for either half of them,
    until it is known whose question does it. Raises MemoryError.
    """
    out: list[Page | Exception | None] = [None] * len(captures)
    answers: dict[int, Any] = dict.fromkeys(range(len(captures)))
    while answers:
        asked: dict[Callable[..., Any], list[tuple[int, Any]]] = {}
        for no, answer in answers.items():
            told = (
                answer if isinstance(answer, Exception) else _next(captures[no], answer, limit, no)
            )
            if isinstance(told, Ask):
                asked.setdefault(told.answer_all, []).append((no, told.value))
            else:
                out[no] = told
        answers = {}
        for answer_all, values in asked.items():
            found = _answer(answer_all, [value for _, value in values], limit)
            answers.update(zip((no for no, _ in values), found, strict=True))
    return [told for told in out if told is not None]


def _next(steps: Steps, answer: Any, limit: Limit, no: int) -> Ask | Page | Exception:
    """Send the parser of capture `no` an answer -> its next question, its page, or the exception
    that it raised. Raises MemoryError: nothing can be said then of this capture.
    """
    try:
        with limit(no):
            return steps.send(answer)
    except StopIteration as done:
        page: Page = done.value
        return page
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - it costs this capture
        return error


def _answer(
    answer_all: Callable[[Sequence[Any]], Sequence[Any]], values: list[Any], limit: Limit
) -> list[Any]:
    """The answer to each value, or the exception that answering it alone raises."""
    try:
        with limit(None):
            return list(answer_all(values))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one of them did it: find out which
        if len(values) == 1:
            return [error]
        half = len(values) // 2
        return [
            *_answer(answer_all, values[:half], limit),
            *_answer(answer_all, values[half:], limit),
        ]
