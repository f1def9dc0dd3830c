"""What a case expects of checkpoints: met, open, open for want of certain things, or not asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leadpact.pact.checkpoint import MET, OPEN, WHEN, Checkpoint, answer_text
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.yaml_lines import Path_
from leadpact.testing.case_values import did_you_mean, read_mapping, require


@dataclass(frozen=True, slots=True)
class ExpectedCheckpoint:
    """What a checkpoint should answer.

    Attributes
    ----------
    answer
        The answer as tables hold it; None: it should not be asked.
    is_any_open
        Whether every answer will do by which it is open.
    """

    answer: str | None
    is_any_open: bool = False

    def wanted(self, got: str | None) -> str | None:
        """Return the answer that is expected, which is the one that came where that will do."""
        is_open = got is not None and got.startswith(f"{OPEN}: ")
        return got if self.is_any_open and is_open else self.answer


def read_checkpoints(values: Any, path: Path_, ruleset: Ruleset) -> dict[str, ExpectedCheckpoint]:
    """Read what is expected of each checkpoint: `met`, `open`, what is missing, or null."""
    known = {item.checkpoint_id: item for item in ruleset.checkpoints}
    given: Mapping[str, Any] = read_mapping(values, path, list(known))
    return {name: _expected(item, (*path, name), known[name]) for name, item in given.items()}


def _expected(value: Any, path: Path_, checkpoint: Checkpoint) -> ExpectedCheckpoint:
    if value is None:
        return ExpectedCheckpoint(None)
    if not isinstance(value, list):
        fact = f"`{value}` does not say what becomes of `{checkpoint.checkpoint_id}`."
        fix = f"Write `{MET}`, `{OPEN}`, null where it is not asked, or a list of what is missing."
        require(value in (MET, OPEN), path, fact, fix)
        return ExpectedCheckpoint(value, is_any_open=value == OPEN)
    asked = [*checkpoint.must_have, *([WHEN] if checkpoint.when is not None else [])]
    for index, name in enumerate(value):
        fact = f"`{name}` is nothing that `{checkpoint.checkpoint_id}` asks for."
        require(name in asked, (*path, index), fact, did_you_mean(str(name), asked))
    require(bool(value), path, "The list names nothing that is missing.", f"Write `{MET}`.")
    return ExpectedCheckpoint(answer_text(tuple(name for name in asked if name in value)))
