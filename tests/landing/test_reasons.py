"""Every reason for which something is refused, and every kind that is skipped, by a real input that
comes to that.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha1, sha256
from pathlib import Path

import lz4.frame
import pytest
import zstandard

import tearsheet
from flows.plain import archive
from tearsheet.query.contract.document import codes
from tearsheet.workers import Workers
from tests.landing.test_harmful import children_of
from tests.support.harmful import ZIP_DAMAGE
from tests.support.inputs import ARC, ROW, parquet, put, response, tarred, zipped
from tests.support.places import ROOT


def words(seed: int) -> list[str]:
    """200 words that are no others'."""
    return [sha256(b"%d %d" % (seed, n)).hexdigest()[:12] for n in range(200)]


CODECS = {
    "gzip": gzip.compress,
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lz4": lz4.frame.compress,
}
#: Records of text that hardly shrinks.
LINES = b"".join(
    b'{"url":"https://a.example/%d","text":"%b"}\n' % (n, " ".join(words(n)).encode())
    for n in range(40)
)
MAIL = b"From: a@a.example\nMIME-Version: 1.0\n"


def damaged(packed: bytes) -> bytes:
    """A file whose middle is another."""
    middle = len(packed) // 2
    return packed[:middle] + b"\xff" * 64 + packed[middle + 64 :]


def with_digest(record: bytes) -> bytes:
    """A WARC record that states the digest of its block."""
    head, _, block = record.removesuffix(b"\r\n\r\n").partition(b"\r\n\r\n")
    digest = sha1(block, usedforsecurity=False).hexdigest().encode()
    return head + b"\r\nWARC-Block-Digest: sha1:" + digest + b"\r\n\r\n" + block + b"\r\n\r\n"


#: A file of each name -> the reason for which it, or a record of it, is refused.
FILES: dict[str, tuple[bytes, str]] = {
    "blank.html": (b" \n\t ", "empty"),
    "noise.html": (bytes(range(1, 256)) * 40, "binary"),
    "nul.txt": (b"Rain fell.\n" + bytes(3) + b"Hail fell.\n", "nul_bytes"),
    "long.html": (b"<p>Rain fell on the hills.\n" * 800_000, "too_large"),
    "nothing.warc.gz": (gzip.compress(b"WARC/1.1\r\n"), "truncated"),
    "none.zip": (zipped({}), "no_records"),
    "dump.jsonl": (b'{"no":1,"zz":"Hail."}\n' * 3, "unmapped_fields"),
    "other.jsonl": (ROW + b'\n{"no":1}\n', "no_article_fields"),
    "list.jsonl": (ROW + b"\n[1, 2]\n", "bad_json"),
    "rows.csv": (
        b"url,text\nhttps://a.example/1,Hail\nhttps://a.example/2,Hail\nshort\n",
        "bad_row",
    ),
    "rows.parquet": (
        parquet(url=["https://a.example/1"], text=["Hail"])[:-40] + b"PAR1",
        "bad_parquet",
    ),
    "cut.warc": (response(b"<p>Hail")[:-9], "truncated"),
    "head.warc": (b"WARC/1.1\r\nno header\r\n\r\n" + response(b"<p>Hail"), "bad_header"),
    "length.warc": (
        re.sub(rb"Length: \d+", b"Length: 50", response(b"<p>Hail fell." * 9)),
        "bad_length",
    ),
    "mess.warc": (with_digest(response(b"<p>Hail")) + b"mess\r\n", "not_warc"),
    "mess.arc": (b"filedesc://x.arc mess\n" + ARC, "not_arc"),
    "feed.warc": (response(b"<x>").replace(b"text/html", b"text/xml "), "unsupported_media_type"),
    "person.eml": (MAIL + b"Content-Type: image/png\n\nx", "no_page_in_mail"),
    "deep.eml": (MAIL + b"Content-Type: message/rfc822\n\n" * 2000 + b"\n<p>x", "bad_mail"),
    "tags.html": (b"<p>Hail</p>" + b"<i>" * 400_001, "too_many_tags"),
    "attributes.html": (
        b"<p " + b" ".join(b"a%d=1" % n for n in range(9999)) + b">Hail",
        "too_many_attributes",
    ),
    "deep.html": (b"<div>" * 9999 + b"Hail", "too_deep"),
    "lines.txt": (b"Rain fell.\n" * 200_001, "too_many_lines"),
    "method.zip": (ZIP_DAMAGE["an unknown coding"][0], "unsupported_format"),
    "password.zip": (ZIP_DAMAGE["a password"][0], "encrypted"),
    "no.zip": (b"PK\x03\x04" + b"x" * 100, "bad_zip"),
    "half.tar": (tarred({"a.txt": b"Rain fell.", "b.txt": b"Hail" * 9999})[:9000], "bad_tar"),
    "bomb.zip": (zipped({"a.txt": bytes(80 << 20)}), "bomb"),
    **{f"cut.{c}": (pack(LINES)[:-3000], f"truncated_{c}") for c, pack in CODECS.items()},
    **{f"bad.{c}": (damaged(pack(LINES)), f"bad_{c}") for c, pack in CODECS.items()},
}


