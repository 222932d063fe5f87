from __future__ import annotations

import bz2
import gzip
import lzma

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from transforms.formats.sniff import KINDS, nul_bytes, sniff


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"WARC/1.0\r\nWARC-Type: warcinfo", "warc"),
        (b"\r\nWARC/1.1\r\n", "warc"),
        (b"filedesc://x.arc 0.0.0.0", "arc"),
        (gzip.compress(b"x", mtime=0), "gzip"),
        (zstandard.compress(b"x"), "zstd"),
        (bz2.compress(b"x"), "bz2"),
        (lzma.compress(b"x"), "xz"),
        (b"BZh is no compressed file", "text"),
        (b"\x04\x22\x4d\x18d", "lz4"),
        (b"PK\x03\x04", "zip"),
        (b'{"url": "x"}\n{"url": "y"}\n', "jsonl"),
        (b'\n\n{"url": "x"}', "jsonl"),
        (b'\xef\xbb\xbf{"a":1}\n', "jsonl"),
        (b'{\n  "url": "x"\n}', "json"),
        (b'[{"url": "x"}]', "json"),
        (b"[]", "json"),
        (b'{"tests": [\n{"a": 1,\n"b": 2}]}', "json"),
        (b'{"url": "broken\n{"url": "y"}\n', "jsonl"),
        (b"[1] A footnote begins the page.", "text"),
        (b"[Photo: rain over the hills]", "text"),
        (b"{Editor's note} Rain.", "text"),
        (b"<!DOCTYPE html><p>", "html"),
        (b"\n<!-- saved -->\n<html lang=ko>", "html"),
        (b"<p>Rain", "html"),
        (b"<pre-release>", "text"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html>', "html"),
        (b'<?xml version="1.0"?><rss version="2.0">', "xml"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", "xml"),
        (b"<rdf:RDF xmlns=''>", "xml"),
        (b"saved from a page\n<html><body>", "html"),
        ("<html>쌀".encode("utf-16"), "html"),
        ("Rain fell.".encode("utf-16-be"), "text"),
        ("비가 왔다".encode("cp949"), "text"),
        (b"Rain fell on the hills.", "text"),
        (b"\n   1 of 40 DOCUMENTS\r\n\r\nHalvern Gazette\r\n", "documents"),
        (b"Dokument 1 von 3\n\nHalvern", "documents"),
        (b"User Name: A\nDocuments (40)\n1. Rain fell\n", "documents"),
        (b"Rain fell.\nEnd of Document\n\nHail fell.\n", "documents"),
        (b"HD\nRain fell\nDocument HALGAZ0020240305ek350000a\nHD\nHail fell\n", "documents"),
        (b"1 of 1 DOCUMENTS\n\nRain fell on the hills.\n", "text"),
        (b"Rain fell.\nEnd of Document\n", "text"),
        (b"1 of 3\nRain fell on the hills.\n", "text"),
        (b"\x1b[1mRain\x1b[0m fell on the hills.", "text"),
        (b"%PDF-1.7\n", "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (bytes(range(256)), "binary"),
        (b"rain\x00fell", "binary"),
    ],
)
def test_a_file_is_what_its_bytes_say(head: bytes, kind: str) -> None:
    assert sniff(head) == kind


def test_nul_bytes_are_told_from_wide_text() -> None:
    assert nul_bytes(b"rain fell \x00 on the hills")
    assert not nul_bytes("rain fell".encode("utf-16-le"))
    assert not nul_bytes(b"rain fell")


@given(st.binary(max_size=400))
def test_any_bytes_have_a_kind(head: bytes) -> None:
    assert sniff(head) in KINDS
