"""What docs/buckets.md shows for each mistake is what is said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from moto.server import ThreadedMotoServer

from tearsheet.errors import BadRoot
from tearsheet.store.roots import check_root
from tests.support.places import ROOT
from tests.support.servers import free_port

SHOWN = dict(
    re.findall(r"^\| ([^|]+?) \| `(.+)` \|$", (ROOT / "docs" / "buckets.md").read_text(), re.M)
)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An S3 server on loopback that checks nobody's name and has no bucket."""
    server = ThreadedMotoServer(port=free_port(), ip_address="127.0.0.1")
    server.start()
    yield f"http://127.0.0.1:{server._port}"
    server.stop()


def said(root: str) -> str:
    with pytest.raises(BadRoot) as raised:
        check_root(root)
    return str(raised.value)


@pytest.fixture(autouse=True)
def environment(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ):
        monkeypatch.setenv(name, value)


def test_http_needs_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ALLOW_HTTP")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")
    assert said("s3://bucket/archive") == SHOWN["`http://` without leave"]


def test_an_endpoint_is_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "minio")
    assert said("s3://bucket/archive") == SHOWN["an endpoint that is no address"]


def test_a_bucket_must_be_there() -> None:
    assert said("s3://absent/archive") == SHOWN["no such bucket"]


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    before, after = SHOWN["nobody answers"].split("…")
    told = said("s3://bucket/archive")
    assert told.startswith(before)
    assert told.endswith(after)


@pytest.mark.parametrize(
    ("root", "mistake"),
    [
        ("ftp://bucket/archive", "another scheme"),
        ("s3://bucket/a*", "a URL with `*?[]#%` or blanks"),
    ],
)
def test_a_url_that_is_none(root: str, mistake: str) -> None:
    assert said(root) == SHOWN[mistake]
