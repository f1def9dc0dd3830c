"""Writing an output: made beside its place, put there whole, its manifest the last file written."""

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from filelock import FileLock, Timeout

from leadpact.outputs.durable import (
    exchange,
    rename,
    step_done,
    sync_file,
    sync_folder,
    write_synced,
)
from leadpact.outputs.manifest import (
    MANIFEST,
    Manifest,
    UnableToReadOutput,
    UnableToWriteOutput,
    list_files,
    read_manifest,
    read_manifest_or_none,
)
from leadpact.outputs.places import (
    is_ours,
    name_beside,
    own_names,
    real_place,
    require_empty,
    require_own,
    require_place,
    root_of,
)

PEOPLE_MADE = ("merge_events.parquet",)
"""Files with decisions of people: an output that does not write them copies the earlier ones."""

_SCRATCH = ".scratch.leadpact-0"


@dataclass(slots=True)
class Output:
    """An output that is being written.

    Attributes
    ----------
    folder
        Where its files are written; not yet its place.
    earlier
        The output that it will replace, or None.
    manifest
        What its manifest will hold; the files are added at the end.
    """

    folder: Path
    earlier: Path | None
    manifest: Manifest
    is_discarded: bool = False
    is_handed_over: bool = False
    _parts: list["Output"] = field(default_factory=list)

    @property
    def scratch(self) -> Path:
        """A folder for what is only needed meanwhile; it is removed at the end."""
        return self.folder / _SCRATCH

    @contextmanager
    def file(self, name: str) -> Iterator[Path]:
        """Give the path to write a file to."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        yield path
        step_done("write", path)

    def write_text(self, name: str, text: str) -> None:
        """Write a text file."""
        with self.file(name) as path:
            path.write_text(text, encoding="utf-8")

    def part(self, name: str, made_by: str) -> "Output":
        """Begin a folder in this output that is an output itself."""
        folder = self.folder / name
        folder.mkdir()
        earlier = None if self.earlier is None else self.earlier / name
        made = Output(folder, earlier if earlier and earlier.is_dir() else None, Manifest(made_by))
        self._parts.append(made)
        return made

    def describe(self, *, n_rows: dict[str, int], unique_tables: Iterable[str]) -> None:
        """Say what its canonical tables hold: it is a data set."""
        self.manifest = replace(self.manifest, n_rows=n_rows, unique_tables=tuple(unique_tables))

    def discard(self) -> None:
        """Write nothing: what was there before stays."""
        self.is_discarded = True

    def finish(self) -> None:
        """Copy the files of `PEOPLE_MADE`, and write the manifest once all files are on disk."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self._take_over()
        for part in self._parts:
            part.finish()
        parts = tuple(sorted(part.folder.name for part in self._parts))
        files, folders = {}, {self.folder}
        for name, entry in list_files(self.folder):
            if name.split("/")[0] not in parts:
                files[name] = entry.stat().st_size
                folders.add(Path(entry.path).parent)
                sync_file(Path(entry.path))
        for folder in sorted(folders):
            sync_folder(folder)
        self.manifest = replace(self.manifest, files=files, parts=parts)
        if not self.is_handed_over:
            # The last file: whatever it names is on the disk by now.
            write_synced(self.folder / MANIFEST, self.manifest.as_text())
        sync_folder(self.folder)

    def _take_over(self) -> None:
        """Copy `PEOPLE_MADE` from the earlier output, also from parts that this one lacks."""
        if self.earlier is None:
            return
        manifest = read_manifest(self.earlier)
        for name in PEOPLE_MADE:
            if manifest and name in manifest.files and not (self.folder / name).exists():
                with self.file(name) as path:
                    shutil.copyfile(self.earlier / name, path)
        own = {part.folder.name for part in self._parts}
        for name in manifest.parts if manifest else ():
            before = read_manifest(self.earlier / name) if name not in own else None
            if before and any(kept in before.files for kept in PEOPLE_MADE):
                self.part(name, before.made_by)


@contextmanager
def open_output(
    folder: Path, *, made_by: str, reads: Iterable[Path] = (), is_handed_over: bool = False
) -> Iterator[Output]:
    """Open the output of a command, and put it in its place when the block ends well.

    Until then, and where the block raises or discards it, the folder stays as it was.

    Parameters
    ----------
    folder
        Its place: absent, empty, or an earlier output of the same command, which is replaced.
    made_by
        The command.
    reads
        The files and folders that the command reads; an output never touches them.
    is_handed_over
        Whether people go on to edit the files: it has no manifest, and its place holds nothing yet.

    Raises
    ------
    UnableToWriteOutput
        Where the place is none for an output, another process is writing to it, or what was read
        changed meanwhile.
    """
    place, read = real_place(folder), list(reads)
    require_place(place, folder, read)
    with _named(folder), _locked(place, folder):
        _settle(place)
        if is_handed_over:
            require_empty(place, folder)
        else:
            require_own(place, folder, made_by)
        stamps = {path: _stamp(path) for path in read}
        earlier = folder if read_manifest_or_none(place) else None
        with _staged(place) as staging:
            output = Output(staging, earlier, Manifest(made_by), is_handed_over=is_handed_over)
            yield output
            if output.is_discarded:
                return
            output.finish()
            _require_unchanged(stamps)
            _put(staging, place)