@pytest.fixture(scope="module")
def reasons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The reasons in quarantine, by the names of the files above."""
    place = tmp_path_factory.mktemp("reasons")
    for name, (data, _) in FILES.items():
        put(place / "in" / name, data)
    archive(str(place / "archive"), [str(place / "in")])
    rows = tearsheet.open(str(place / "archive")).sql("SELECT ref, reason FROM quarantine").rows()
    found: dict[str, set[str]] = {}
    for ref, reason in rows:
        name = re.split("[#!]", Path(ref).name)[0]
        found.setdefault(name, set()).add(reason)
    return found


@pytest.mark.parametrize("name", FILES)
def test_the_file_is_refused_for_this_reason(name: str, reasons: dict[str, set[str]]) -> None:
    assert FILES[name][1] in reasons.get(name, set())


def test_what_an_arc_file_says_of_itself_and_of_names_is_skipped_by_kind(tmp_path: Path) -> None:
    whois = b"whois://whois.example/a.example 192.0.2.1 20260308010203 text/plain 3\nabc\n"
    done = archive(str(tmp_path / "archive"), [str(put(tmp_path / "x.arc", ARC + whois))])
    assert done.counts["skipped_by_kind"] == {"dns": 1, "filedesc": 1, "whois": 1}


@contextmanager
def crashing_children(seconds: float) -> Iterator[list[int]]:
    """While the block runs, every child of this process that has used so much processor time gets
    the signal of a fault in C code; yields the list of those.
    """
    is_over, ended = threading.Event(), list[int]()

    def watch() -> None:
        while not is_over.wait(0.01):
            for child in children_of(os.getpid()):
                with suppress(OSError):
                    stat = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()
                    if sum(map(int, stat[11:13])) > seconds * os.sysconf("SC_CLK_TCK"):
                        os.kill(child, signal.SIGSEGV)
                        ended.append(child)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield ended
    finally:
        is_over.set()
        watching.join()


def in_quarantine(root: Path) -> list[tuple[str, str]]:
    """(reason, the file's name) of what is refused."""
    rows = tearsheet.open(str(root)).sql("SELECT reason, ref FROM quarantine ORDER BY ALL").rows()
    return [(reason, Path(ref).name) for reason, ref in rows]


@pytest.mark.slow
def test_a_page_that_crashes_its_child_is_refused_and_those_beside_it_are_kept(
    tmp_path: Path,
) -> None:
    for no in range(3):
        page = f"<h1>Rain {no}</h1>" + f"<p>{' '.join(words(no))}.</p>"
        put(tmp_path / "in" / f"{no}.html", page.encode())
    long = b"<h1>Hail</h1><p>" + b"Rain fell on the hills &amp; all day. " * 200_000
    put(tmp_path / "in" / "long.html", long)
    children = Workers(1)
    try:
        with crashing_children(2.5) as ended:
            archive(str(tmp_path / "archive"), [str(tmp_path / "in")], caller=children)
    finally:
        children.close()
    assert len(ended) >= 2
    assert in_quarantine(tmp_path / "archive") == [("parse_crashed", "long.html")]
    opened = tearsheet.open(str(tmp_path / "archive"))
    assert opened.sql("SELECT count(*) FROM articles").item() == 3


@pytest.mark.slow
def test_a_file_of_files_that_crashes_its_children_keeps_what_came_before_and_is_read_again(
    tmp_path: Path,
) -> None:
    # what has no content takes the child's time and gives nothing
    slow = lzma.compress(b"") * 400_000
    first, last = tarred({"a.txt": b"Rain fell."})[:1024], tarred({"b.txt": b"Hail fell."})
    path = put(tmp_path / "x.tar.xz", lzma.compress(first) + slow + lzma.compress(last))
    with crashing_children(1) as ended:
        archive(str(tmp_path / "archive"), [str(path)])
    assert len(ended) >= 2
    assert in_quarantine(tmp_path / "archive") == [("unpack_crashed", path.name)]
    archive(str(tmp_path / "archive"), [str(path)])
    opened = tearsheet.open(str(tmp_path / "archive"))
    assert opened.sql("SELECT count(*) FROM captures").item() == 2


@pytest.mark.parametrize("heading", ["quarantine reason", "skipped kind"])
def test_a_test_names_every_code_of_the_contract(heading: str) -> None:
    files = [p for p in (ROOT / "tests").rglob("*.py") if p.name != "test_docs.py"]
    tests = "\n".join(path.read_text(encoding="utf-8") for path in files)
    named = set(re.findall(r"[\"'](?:[^\"'\n]*: )?(\w+)[\"']", tests))
    made = {f"{kind}_{coding}" for kind in ("truncated", "bad") for coding in CODECS}
    assert set(codes(heading)) - made - named == set()
