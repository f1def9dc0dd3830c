"""What every check shares."""

import difflib
from abc import ABC, abstractmethod
from collections.abc import Iterable

from leadpact.pact.draft import Draft


class Check(ABC):
    """One guarantee about a pact; its name is the guarantee."""

    @abstractmethod
    def run(self, draft: Draft) -> None:
        """Add an issue to the draft for every place where the guarantee does not hold."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that suggests the nearest known name, or lists what there is."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f"Did you mean `{close[0]}`?"
    if not names:
        return "None is declared yet."
    shown = ", ".join(f"`{item}`" for item in names[:12])
    return f"Known: {shown}{' …' if len(names) > 12 else ''}."
