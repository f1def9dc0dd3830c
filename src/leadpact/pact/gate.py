"""Gates compiled: what it takes to enter a stage, by which paths, and who is no lead."""

from dataclasses import dataclass
from enum import StrEnum

from leadpact.conditions.nodes import Condition
from leadpact.terms.stages import Stage


class JudgeAgain(StrEnum):
    """When leads are judged again although nothing happened to them, in the pact's zone."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class GatePath:
    """One of several ways in through a gate.

    `when` is the condition as written; `opens` is what interpreters evaluate: the same with scores
    in millipoints, and that every must-have of the path is known; None asks for nothing.
    """

    path_id: str
    label: str
    must_have: tuple[str, ...]
    when: Condition | None
    opens: Condition | None


@dataclass(frozen=True, slots=True)
class NotLead:
    """Who is no lead, and who takes care of it instead; empty: nobody is named.

    `when` is the condition as written; `opens` is the same with scores in millipoints.
    """

    not_lead_id: str
    label: str
    when: Condition
    opens: Condition
    send_to: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """What it takes to enter `stage`: every must-have known and `when` true.

    `when` is the condition as written; interpreters evaluate `opens`, the same with scores in
    millipoints, and that one of the `paths` holds where there are any. `prefilter` is necessary
    for `opens`, and each score's name in it means an upper bound of that score; None where there
    is none. Interpreters use it to skip moments. Of several paths that hold the first decides.
    """

    name: str
    stage: Stage
    must_have: tuple[str, ...]
    nice_to_have: tuple[str, ...]
    unnecessary: tuple[str, ...]
    when: Condition | None
    opens: Condition | None
    prefilter: Condition | None
    paths: tuple[GatePath, ...] = ()

    @property
    def path_name(self) -> str:
        """The name under which conditions ask by which path the gate opened."""
        return path_name_of(self.name)

    @property
    def every_must_have(self) -> tuple[str, ...]:
        """The attributes that the gate or one of its paths demands, each once."""
        of_paths = (name for path in self.paths for name in path.must_have)
        return tuple(dict.fromkeys((*self.must_have, *of_paths)))


def path_name_of(gate: str) -> str:
    """Return the name under which conditions ask by which path a gate opened."""
    return f"{gate}_path"
