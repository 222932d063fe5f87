"""Captures that are parsed together: each by itself, but for the questions that are answered for
all of them at once.

A capture is parsed in steps: a generator that yields its questions and gives its page. Who parses
one capture answers it alone; who parses a shard lets every capture come to its next question, and
answers all of one kind in one call. An answer may not depend on who else is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from transforms.page import Page


@dataclass(frozen=True, slots=True)
class Ask:
    """A question about `value`: `answer_all` takes the values of many captures and gives an answer
    for each.
    """

    answer_all: Callable[[Sequence[Any]], Sequence[Any]]
    value: Any


Steps = Generator[Ask, Any, Page]
#: What bounds the processor time of a step.
Limit = Callable[[], AbstractContextManager[None]]


def finish_alone(steps: Steps) -> Page:
    """The page of one capture. Raises what its parser raises."""
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
    """For each capture its page, or what its parser has raised; every step is taken within a limit
    of its own.

    Where answering many raises, fewer are asked, until it is known whose question does.
    """
    out: list[Page | Exception | None] = [None] * len(captures)
    answers: dict[int, Any] = dict.fromkeys(range(len(captures)))
    while answers:
        asked: dict[Callable[..., Any], list[tuple[int, Any]]] = {}
        for no, answer in answers.items():
            told = answer if isinstance(answer, Exception) else _next(captures[no], answer, limit)
            if isinstance(told, Ask):
                asked.setdefault(told.answer_all, []).append((no, told.value))
            else:
                out[no] = told
        answers = {}
        for answer_all, values in asked.items():
            found = _answer(answer_all, [value for _, value in values], limit)
            answers.update(zip((no for no, _ in values), found, strict=True))
    return [told for told in out if told is not None]


def _next(steps: Steps, answer: Any, limit: Limit) -> Ask | Page | Exception:
    """The capture's next question, or what it ends in. Without memory nothing is known of it."""
    try:
        with limit():
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
    """The answer to each value, or what answering it alone raises."""
    try:
        with limit():
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
