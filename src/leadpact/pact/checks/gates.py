"""Checks of gates: what they demand is declared, agrees with itself and asks something."""

from leadpact.conditions.walk import names_of
from leadpact.pact.checks.base import Check, did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.yaml_lines import Path_

_LISTS = ("must_have", "nice_to_have", "unnecessary")


class GateFieldsAgree(Check):
    """A gate's fields are declared, stand in one list only, and are asked for as agreed."""

    def run(self, draft: Draft) -> None:
        for name, gate in draft.gates.items():
            seen: dict[str, str] = {}
            for kind in _LISTS:
                for index, field in enumerate(getattr(gate, kind)):
                    path: Path_ = ("gates", name, kind, index)
                    if field not in draft.attributes:
                        fact = f"`{field}` is not declared."
                        fix = did_you_mean(field, draft.attributes)
                        draft.add("name-undeclared", path, fact, fix)
                    elif field in seen:
                        fact = f"`{field}` stands in {seen[field]} and in {kind}."
                        draft.add("gate-field-twice", path, fact, "Keep it in one of them.")
                    seen.setdefault(field, kind)
            self._check_unnecessary(draft, name, set(gate.unnecessary))

    def _check_unnecessary(self, draft: Draft, name: str, unnecessary: set[str]) -> None:
        path: Path_ = ("gates", name, "when")
        condition = draft.conditions.get(path)
        asked = names_of(condition) if condition else frozenset()
        for field in sorted(asked & unnecessary):
            fact = f"`{field}` is agreed to be unnecessary, and the gate's condition asks for it."
            fix = "Take it out of `unnecessary`, or out of the condition."
            draft.warn("gate-unnecessary-used", path, fact, fix)


class GatesAskSomething(Check):
    """There is a gate, and no gate stands open to everybody."""

    def run(self, draft: Draft) -> None:
        if not draft.gates:
            fact = "The pact has no gate, so no lead can ever qualify."
            fix = "Add `gates: conversation_lead:` with what makes a conversation lead."
            draft.warn("gate-missing", (), fact, fix)
        for name, gate in draft.gates.items():
            if gate.when is None and not gate.must_have:
                fact = f"The gate {name} asks for nothing: every lead passes as it is created."
                fix = "Add `when` or `must_have`."
                draft.warn("gate-empty", ("gates", name), fact, fix, on_key=True)
