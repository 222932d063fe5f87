"""Who may talk to the server of `tearsheet serve`, and where it runs: two files in Prefect's home,
beside the server's database, that only their owner can read. Nothing here imports Prefect.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tearsheet.errors import TearsheetError

HOST = "127.0.0.1"
#: What a request may call a server on loopback; with the port.
NAMES = (HOST, "localhost", "[::1]")


def origins(port: int) -> list[str]:
    """The addresses that a browser may have the server's own pages from."""
    return [f"http://{name}:{port}" for name in NAMES] + (
        [f"http://{name}" for name in NAMES] if port == 80 else []
    )


def auth_path() -> Path:
    """Where the auth string is kept."""
    return _folder() / "auth-string"


def read_auth() -> str | None:
    """The auth string that is kept, or None."""
    try:
        return auth_path().read_text(encoding="ascii").strip() or None
    except (OSError, UnicodeDecodeError):
        return None


def keep_auth() -> str:
    """The auth string that is kept; a new one where there is none, or where others than its owner
    could have read it.
    """
    make_home()
    lock = os.open(_folder(), os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = read_auth() if _is_private(auth_path()) else None
        return kept or _write_auth(f"tearsheet:{secrets.token_urlsafe(32)}")
    finally:
        os.close(lock)


def make_home() -> None:
    """See that Prefect's home is there, and the folder of these files in it. Raises
    TearsheetError.
    """
    folder = _folder()
    try:
        for each in (folder.parent, folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise TearsheetError(
            f"{error.strerror}: {error.filename}; set PREFECT_HOME to a folder of your own"
        ) from None


@contextmanager
def announced(api: str) -> Iterator[None]:
    """While this lasts the account's commands find the server at `api`.

    The file that says so is locked before anybody can see it, and the system takes the lock away
    with this process, however that ends: what is not locked is not believed.
    """
    number, name = tempfile.mkstemp(prefix=".server-", dir=_folder())
    path = _server_path()
    with os.fdopen(number, "w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        json.dump({"api": api, "loopback": _loopback()}, file)
        file.flush()
        Path(name).replace(path)
        try:
            yield
        finally:
            if path.exists() and os.path.samestat(path.stat(), os.fstat(number)):
                path.unlink()


@contextmanager
def database_alone() -> Iterator[None]:
    """Inside, no other server that begins with this Prefect home makes or upgrades its database:
    two that do so at once fail. A home that cannot be written to says so by itself later.
    """
    with ExitStack() as held:
        with suppress(OSError):
            home = _folder().parent
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(home, os.O_RDONLY)
            held.callback(os.close, lock)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def find_server() -> str | None:
    """The API address of the server that `tearsheet serve` runs for this account here, or None."""
    try:
        file = _server_path().open(encoding="utf-8")
    except OSError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            said = json.load(file)
            return str(said["api"]) if said["loopback"] == _loopback() else None
        return None


def _folder() -> Path:
    home = os.environ.get("PREFECT_HOME") or "~/.prefect"
    return Path(home).expanduser() / "tearsheet"


def _server_path() -> Path:
    return _folder() / "server.json"


def _is_private(path: Path) -> bool:
    try:
        about = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(about.st_mode) and about.st_uid == os.getuid() and not about.st_mode & 0o077


def _write_auth(text: str) -> str:
    number, name = tempfile.mkstemp(prefix=".auth-", dir=_folder())  # readable to its owner only
    with os.fdopen(number, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(number)
    Path(name).replace(auth_path())
    return text


def _loopback() -> str:
    """Whose loopback this is: a home may be shared with other machines and containers, and at the
    same address there is somebody else.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/net').readlink()}"
    except OSError:
        return platform.node()