@contextmanager
def revise_output(folder: Path, name: str) -> Iterator[Path]:
    """Give the path to write a file of an output again, and replace the file when the block ends.

    The other files stay what they are. Raises what `open_output` raises; nothing of a block that
    raises is kept.
    """
    place = real_place(folder)
    root = root_of(place)
    with _named(folder), _locked(root, folder):
        for left in {root, place}:
            _settle(left)
        manifest = read_manifest(place)
        if manifest is None:
            fact = "No command made this folder: it has no manifest."
            fix = "Name the folder that a command wrote."
            raise UnableToReadOutput("output-missing", folder, fact, fix)
        with _staged(place) as staging:
            for other in sorted({*own_names(place, manifest)} - {name, MANIFEST}):
                _link(place / other, staging / other)
            path = staging / name
            yield path
            step_done("write", path)
            sync_file(path)
            files = {**manifest.files, name: path.stat().st_size}
            write_synced(staging / MANIFEST, replace(manifest, files=files).as_text())
            for inner in sorted({path.parent for path in staging.rglob("*")}):
                sync_folder(inner)
            _put(staging, place)


def _link(old: Path, new: Path) -> None:
    """Give a file a second name, so that a revision of gigabytes costs nothing; copy elsewhere."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    """Name the output in an error of the system that names no file, or one that nobody asked for.

    Libraries leave the name out; and what is made beside an output is no name that people know.
    """
    try:
        yield
    except OSError as error:
        named = error.filename
        if named is not None and not any(is_ours(part) for part in Path(os.fsdecode(named)).parts):
            raise
        message = error.strerror or str(error)
        number = re.search(r"\[errno (\d+)\] ([^.]+)", message)
        code = error.errno or (int(number[1]) if number else errno.EIO)
        raise OSError(code, number[2] if number else message, str(folder)) from error


@contextmanager
def _locked(place: Path, folder: Path) -> Iterator[None]:
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(name_beside(place, "lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        # The library waits, too, where the system takes no file: that is what it says then.
        os.close(os.open(lock.lock_file, os.O_RDWR))
        fact = "Another command is writing to it at this moment."
        fix = "Wait until it has ended, or name another folder."
        raise UnableToWriteOutput("out-busy", folder, fact, fix) from error
    try:
        yield
    finally:
        # While it is still held: who waits for the removed file notices, and takes a new one.
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def _settle(place: Path) -> None:
    """Bring back or remove what a process left that died while it wrote here; the lock is held."""
    old = name_beside(place, "old")
    if old.exists() and not place.exists():
        rename(old, place)
    for path in place.parent.iterdir():
        if is_ours(path.name) and path.name.startswith(f".{place.name}.leadpact-"):
            _clear(path, place)
    sync_folder(place.parent)


def _clear(left: Path, place: Path) -> None:
    """Remove what is left of a process that died: an output it replaced, or one it had begun."""
    if not left.is_dir() or left.is_symlink():
        return
    if read_manifest_or_none(left) is None:
        shutil.rmtree(left)
    else:
        _remove_own(left, place)


@contextmanager
def _staged(place: Path) -> Iterator[Path]:
    staging = name_beside(place, f"{os.getpid()}-{secrets.token_hex(4)}")
    staging.mkdir()
    step_done("mkdir", staging)
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _put(staging: Path, place: Path) -> None:
    """Put an output in its place; in one instant where the system can exchange two folders."""
    old = name_beside(place, "old")
    if not place.exists():
        rename(staging, place)
    elif exchange(staging, place):
        # Under its own name: what is left under the name of the staging folder is thrown away.
        rename(staging, old)
    else:
        rename(place, old)
        rename(staging, place)
    sync_folder(place.parent)
    if old.exists():
        _remove_own(old, place)


def _remove_own(old: Path, place: Path) -> None:
    """Remove an output that was replaced; files of others in it move to the new one."""
    names = list(own_names(old, read_manifest_or_none(old)))
    own = {*names}
    for name, entry in list_files(old):
        if name not in own and not entry.is_dir(follow_symlinks=False):
            new = place / name
            if new.exists() or not new.parent.is_dir():
                new = place / f"{name.replace('/', '-')}.{secrets.token_hex(4)}"
            rename(Path(entry.path), new)
    # The manifests last, the outermost at the very end: after a crash they still tell what is ours.
    for name in sorted(names, key=lambda name: (name.endswith(MANIFEST), -name.count("/"))):
        (old / name).unlink(missing_ok=True)
        step_done("remove", old / name)
    with suppress(OSError):
        for folder, _, _ in os.walk(old, topdown=False):
            os.rmdir(folder)


def _stamp(path: Path) -> tuple[int, int] | None:
    """Return what tells that an output was replaced; None for files that no command wrote."""
    manifest = path / MANIFEST
    if not manifest.is_file():
        return None
    status = manifest.stat()
    return status.st_ino, status.st_mtime_ns


def _require_unchanged(stamps: dict[Path, tuple[int, int] | None]) -> None:
    for path, before in stamps.items():
        if before is not None and _stamp(path) != before:
            fact = "Another command replaced it while it was read, so the results would be mixed."
            raise UnableToWriteOutput("data-changed", path, fact, "Run the command again.")
