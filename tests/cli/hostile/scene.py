"""What a hostile case is, the folder that it happens in, and what must hold for every case.

`test_hostile_table.py` runs the cases; the other modules of this package hold them by kind.
"""

import hashlib
import json
import os
import re
import shlex
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PACT = """spec: 1
name: Small
attributes:
  employees: {type: integer}
scores:
  fit: {range: [0, 5], rules: [{id: size, when: "employees > 10", points: 5}]}
gates:
  conversation_lead: {when: "fit >= 5"}
routing:
  default: all
  pools: {all: {roles: [SDR]}}
"""
DUPLICATES = PACT + "identity:\n  duplicates: {}\n"
LEADS = """lead_id,created_at,first_name,last_name,email,company,employees
1,2026-01-01T09:00:00Z,Ann,Lee,ann.lee@acme.example,Acme,20
2,2026-01-02T09:00:00Z,Ann,Lee,ann.lee@acme.example,Acme,20
3,2026-01-03T09:00:00Z,Bob,Ray,bob.ray@blue.example,Blue,3
"""
REPS = "rep_id,name,role\nann,Ann,SDR\n"
CASE_FILE = """as_of: 2026-03-02T12:00:00Z
cases:
  - {name: A company of twenty fits, lead: {employees: 20}, expect: {scores: {fit: 5}}}
"""
MAPPING = """spec: 1
name: Ours
tables:
  leads:
    - file: leads.csv
      columns: {lead_id: lead_id, created_at: created_at}
"""

LINE = re.compile(r"^(.*?) (error|warning|future-error) ([a-z][a-z0-9-]+): ")

Content = str | bytes | Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """One hostile case.

    `says` holds every issue that is printed, as `PLACE LEVEL CODE`, in order; `shows` holds texts
    that are printed somewhere. A command that ends with 0 may write below `writes`, and there only.
    """

    name: str
    command: str | list[str | bytes]
    says: tuple[str, ...] = ()
    exit_code: int = 1
    files: Mapping[str, Content] = field(default_factory=dict)
    text: str | bytes | None = None
    writes: str | None = None
    shows: tuple[str, ...] = ()

    @property
    def arguments(self) -> list[str]:
        if isinstance(self.command, str):
            return shlex.split(self.command)
        return [os.fsdecode(item) for item in self.command]


def lay_down(case: Case, place: Path) -> None:
    """Write the files of the case; a path that ends with `/` is a folder."""
    for name, content in case.files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        match content:
            case str() if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
            case str():
                path.write_bytes(content.encode("utf-8", "surrogateescape"))
            case bytes():
                path.write_bytes(content)
            case _:
                content(path)


def entries(place: Path, without: str | None = None) -> dict[str, str]:
    """Return what lies below a folder: names, kinds, links, and a digest of every file's bytes."""
    found: dict[str, str] = {}
    for folder, folders, files in os.walk(place):
        for name in [*folders, *files]:
            path = Path(folder, name)
            shown = path.relative_to(place).as_posix()
            if without is not None and (shown == without or shown.startswith(f"{without}/")):
                continue
            found[shown] = _entry(path)
    return found


def _entry(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"link to {os.readlink(path)}"
    if stat.S_ISREG(mode):
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return str(stat.S_IFMT(mode))


def issues(case: Case, stdout: str, stderr: str) -> tuple[str, ...]:
    """Return every issue that is stated as `PLACE LEVEL CODE`; of `judge`, in its answers too."""
    printed = [LINE.match(line) for line in stderr.splitlines()]
    stated = [" ".join(found.groups()) for found in printed if found]
    if case.arguments[:1] != ["judge"]:
        return tuple(stated)
    answers = [json.loads(line) for line in stdout.splitlines()]
    refused = [answer for answer in answers if "error" in answer]
    return tuple(
        [
            f"{item['line']}:{item['error']['path']} error {item['error']['code']}"
            for item in refused
        ]
        + stated
    )


def assert_case(
    case: Case,
    *,
    outcome: tuple[int, str, str],
    before: dict[str, str],
    after: dict[str, str],
) -> None:
    """Assert the exit code, all issues with their places, and that nothing else was touched."""
    exit_code, stdout, stderr = outcome
    printed = f"\n{stderr}\n{stdout}"
    assert "Traceback" not in stderr, printed
    assert exit_code == case.exit_code, printed
    assert issues(case, stdout, stderr) == case.says, printed
    for text in case.shows:
        assert text in stdout + stderr, printed
    assert after == before, "files of others changed"
