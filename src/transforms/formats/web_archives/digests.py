"""Digests as the headers of web archives state them: one spelling, and what they say of bytes."""

from __future__ import annotations

import base64
import hashlib
from typing import Literal

_HASHES = {
    "sha1": hashlib.sha1,
    "sha256": hashlib.sha256,
    "sha512": hashlib.sha512,
    "md5": hashlib.md5,
}
_SIZES = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}
#: RFC 4648's base 32 alphabet in the digits of `int`.
_BASE32 = str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ2345670189_+", "0123456789abcdefghijklmnopqrstuv------"
)
_ALGORITHMS = {
    "sha1": "sha1",
    "sha-1": "sha1",
    "sha256": "sha256",
    "sha-256": "sha256",
    "sha512": "sha512",
    "md5": "md5",
}
Verdict = Literal["good", "bad", "unknown"]


def digest_key(digest: str | None) -> str | None:
    """A digest in one spelling, whatever its alphabet: `sha1:` and hex; None for an unknown
    algorithm or a value of a wrong length.
    """
    name, raw = _parse_digest(digest)
    return f"{name}:{raw.hex()}" if name and raw else None


def _parse_digest(digest: str | None) -> tuple[str | None, bytes | None]:
    """(algorithm, value) of a digest as a header states it; null where it is unknown, or no such
    value.
    """
    algorithm, _, value = (digest or "").partition(":")
    name, value = _ALGORITHMS.get(algorithm.strip().lower()), value.strip().rstrip("=")
    if name is None or not value:
        return None, None
    size = _SIZES[name]
    try:
        # base32 is the custom; hex and both base64 alphabets occur
        if len(value) == -(-size * 8 // 5):
            return name, (int(value.upper().translate(_BASE32), 32) >> (-size * 8 % 5)).to_bytes(
                size, "big"
            )
        if len(value) == 2 * size:
            return name, bytes.fromhex(value)
        raw = base64.b64decode(
            value + "=" * (-len(value) % 4), altchars=b"-_" if set(value) & set("-_") else None
        )
    except (ValueError, OverflowError):
        return name, None
    return name, raw if len(raw) == size else None


def check_digest(digest: str | None, *parts: bytes) -> Verdict:
    """What a stated digest says of these bytes, read one after the other."""
    name, raw = _parse_digest(digest)
    if name is None:
        return "unknown"
    computed = _HASHES[name](usedforsecurity=False)
    for part in parts:
        computed.update(part)
    return "good" if raw == computed.digest() else "bad"
