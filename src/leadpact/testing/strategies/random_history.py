"""Random scores that depend on what came before: silence, resets, nightly floors."""

from typing import Any

from hypothesis import strategies as st

from leadpact.terms.past import STAGE_NAME
from leadpact.testing.strategies.random_conditions import Draw

Document = dict[str, Any]

_spans = st.sampled_from((1, 2, 3, 30))
_SILENCE = st.fixed_dictionaries(
    {
        "every": st.fixed_dictionaries({"days": _spans}),
        "points": st.sampled_from((-1, -3, -10)),
    },
    optional={
        "at_most": st.fixed_dictionaries({"points": st.sampled_from((7, 2, 40))}),
        "until": st.just("next_activity"),
    },
)


def draw_history(draw: Draw, score: Document, name: str, kinds: list[str]) -> Document:
    """Return a score with silence, resets or a floor, some of them, or as it was."""
    rules = list(score["rules"])
    found = dict(score)
    for number in range(draw(st.integers(0, 2))):
        ended_by = draw(st.just("any") | st.lists(st.sampled_from(kinds), min_size=1, unique=True))
        rule = {"id": f"quiet-{name}{number}", "silence_of": ended_by, **draw(_SILENCE)}
        rules.append(rule)
    resetting = [kind for kind in kinds if all(rule.get("on") != kind for rule in rules)]
    if not resetting and len(kinds) > 1 and draw(st.booleans()):
        resetting = kinds[1:]
        rules = [{**rule, "on": kinds[0]} if "on" in rule else rule for rule in rules]
    if resetting and draw(st.sampled_from((True, True, False))):
        keep = st.sampled_from((0, 50, 33, 99))
        found["resets"] = [{"on": kind, "keep_percent": draw(keep)} for kind in resetting]
    can_be_static = all(map(_lasts, rules))
    if can_be_static and draw(st.booleans()):
        found["nightly_floor"] = draw(st.sampled_from(_FLOORS))
        rules = _lasting(rules)
    return {**found, "rules": rules}


def draw_sum_floor(draw: Draw, total: Document, scores: Document) -> None:
    """Give a sum a nightly floor where its scores can do without points that change with time."""
    lasting = {
        name: [
            rule
            for rule in _lasting(scores[name]["rules"])
            if _lasts(rule) and (weight > 0 or "silence_of" not in rule)
        ]
        for name, weight in _weights(total).items()
    }
    if not all(lasting.values()):
        return
    ends = []
    for name, weight in _weights(total).items():
        scores[name].pop("nightly_floor", None)
        scores[name]["rules"] = lasting[name]
        ends.append(sorted(weight * end for end in scores[name]["range"]))
    low, high = total.get("range") or map(sum, zip(*ends, strict=True))
    fitting = [floor for floor in _FLOORS if low < floor < high]
    total["nightly_floor"] = draw(st.sampled_from(fitting or [high - 1]))


def _weights(total: Document) -> dict[str, int]:
    parts = total["sum_of"]
    return dict(parts) if isinstance(parts, dict) else dict.fromkeys(parts, 1)


_FLOORS = (0, -5, 3, 40)


def _lasts(rule: Document) -> bool:
    """Tell whether a rule has no condition that asks for behaviour, the day or the stage."""
    return all(text not in rule.get("when", "") for text in ("(", STAGE_NAME))


def _lasting(rules: list[Document]) -> list[Document]:
    """Return rules with points that do not fade."""
    return [{key: rule[key] for key in rule if key != "fades"} for rule in rules]
