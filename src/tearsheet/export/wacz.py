"""The raw captures as one WACZ file (version 1.1.1): a WARC file, its index, its pages, and a
package that says what is in it.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from tearsheet.export.warc import Stored, iso, pages, stamp14
from tearsheet.version import __version__
from transforms.ids import sha256_hex

_WARC = "archive/data.warc.gz"
_WWW = re.compile(r"^www\d*\.")
_CHUNK = 1 << 20


def write_wacz(
    path: Path, warc: Path, records: Sequence[Stored], *, title: str, made_at: datetime
) -> None:
    """Put a WARC file and its records' index into one WACZ file."""
    index = b"".join(sorted(_index_line(r) for r in records))
    listed = [{"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}]
    lines = b"".join(
        orjson.dumps(item, option=orjson.OPT_APPEND_NEWLINE)
        for item in [*listed, *pages(list(records))]
    )
    with zipfile.ZipFile(path, "x", zipfile.ZIP_STORED) as package:
        resources = [
            _put_file(package, _WARC, warc, made_at),
            _put(package, "indexes/index.cdx", index, made_at),
            _put(package, "pages/pages.jsonl", lines, made_at),
        ]
        stated = orjson.dumps(_package(resources, title, made_at), option=orjson.OPT_INDENT_2)
        _put(package, "datapackage.json", stated, made_at)
        digest = {"path": "datapackage.json", "hash": _sha256(stated)}
        _put(package, "datapackage-digest.json", orjson.dumps(digest), made_at)


def _package(
    resources: list[dict[str, Any]], title: str, made_at: datetime
) -> Mapping[str, object]:
    return {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title,
        "software": f"tearsheet {__version__}",
        "created": iso(made_at),
        "resources": resources,
    }


def _index_line(record: Stored) -> bytes:
    about = {
        "url": record.url,
        "mime": record.media_type,
        "status": str(record.status) if record.status else "200",
        "digest": record.digest,
        "length": str(record.length),
        "offset": str(record.offset),
        "filename": _WARC.rsplit("/", 1)[-1],
    }
    key = f"{sort_key(record.url)} {stamp14(record.at)} "
    return key.encode() + orjson.dumps(about) + b"\n"


def sort_key(url: str) -> str:
    """The address as an index of web archives sorts it: host backwards, lower case, its parameters
    in order: `https://www.Herald.example/A?b=1&a=2` is `example,herald)/a?a=2&b=1`.
    """
    if url.startswith("urn:"):
        return url.lower()
    parts = urlsplit(url)
    try:
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        port = ""
    host = _WWW.sub("", (parts.hostname or "").lower())
    query = "&".join(sorted(parts.query.lower().split("&"))) if parts.query else ""
    path = re.sub(r"(?<=.)/$", "", parts.path.lower()) or "/"
    return f"{','.join(reversed(host.split('.')))}{port}){path}{'?' if query else ''}{query}"


def _put(package: zipfile.ZipFile, name: str, data: bytes, at: datetime) -> dict[str, Any]:
    package.writestr(_info(name, at), data)
    return _resource(name, _sha256(data), len(data))


def _put_file(package: zipfile.ZipFile, name: str, path: Path, at: datetime) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as source, package.open(_info(name, at), "w", force_zip64=True) as out:
        while piece := source.read(_CHUNK):
            digest.update(piece)
            out.write(piece)
    return _resource(name, f"sha256:{digest.hexdigest()}", path.stat().st_size)


def _info(name: str, at: datetime) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, at.timetuple()[:6])


def _resource(name: str, digest: str, size: int) -> dict[str, Any]:
    return {"name": name.rsplit("/", 1)[-1], "path": name, "hash": digest, "bytes": size}


def _sha256(data: bytes) -> str:
    return f"sha256:{sha256_hex(data)}"
