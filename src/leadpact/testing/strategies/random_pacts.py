"""Random pacts, small and valid, by what they dwell on."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from hypothesis import assume
from hypothesis import strategies as st

from leadpact.conditions.nodes import Not
from leadpact.conditions.parse import parse_condition
from leadpact.conditions.render import render_condition
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.checkpoint import ENTRY_GATES
from leadpact.pact.gate import path_name_of
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.scopes import ACTIVITY_FIELDS
from leadpact.terms.attributes import AttributeType, NameType
from leadpact.terms.issues import has_errors
from leadpact.terms.past import STAGE_NAME
from leadpact.terms.stages import Stage
from leadpact.testing.strategies.focuses import FOCUSES, Focus
from leadpact.testing.strategies.random_checkpoints import draw_checkpoints
from leadpact.testing.strategies.random_conditions import Draw, World, conditions
from leadpact.testing.strategies.random_history import draw_history, draw_sum_floor
from leadpact.testing.strategies.random_values import DECLARED, KINDS, NAMES, ZONES

Document: TypeAlias = dict[str, Any]


def pacts(focus: Focus = FOCUSES["everything"]) -> st.SearchStrategy[Ruleset]:
    """Return rulesets of random pacts, loaded as a file would be."""
    return pact_texts(focus).map(load_pact_text)


@st.composite
def pact_texts(draw: Draw, focus: Focus = FOCUSES["everything"]) -> str:
    """Return the YAML of random pacts that have no errors; warnings are welcome."""
    low, high = focus.attributes
    one = st.sampled_from(sorted(NAMES))
    chosen = draw(st.lists(one, min_size=low, max_size=high, unique=True))
    names = {name: NAMES[name] for name in chosen}
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True))
    declared = list(kinds)
    if focus.entries:
        kinds += draw(st.sampled_from(([], ["was_recycled"], ["was_disqualified", "was_recycled"])))
        if draw(_TWO_IN_THREE):
            names = {STAGE_NAME: NameType(AttributeType.CATEGORY, tuple(Stage)), **names}
    scores = _draw_scores(draw, focus, names, kinds)
    document: Document = {
        "spec": 1,
        "name": "A random pact",
        "time_zone": draw(st.sampled_from(ZONES)),
        "attributes": {name: DECLARED[name] for name in chosen if name in DECLARED},
        "activities": {kind: {} for kind in declared},
        "scores": scores,
        "gates": _draw_gates(draw, focus, names, kinds, scores),
        **_draw_not_leads(draw, focus, names, kinds, scores),
    }
    if focus.checkpoints:
        world = World({**_score_types(scores), **names}, tuple(kinds), _GATE_POINTS)
        on_entry, document["checkpoints"] = draw_checkpoints(draw, names, world)
        document["gates"] |= on_entry
    return _valid_text(document)


def _draw_scores(
    draw: Draw, focus: Focus, names: Mapping[str, NameType], kinds: list[str]
) -> Document:
    """Draw the rules and deal them out to one or two scores, then combine scores of accounts."""
    behaviour = tuple(kinds) if focus.behaviour else ()
    tests = conditions(World(names, behaviour)).map(render_condition)
    on_condition = st.fixed_dictionaries({"when": tests, "points": _points})
    on_activity = _activity_rules(focus, tuple(kinds))
    rules = draw(_several(on_activity, focus.activity_rules))
    rules += draw(_several(on_condition, focus.condition_rules))
    if not rules:
        rules = [draw(on_condition)]
    rules = [{"id": f"r{number}", **rule} for number, rule in enumerate(rules, start=1)]
    n_first = draw(st.integers(1, len(rules)))
    scores: Document = {"s": {"range": draw(_ranges), "rules": rules[:n_first]}}
    if rules[n_first:]:
        scores["t"] = {"range": draw(_ranges), "rules": rules[n_first:]}
    if focus.groups:
        for score in scores.values():
            _draw_groups(draw, score)
    if focus.history:
        scores = {name: draw_history(draw, item, name, kinds) for name, item in scores.items()}
    if any(focus.sums):
        scores |= _draw_sums(draw, focus, scores)
    sources = sorted(scores)
    for number in range(1, draw(st.integers(*focus.account_scores)) + 1):
        combine = {"from": draw(st.sampled_from(sources)), **draw(_methods)}
        scores[f"account{number}"] = {"combine": combine, "range": draw(_ranges)}
    return scores


def _draw_groups(draw: Draw, score: Document) -> None:
    """Draw groups of a score, and put some of its rules into them."""
    groups = draw(st.dictionaries(st.sampled_from(("g", "h")), _GROUPS, max_size=2))
    if not groups:
        return
    score["groups"] = groups
    for rule in score["rules"]:
        if group := draw(st.sampled_from((*groups, None))):
            rule["group"] = group


_GROUPS = st.one_of(
    st.fixed_dictionaries({"at_most": st.fixed_dictionaries({"points": st.integers(1, 30)})}),
    st.fixed_dictionaries(
        {"take": st.just("best")},
        optional={"at_most": st.fixed_dictionaries({"points": st.integers(1, 30)})},
    ),
)


def _draw_sums(draw: Draw, focus: Focus, scores: Document) -> Document:
    """Draw sums of some of the scores, weighted or not, with a range of their own or without.

    The first may have a nightly floor: then no points that it adds fade.
    """
    names = sorted(scores)
    parts = st.lists(st.sampled_from(names), min_size=1, unique=True)
    weighted = st.dictionaries(st.sampled_from(names), _weights, min_size=1)
    sums = st.fixed_dictionaries({"sum_of": parts | weighted}, optional={"range": _ranges})
    n_sums = draw(st.integers(*focus.sums))
    found = {f"sum{number}": draw(sums) for number in range(1, n_sums + 1)}
    if found and draw(_TWO_IN_THREE):
        draw_sum_floor(draw, found["sum1"], scores)
    return found


_weights = st.sampled_from((1, 2, -1, 7, -3, 1000, -1000))


def _several(rules: st.SearchStrategy[Document], n: tuple[int, int]) -> st.SearchStrategy[Any]:
    return st.lists(rules, min_size=n[0], max_size=n[1])


_points = st.sampled_from((5, 1, 3, 7, 10, 25, 1000, 0, -1, -4, -20))
_days = st.sampled_from((3, 1, 2, 7, 30, 90, 365))
_ranges = st.sampled_from(
    ([0, 100], [-20, 30], [0, 7], [-100, 0], [5, 40], [-30, -3], [-100_000, 100_000])
)
_methods = st.one_of(
    st.fixed_dictionaries({"method": st.just("sum_of_top"), "n": st.integers(1, 3)}),
    st.sampled_from(({"method": "sum"}, {"method": "max"})),
)


@lru_cache(maxsize=64)
def _activity_rules(focus: Focus, kinds: tuple[str, ...]) -> st.SearchStrategy[Document]:
    optional: dict[Any, st.SearchStrategy[Any]] = {}
    if focus.fades:
        optional["fades"] = _FADES
    if focus.limits:
        optional["at_most"] = _LIMITS
    if focus.history:
        optional["take"] = st.just("latest")
    required = {"on": st.sampled_from(kinds), "points": _points}
    plain = st.fixed_dictionaries(required, optional=optional)
    if not focus.where:
        return plain
    return plain | st.fixed_dictionaries({**required, "where": _WHERE}, optional=optional)


_WHERE = conditions(World(ACTIVITY_FIELDS), max_tests=3).map(render_condition)


def _steps(days: list[int]) -> st.SearchStrategy[list[Document]]:
    percents = st.sampled_from((100, 50, 33, 7, 0))
    steps = [st.fixed_dictionaries({"days": st.just(day), "percent": percents}) for day in days]
    return st.tuples(*steps).map(list)


_FADES = st.one_of(
    st.fixed_dictionaries({"shape": st.sampled_from(("linear", "window")), "days": _days}),
    st.just({"shape": "none"}),
    st.fixed_dictionaries(
        {
            "shape": st.just("steps"),
            "steps": st.lists(_days, min_size=1, max_size=3, unique=True)
            .map(sorted)
            .flatmap(_steps),
        }
    ),
)
_limit_points = st.sampled_from((12, 1, 4, 40))
_units = st.sampled_from(
    ("day", "week", "month", "quarter", {"days": 1}, {"days": 3}, {"days": 30})
)
_LIMITS = st.one_of(
    st.fixed_dictionaries(
        {"count": st.integers(1, 3), "per": _units},
        optional={"points": _limit_points},
    ),
    st.fixed_dictionaries({"points": _limit_points}),
)


def _draw_gates(
    draw: Draw,
    focus: Focus,
    names: Mapping[str, NameType],
    kinds: list[str],
    scores: Document,
) -> Document:
    """Draw gates over scores, attributes and behaviour."""
    n_gates = draw(st.integers(*focus.gates))
    if not n_gates:
        return {}
    typed = _score_types(scores)
    behaviour = tuple(kinds) if focus.behaviour else ()
    some = dict(list(names.items())[:2])
    tests = conditions(World({**typed, **some}, behaviour, _GATE_POINTS), max_tests=4)
    over_scores = conditions(World(typed, (), _GATE_POINTS), max_tests=2)
    when = {"when": (over_scores | tests).map(render_condition)}
    known = ["email", *sorted(names.keys() - {STAGE_NAME})]
    fields = st.lists(st.sampled_from(known), max_size=2, unique=True)
    must_have = {"must_have": fields}
    gate = st.one_of(
        st.fixed_dictionaries(when, optional=must_have),
        st.fixed_dictionaries({**when, **must_have}),
        st.fixed_dictionaries({}, optional=must_have),
    )
    stages = list(_STAGES_OF_GATES)
    chosen = stages if n_gates == len(stages) else [draw(st.sampled_from(stages))]
    found = {stage: draw(gate) for stage in chosen}
    if focus.entries and draw(st.booleans()):
        found["judge_again"] = {"every": draw(st.sampled_from(("day", "week", "month")))}
    if focus.entries and draw(_TWO_IN_THREE):
        found[chosen[0]]["paths"] = draw(_paths(gate))
        if n_gates == len(stages) and draw(st.booleans()):
            found[stages[1]]["when"] = _with_path(draw, found)
    return found


def _score_types(scores: Document) -> dict[str, NameType]:
    return {
        name: NameType(AttributeType.SCORE, (), "combine" in score)
        for name, score in scores.items()
    }


def _draw_not_leads(
    draw: Draw,
    focus: Focus,
    names: Mapping[str, NameType],
    kinds: list[str],
    scores: Document,
) -> Document:
    """Draw who is no lead, over attributes, behaviour and scores."""
    if not focus.entries or not draw(_TWO_IN_THREE):
        return {}
    typed = _score_types(scores)
    behaviour = tuple(kinds) if focus.behaviour else ()
    of_lead = conditions(World(names, behaviour), max_tests=2)
    of_scores = conditions(World({**typed, **names}, behaviour, _GATE_POINTS), max_tests=2)
    rows = st.lists(of_lead | of_scores, min_size=1, max_size=2)
    found = [render_condition(item) for item in draw(rows)]
    return {
        "not_leads": [
            {"id": name, "when": when} for name, when in zip(("n2", "n1"), found, strict=False)
        ]
    }


_TWO_IN_THREE = st.sampled_from((True, True, False))


def _paths(gate: st.SearchStrategy[Document]) -> st.SearchStrategy[list[Document]]:
    """Return one to three ways in, named so that their order is not that of their names."""
    return st.lists(gate, min_size=1, max_size=3).map(
        lambda ways: [
            {"id": name, **way} for name, way in zip(("p2", "p1", "p3"), ways, strict=False)
        ]
    )


def _with_path(draw: Draw, gates: Document) -> str:
    """Return the condition of the second gate, joined with one about the path of the first."""
    kind = NameType(
        AttributeType.CATEGORY, tuple(way["id"] for way in gates["conversation_lead"]["paths"])
    )
    about = conditions(World({path_name_of("conversation_lead"): kind}), max_tests=1)
    asked = render_condition(draw(about))
    when = gates["first_meeting"].get("when")
    sign = draw(st.sampled_from(("and", "or")))
    return asked if when is None else f"({when}) {sign} ({asked})"


_STAGES_OF_GATES = ("conversation_lead", "first_meeting")
_GATE_POINTS = (5, 0, 1, 3, 6.667, 10, -2, 0.001, 25)


def _valid_text(document: Document) -> str:
    """Return the pact's text; a gate that can never open is negated, so that it mostly can."""
    text = _text_of(document)
    for checkpoint in _checkpoints_of(document):
        if "when" in checkpoint and _is_refused(text):
            checkpoint["when"] = render_condition(Not(parse_condition(checkpoint["when"])))
            text = _text_of(document)
    for name in [name for name in document["gates"] if name in _STAGES_OF_GATES]:
        if not _is_refused(text):
            return text
        gate = document["gates"][name]
        if "paths" in gate:  # one of them is never open, or another one always comes before it
            gate = document["gates"][name] = {**gate, "paths": gate["paths"][:1]}
            text = _text_of(document)
        if "when" in gate and _is_refused(text):
            negated = render_condition(Not(parse_condition(gate["when"])))
            document["gates"][name] = {**gate, "when": negated}
            text = _text_of(document)
    assume(not _is_refused(text))
    return text


def _checkpoints_of(document: Document) -> list[Document]:
    on_entry = [document["gates"][name] for name in ENTRY_GATES if name in document["gates"]]
    return [*on_entry, *document.get("checkpoints", ())]


def _text_of(document: Document) -> str:
    """Return a document as YAML: a line for each attribute, rule and gate, in JSON's spelling."""
    lines = []
    for section, value in document.items():
        if not isinstance(value, dict):
            lines.append(f"{section}: {_json(value)}")
            continue
        lines.append(f"{section}:" if value else f"{section}: {{}}")
        for name, item in value.items():
            rest = {key: inner for key, inner in item.items() if key != "rules"}
            if "rules" not in item:
                lines.append(f"  {name}: {_json(rest)}")
                continue
            lines += [f"  {name}:", *(f"    {key}: {_json(inner)}" for key, inner in rest.items())]
            lines += ["    rules:", *(f"      - {_json(rule)}" for rule in item["rules"])]
    return "\n".join([*lines, ""])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_refused(text: str) -> bool:
    return has_errors(check_pact_text(text).issues)
