"""Which tests run a line: measured by coverage, once for each file of tests, and kept."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PYTEST = (sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--no-header", "-q")
SAME_EXAMPLES = ("--hypothesis-seed=0",)


class UnableToMeasureTests(Exception):
    """A file of tests fails without any change, so that it can tell nothing."""


@dataclass(frozen=True, slots=True)
class Covering:
    """The tests that run each line of each module, and how long each takes.

    Attributes
    ----------
    lines
        By file (from the folder of sources), then line: tests, or files of tests.
    seconds
        By test, ``file::test``.
    """

    lines: dict[str, dict[int, set[str]]]
    seconds: dict[str, float]

    def tests_of(self, file: str, lines: Iterable[int] | None) -> list[str]:
        """Return the tests that run one of some lines, the quickest first.

        None: the lines run when the module is imported, for all tests of the module alike, and not
        only for the test that happened to import it first.
        """
        of_file = self.lines.get(file, {})
        wanted = of_file if lines is None else lines
        found = set().union(*(of_file.get(line, set()) for line in wanted))
        found = found or set().union(*of_file.values())
        named = {name for item in found for name in self._named(item)}
        return sorted(named, key=lambda name: (self.seconds[name], name))

    def _named(self, item: str) -> Iterator[str]:
        if item in self.seconds:
            yield item
        yield from (name for name in self.seconds if name.startswith(f"{item}::"))


def measure_covering(root: Path, files: Sequence[str], kept: Path, *, limit: float) -> Covering:
    """Run every file of tests once, or take what was kept of it where nothing changed.

    Parameters
    ----------
    root
        A copy of the project.
    kept
        The folder of what was measured before.
    limit
        Seconds; a file of tests that takes longer with coverage is left out, and named.
    """
    kept.mkdir(parents=True, exist_ok=True)
    common = _digest(path for path in _sources(root) if not path.name.startswith("test_"))
    lines: dict[str, dict[int, set[str]]] = {}
    seconds: dict[str, float] = {}
    for file in files:
        known = kept / f"{_digest([root / file], common)}.json"
        if not known.exists():
            _run_once(root, file, known, limit)
        found = json.loads(known.read_text())
        seconds |= found["seconds"]
        for module, of_module in found["lines"].items():
            mine = lines.setdefault(module, {})
            for line, tests in of_module.items():
                mine.setdefault(int(line), set()).update(tests)
    return Covering(lines, seconds)


def run_environment(root: Path, **more: str) -> dict[str, str]:
    """Return the environment in which tests run against the copy's sources."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(root / "src"), str(HERE))), **more}


def _run_once(root: Path, file: str, known: Path, limit: float) -> None:
    print(f"measuring {file}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "lines.json"
        more = {"MUTANTS_OUT": str(out), "MUTANTS_SOURCE": str(root / "src")}
        try:
            done = subprocess.run(
                (*PYTEST, *SAME_EXAMPLES, "-p", "context_per_test", file),
                cwd=root,
                env=run_environment(root, **more),
                capture_output=True,
                text=True,
                check=False,
                timeout=limit,
            )
        except subprocess.TimeoutExpired:
            print(f"  left out: it takes longer than {limit:.0f} s", flush=True)
            known.write_text(json.dumps({"seconds": {}, "lines": {}}))
            return
        if done.returncode not in (0, 5):  # 5: no test of it is selected
            raise UnableToMeasureTests(f"{file} fails without any change:\n{done.stdout[-2000:]}")
        known.write_text(out.read_text())


def _sources(root: Path) -> list[Path]:
    return sorted((*(root / "src").rglob("*.py"), *(root / "tests").rglob("*.py")))


def _digest(paths: Iterable[Path], start: str = "") -> str:
    digest = hashlib.sha256(start.encode())
    for path in paths:
        digest.update(str(path.name).encode() + path.read_bytes())
    return digest.hexdigest()[:32]
