"""The errors a user can meet; the command line prints them without a traceback."""

from __future__ import annotations


class TearsheetError(Exception):
    """Anything a user can be told in one sentence."""


class NoArchive(TearsheetError):
    """There is no archive at this root yet."""


class NoSnapshot(TearsheetError):
    """The archive has no snapshot of that number or time."""


class LostRace(TearsheetError):
    """Another writer published first: what was derived from the older snapshot must be derived
    again.
    """


class Unsafe(TearsheetError):
    """An ad-hoc statement that is not one SELECT over the archive."""


class BadQuery(TearsheetError):
    """A SELECT that DuckDB cannot answer: a name that is not there, a type that does not fit."""


class Damage(TearsheetError):
    """Stored bytes are missing or differ from their hash."""


class InternalError(TearsheetError):
    """The program itself failed, on no capture in particular."""


class NotHere(TearsheetError):
    """What is asked for by its id is not in the snapshot."""


class Usage(TearsheetError):
    """A command was given arguments that make no sense together."""


class BadRoot(TearsheetError, OSError):
    """The root cannot be reached or written to; the sentence says what to set."""


class OutOfMemory(TearsheetError):
    """A query needs more memory, or room to spill, than it may have."""


class OutOfTime(TearsheetError):
    """A query takes longer than it may."""
