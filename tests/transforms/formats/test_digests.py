"""Digests of web archives: one spelling, and what they say of bytes."""

import base64
import hashlib

import pytest

from transforms.formats.web_archives.digests import check_digest, digest_key

HELLO = hashlib.sha1(b"hello").digest()


@pytest.mark.parametrize(
    "stated",
    [
        "sha1:" + base64.b32encode(HELLO).decode(),
        "SHA-1:" + base64.b32encode(HELLO).decode().lower(),
        "sha1: " + HELLO.hex(),
        "sha1:" + base64.b64encode(HELLO).decode(),
        "sha1:" + base64.urlsafe_b64encode(HELLO).decode().rstrip("="),
    ],
)
def test_a_digest_has_one_spelling_in_whatever_alphabet_it_is_stated(stated: str) -> None:
    assert digest_key(stated) == f"sha1:{HELLO.hex()}"
    assert check_digest(stated, b"hel", b"lo") == "good"
    assert check_digest(stated, b"hello ") == "bad"


@pytest.mark.parametrize("stated", [None, "", "sha1:", "crc32:00000000", HELLO.hex()])
def test_a_digest_that_nobody_can_compute_says_nothing(stated: str | None) -> None:
    assert digest_key(stated) is None
    assert check_digest(stated, b"hello") == "unknown"


def test_a_value_of_a_wrong_length_has_no_key_and_fits_no_bytes() -> None:
    assert digest_key("sha1:abcdef") is None
    assert check_digest("sha1:abcdef", b"hello") == "bad"
