"""An empty bucket: S3 as moto's server speaks it, on loopback."""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from moto.server import ThreadedMotoServer

from tests.support.servers import free_port


@contextmanager
def empty_bucket() -> Iterator[str]:
    """The URL of an empty bucket, with what its clients need in the environment."""
    port = free_port()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_ALLOW_HTTP": "true",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
        }.items():
            patch.setenv(name, value)
        made = urllib.request.Request(f"http://127.0.0.1:{port}/newspapers", method="PUT")
        urllib.request.urlopen(made).close()
        yield "s3://newspapers"
    server.stop()
