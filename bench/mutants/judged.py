"""The changes that a person judged to change nothing: `equivalent.toml`."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from changes import Mutant

EQUIVALENT = Path(__file__).parent / "equivalent.toml"


@dataclass(frozen=True, slots=True)
class Judged:
    """A change that no test can notice, and why.

    It is known by its function and its texts, not by the number of its line. Where its file is no
    more, it holds in any file: modules move, and what they say stays.
    """

    file: str
    within: str
    before: str
    after: str
    reason: str

    def is_of(self, mutant: Mutant, root: Path) -> bool:
        """Tell whether a mutant is this change."""
        mine = self.within, self.before, self.after
        is_same = mine == (mutant.within, mutant.before, mutant.after)
        return is_same and (self.file == mutant.file or not (root / self.file).exists())


def load_judged(path: Path = EQUIVALENT) -> tuple[Judged, ...]:
    """Read the list."""
    listed = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    return tuple(Judged(**item) for item in listed)


def reason_of(mutant: Mutant, judged: Iterable[Judged], root: Path) -> str | None:
    """Return why a mutant was judged equivalent; None where it was not."""
    return next((item.reason for item in judged if item.is_of(mutant, root)), None)
