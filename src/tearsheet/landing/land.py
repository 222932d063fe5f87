"""Landing: sources -> immutable raw objects, a declaration of what came from outside their bytes,
and shards of records to parse.

Web archives and dumps are stored as given; loose files of a run are packed into WARC parts. Nothing
is written where nothing is new.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache

from tearsheet.errors import BadRoot
from tearsheet.landing.accounts import Account
from tearsheet.landing.containers import Containers, Meter
from tearsheet.landing.file_cache import FileCache, Status, key_of
from tearsheet.landing.identify import (
    FetchedFile,
    OpenFile,
    ReadableFile,
    copy_file,
    hash_refused,
    identify,
    is_unread,
    read_loose,
    try_parquet,
)
from tearsheet.landing.intake import Intake
from tearsheet.landing.pack import Packer, Scratch, container_path
from tearsheet.landing.packed.members import SkippedMember, UnreadableMember
from tearsheet.landing.packed.unpack import Unpacker
from tearsheet.landing.plan import Holdings, LandingPlan
from tearsheet.landing.records import store_landing
from tearsheet.landing.refusal import Refusal
from tearsheet.landing.rest import PartialContainer, Rest
from tearsheet.landing.result import LandingResult
from tearsheet.landing.sources import MissingSource, SourceFile, display_name
from tearsheet.store.objects import Objects
from transforms.captures.declaration import StoredFile
from transforms.captures.kinds import FileType
from transforms.captures.rows import Row, loose_row
from transforms.captures.times import dump_time
from transforms.formats.containers import ending
from transforms.formats.record import Skipped
from transforms.outlets import folder_evidence
from transforms.page import WITHDRAWN, NoPage, Refused


def land(
    store: Objects, sources: Sequence[str], plan: LandingPlan, held: Holdings
) -> LandingResult:
    """Land what the sources hold, or `plan.rest` where that is given: what came of it, as counts,
    and staged shards of what the archive does not hold.

    Bad input is refused by name and the run goes on; an error of the store is raised (OSError).
    `LandingResult.rest` says with what the next landing of the run has to go on.
    """
    landing = _Landing(store, plan, held)
    try:
        begun = plan.rest or Rest.of_sources(sources)
        rest = landing.take_all(begun)
        result = landing.finish(begun.inputs)
        cache = landing.cache.stage(landing.notes)
        if rest:
            rest = replace(rest, inputs=begun.inputs + result.input_count)
        return replace(result, file_cache=(cache,) if cache else (), rest=rest, files=begun.total)
    finally:
        landing.close()


class _Landing:
    """The state of one landing: what was stored, and where rows wait for the part that holds their
    bytes.
    """

    def __init__(self, store: Objects, plan: LandingPlan, held: Holdings) -> None:
        self._store, self._plan, self._held = store, plan, held
        self._declaration, self._now = plan.declaration, plan.shards.now
        self._intake = Intake(store, plan.shards, held)
        self._shards = self._intake.shards
        self.cache = plan.cache or FileCache(store)
        #: Where what is remembered of files is staged.
        self.notes = plan.shards.staged("file_cache.jsonl")
        self._scratch = Scratch(store, plan.shards.run_id, plan.shards.group)
        self._unpacker = Unpacker(self._scratch.file)
        self._packer = Packer(store, self._scratch, self._now, self._send_packed)
        self._files: list[StoredFile] = []
        self._refusals: list[Refusal] = []
        self._waiting: list[tuple[Row, SourceFile]] = []
        self._meter = Meter(plan)
        self._containers = Containers(store, self._intake, self._meter, plan, self._files)

    def take_all(self, rest: Rest) -> Rest | None:
        """Land the files until there are no more or the landing is full; what is then left."""
        done, before = 0, rest.total - len(rest.entries)
        self._plan.on_files(before, rest.total)
        while (
            done < len(rest.entries) and not self._containers.stopped and not self._meter.is_full()
        ):
            if rest.begun and done == 0:
                self._resume(rest.begun)
            else:
                self._take(rest.entries[done])
            done += self._containers.stopped is None
            self._plan.on_files(before + done, rest.total)
        self._meter.report()
        return rest.after(done, self._containers.stopped)

    def finish(self, first_input: int) -> LandingResult:
        """Store and stage what is left; what the landing did. Its inputs are numbered from
        `first_input` on.
        """
        self._packer.finish()
        self._intake.resolve(self._held.lookup)
        self._intake.resolve_held(self._held)
        result = self._shards.close(self._store_landing, first_input=first_input)
        return replace(result, archives=self._intake.archives)

    def close(self) -> None:
        """Let go of files that are still growing."""
        self._packer.close()
        self._unpacker.close()
        self._scratch.clear()

    def _store_landing(self) -> str:
        return store_landing(
            self._store,
            self._declaration,
            now=self._now,
            files=self._files,
            refused=self._refusals,
        )

    def _take(self, entry: SourceFile | MissingSource) -> None:
        """Land one file, or refuse it by name; one that an earlier run has read and that has not
        changed is only counted.
        """
        if isinstance(entry, MissingSource):
            self._refuse_unread(Refusal(entry.given, entry.reason, entry.detail))
            return
        try:
            status = entry.status()
            if self._is_young(status):
                self._shards.wait(Account(entry.given, status.st_size, status="waiting"))
                return
            place = entry.remote.url if entry.remote else entry.path
            key = key_of(place, entry.given, (entry.folder, self._declaration))
            if tally := self.cache.find(key, status):
                self._shards.recount(tally, entry.source)
                return
            file = self._open(entry)
        except OSError as error:
            reason = "missing_path" if isinstance(error, FileNotFoundError) else "unreadable"
            is_told = isinstance(error, BadRoot)
            detail = str(error) if is_told else error.strerror or type(error).__name__
            self._refuse_unread(Refusal(entry.given, reason, detail))
        except Refused as refused:
            self._refuse_unread(Refusal(entry.given, refused.reason, refused.detail))
        else:
            self._read(entry, file, key)

    def _open(self, entry: SourceFile) -> OpenFile:
        """The file, held open; an object of a bucket as a copy."""
        if entry.remote:
            return FetchedFile(entry.remote, self._scratch.file())
        return OpenFile(entry.path)

    def _refuse_unread(self, refusal: Refusal) -> None:
        """Refuse a file that cannot be opened."""
        self._shards.ledger.begin(Account(refusal.ref, status="unreadable"))
        self._shards.refuse(refusal)
        self._end()

    def _end(self) -> None:
        """End the account that is open, or keep it for the next landing of the run where that goes
        on with the input.
        """
        if stopped := self._containers.stopped:
            self._containers.stopped = replace(stopped, account=self._shards.ledger.leave())
            return
        # what is refused in a stored container follows from that
        self._refusals += [r for r in self._shards.end() if r.raw_object is None]

    def _resume(self, begun: PartialContainer) -> None:
        self._shards.ledger.begin(begun.account)
        self._containers.resume(begun)
        self._end()

    def _is_young(self, status: Status) -> bool:
        """Whether the file may still be being written. One from the future would wait for ever."""
        return 0 <= self._now.timestamp() - status.st_mtime < self._plan.settle_seconds

    def _read(self, entry: SourceFile, file: OpenFile, key: bytes) -> None:
        """Land a file, and remember under the key what came of it."""
        mark = self._shards.mark()
        self._shards.ledger.begin(Account(entry.given, file.size, source=entry.source))
        with file:
            is_lasting = self._take_open(entry, file)
        self._end()
        if is_lasting and not self._containers.stopped:
            tally = self._shards.since(mark)
            self.cache.note(key, entry.remote or file.status, tally, self.notes)
        self._meter.read_bytes += file.size

    def _take_open(self, entry: SourceFile, file: ReadableFile, depth: int = 0) -> bool:
        """Land a file; whether what came of it is a function of its bytes, so that it may be
        remembered.
        """
        try:
            file_type = identify(file, self._declaration.field_map)
            self._describe(depth, kind=file_type.name)
            if file_type.shape == "packed":
                return self._take_members(entry, file, file_type, depth)
            if file_type.shape == "container":
                self._take_container(entry, file, file_type, depth)
            else:
                self._take_loose(entry, file, file_type, depth)
        except NoPage as medium:
            self._describe(depth, kind=medium.kind, sha256=hash_refused(file, "too_large"))
            self._shards.skip_file(entry.given, medium.kind)
        except Refused as refused:
            # what is still being written has no bytes to be known by
            is_lasting = refused.reason not in ("changed_while_read", "unreadable")
            sha256 = hash_refused(file, refused.reason) if is_lasting else None
            size = file.size if is_lasting else None
            self._describe(depth, sha256=sha256)
            self._shards.refuse(Refusal(entry.given, refused.reason, refused.detail, sha256, size))
            return is_lasting and (sha256 is not None or is_unread(file, refused.reason))
        return True

    def _describe(self, depth: int, *, kind: str | None = None, sha256: str | None = None) -> None:
        """Note what a file is, where it is the one that was given."""
        account = self._shards.ledger.current
        if account and depth == 0:
            account.kind = kind or account.kind
            account.raw_sha256 = sha256 or account.raw_sha256

    def _take_members(
        self, entry: SourceFile, file: ReadableFile, file_type: FileType, depth: int
    ) -> bool:
        """Land what a file of files holds; whether that is a function of its bytes."""
        is_empty, is_lasting = True, True
        sha256 = cache(lambda: hash_refused(file, "bad_member"))
        with closing(self._unpacker.unpack(file, file_type)) as members:
            for member in members:
                is_empty = False
                name = display_name(member.name)
                if isinstance(member, SkippedMember):
                    self._shards.skip(member.reason)
                elif isinstance(member, UnreadableMember):
                    known = (sha256(), file.size, name or None)
                    self._shards.refuse(Refusal(entry.given, member.reason, member.detail, *known))
                    is_lasting = is_lasting and member.reason != "unpack_crashed"
                else:
                    inner = _member_file(entry, name)
                    with member.open() as opened:
                        is_lasting = self._take_open(inner, opened, depth + 1) and is_lasting
        file.check_unchanged(file.size)
        if is_empty:
            raise Refused("no_records", f"a {file_type.kind} file without files in it")
        if depth == 0:
            self._describe(depth, sha256=sha256())
        return is_lasting

    def _take_loose(
        self, entry: SourceFile, file: ReadableFile, file_type: FileType, depth: int
    ) -> None:
        loose = read_loose(file, file_type)
        is_as_given = file_type.coding is None and len(loose.payload) == file.size
        if depth == 0:
            sha256 = loose.sha256 if is_as_given else hash_refused(file, "too_large")
            self._describe(depth, sha256=sha256)
        if loose.sha256 in self._held.withdrawn:
            self._intake.wants(Skipped(WITHDRAWN, entry.given))
            return
        dated = dump_time(entry.relative, loose.record_kind)
        row = loose_row(loose, entry.given, entry.folder, self._declaration, dated)
        if self._intake.wants(row):
            offset, length = self._packer.add(loose.payload, loose.media_type, loose.sha256)
            self._meter.new_bytes += row["raw_bytes"]
            self._waiting.append((row | {"raw_offset": offset, "raw_length": length}, entry))

    def _take_container(
        self, entry: SourceFile, file: ReadableFile, file_type: FileType, depth: int
    ) -> None:
        copy = self._scratch.file()
        try:
            sha256 = copy_file(file, copy)
            if file_type.kind == "parquet":
                try_parquet(copy)
            stored = StoredFile(
                entry.given,
                sha256,
                container_path(sha256, ending(file_type.kind, file_type.coding)),
                file_type.kind,
                entry.folder,
                file_type.coding,
                dated=dump_time(entry.relative, file_type.kind),
            )
            if depth == 0:
                self._describe(depth, sha256=sha256)
                self._containers.take(copy, stored, is_member=False)
            else:
                self._shards.ledger.begin(Account(entry.given, file.size, sha256, file_type.name))
                self._containers.take(copy, stored, is_member=True)
                self._end()
        finally:
            copy.unlink(missing_ok=True)

    def _send_packed(self, part: str) -> None:
        """The rows that waited for this part go on."""
        for row, entry in self._waiting:
            self._files.append(_packed_file(row, entry, part))
            self._intake.accept(row | {"raw_object": part})
        self._waiting.clear()


def _packed_file(row: Row, entry: SourceFile, part: str) -> StoredFile:
    """A loose file in the part that it was packed into."""
    return StoredFile(
        entry.given,
        row["raw_sha256"],
        part,
        row["record_kind"],
        entry.folder,
        None,
        row["raw_offset"],
        row["raw_length"],
        row["media_type"],
        dump_time(entry.relative, row["record_kind"]),
    )


def _member_file(entry: SourceFile, name: str) -> SourceFile:
    """A file inside another as a file below a folder of that one's name."""
    if not name:
        return entry
    return replace(
        entry,
        given=f"{entry.given}!{name}",
        relative=f"{entry.relative}/{name}",
        folder=folder_evidence(name) or entry.folder,
    )
