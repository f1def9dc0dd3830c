"""The manifest of an output: which files it has, and what its tables promise."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
    """What the command that made an output says of it.

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
        values = {
            "spec": _SPEC,
            "made_by": self.made_by,
            "n_rows": dict(self.n_rows),
            "unique_tables": list(self.unique_tables),
            "files": dict(self.files),
            "parts": list(self.parts),
        }
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


def _manifest(values: Any) -> Manifest:
    if values["spec"] != _SPEC:
        raise ValueError(values["spec"])
    manifest = Manifest(
        _text(values["made_by"]),
        _counts(values["n_rows"]),
        _texts(values["unique_tables"]),
        _counts(values["files"]),
        _texts(values["parts"]),
    )
    for name in (*manifest.files, *manifest.parts):
        _require_inside(name)
    return manifest


def _require_inside(name: str) -> None:
    """Refuse a path that leads out of the folder: readers open what a manifest names."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise ValueError(name)


def _texts(values: Any) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(values)
    return tuple(_text(value) for value in values)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _counts(values: Any) -> dict[str, int]:
    for name, count in values.items():
        if not isinstance(name, str) or type(count) is not int or count < 0:
            raise TypeError(name)
    return dict(values)


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
