"""The manifest of an output: which files it has, and what its tables promise."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from leadpact.terms.issues import Failure

MANIFEST = "manifest.json"
_SPEC = 1


class UnableToWriteOutput(Failure):
    """Nothing was written: the output that was there, if any, is as it was."""


class UnableToReadOutput(Failure):
    """An output is not as the command that made it left it."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an output holds, as the command that made it recorded.

    Attributes
    ----------
    made_by
        The command that made it, such as `simulate` or `import`.
    n_rows
        Rows of each canonical table, where the output is a data set.
    unique_tables
        Tables whose key is proven to be unique; others are de-duplicated when they are read.
    files
        Every file by its path in the folder, with its size in bytes. Readers open no other.
    parts
        Folders in it that are outputs themselves, with manifests of their own.
    """

    made_by: str
    n_rows: Mapping[str, int] = field(default_factory=dict)
    unique_tables: tuple[str, ...] = ()
    files: Mapping[str, int] = field(default_factory=dict)
    parts: tuple[str, ...] = ()

    def as_text(self) -> str:
        """Return the content of the file, the same bytes for the same manifest."""
        values = {"spec": _SPEC, **asdict(self)}
        return json.dumps(values, indent=2, sort_keys=True, ensure_ascii=False) + "\n"

    def files_of(self, table: str) -> list[str]:
        """Return the Parquet files of a canonical table: one, or the parts in its folder."""
        return sorted(
            name
            for name in self.files
            if name == f"{table}.parquet"
            or (name.startswith(f"{table}/") and name.endswith(".parquet"))
        )


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of an output, or None where the folder has none.

    Raises
    ------
    UnableToReadOutput
        Where the manifest is not as it was written.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        return _manifest(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        fact = f"{path} is no manifest of an output: it has been changed, or was made otherwise."
        fix = "Make the output again, in another folder."
        raise UnableToReadOutput("manifest-unreadable", folder, fact, fix) from error


def read_manifest_or_none(folder: Path) -> Manifest | None:
    """Return the manifest of an output, or None where it has none that can be read."""
    with suppress(UnableToReadOutput):
        return read_manifest(folder)
    return None


def _manifest(values: Any) -> Manifest:
    """Return the values of a manifest, or raise one of the errors that `read_manifest` expects."""
    made_by, n_rows, files = values["made_by"], values["n_rows"], values["files"]
    unique_tables, parts = values["unique_tables"], values["parts"]
    is_sound = (
        values["spec"] == _SPEC
        and isinstance(unique_tables, list)
        and isinstance(parts, list)
        and all(isinstance(text, str) for text in (made_by, *unique_tables, *parts))
        and all(type(count) is int and count >= 0 for count in (*n_rows.values(), *files.values()))
        and all(map(_is_inside, (*files, *parts)))
    )
    if not is_sound:
        raise ValueError(values)
    return Manifest(made_by, n_rows, tuple(unique_tables), files, tuple(parts))


def _is_inside(name: str) -> bool:
    """Tell whether a path stays in the folder: readers open what a manifest names."""
    path = PurePosixPath(name)
    leads_out = path.is_absolute() or ".." in path.parts or not path.parts
    return not leads_out and "\0" not in name


def require_complete(folder: Path, manifest: Manifest) -> None:
    """Raise where a file that the manifest names is missing or has another size.

    Raises
    ------
    UnableToReadOutput
        With the files in question.
    """
    faults = [
        f"{name} {'is missing' if found is None else f'has {found:,} bytes, not {size:,}'}"
        for name, size in manifest.files.items()
        if (found := _size(folder / name)) != size
    ]
    if faults:
        more = f", and {len(faults) - 3} more" if len(faults) > 3 else ""
        fact = f"It is not as `{manifest.made_by}` wrote it: {'; '.join(faults[:3])}{more}."
        fix = f"Run `leadpact {manifest.made_by}` again, or bring the files back."
        raise UnableToReadOutput("output-incomplete", folder, fact, fix)


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None


def list_files(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield every entry under a folder that is no folder, with its path in it, in order.

    An empty folder is yielded too; a link is not followed.
    """
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        inner = list(list_files(Path(entry.path))) if entry.is_dir(follow_symlinks=False) else []
        for name, item in inner:
            yield f"{entry.name}/{name}", item
        if not inner:
            yield entry.name, entry
