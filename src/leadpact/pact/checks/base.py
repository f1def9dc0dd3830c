"""What every check shares."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from leadpact.conditions.findings import closest
from leadpact.pact.draft import Draft


class Check(ABC):
    """One guarantee about a pact; its name is the guarantee.

    Attributes
    ----------
    needs_whole
        Whether it can only tell of a pact without faults of shape.
    """

    needs_whole: ClassVar[bool] = False

    def run(self, draft: Draft) -> None:
        """Add an issue to the draft for every place where the guarantee does not hold."""
        if not (self.needs_whole and draft.damaged):
            self._run(draft)

    @abstractmethod
    def _run(self, draft: Draft) -> None: ...


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a sentence that suggests the nearest known name, or lists what there is."""
    names = sorted(known)
    close = closest(name, names)
    if close:
        return f"Did you mean `{close}`?"
    if not names:
        return "None is declared yet."
    shown = ", ".join(f"`{item}`" for item in names[:12])
    return f"Known: {shown}{' …' if len(names) > 12 else ''}."
