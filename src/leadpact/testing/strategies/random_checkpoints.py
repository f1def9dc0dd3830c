"""Random checkpoints: what should be known before a deal moves on, over all that gates may ask."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from leadpact.conditions.render import render_condition
from leadpact.pact.checkpoint import CHECKPOINT_STAGES, ENTRY_GATES
from leadpact.terms.attributes import NameType
from leadpact.testing.strategies.random_conditions import Draw, World, conditions

_STAGES = [str(stage) for stage in CHECKPOINT_STAGES]


def draw_checkpoints(
    draw: Draw, names: Mapping[str, NameType], world: World
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Draw gates on entry, by their names, and one to three checkpoints within stages.

    Parameters
    ----------
    draw
        Of Hypothesis.
    names
        The attributes that can be a must-have.
    world
        What their conditions may ask about.
    """
    fields = st.lists(
        st.sampled_from(["email", *sorted(names)]), min_size=1, max_size=3, unique=True
    )
    asked = conditions(world, max_tests=2).map(render_condition)
    asks = st.one_of(
        st.fixed_dictionaries({"must_have": fields}),
        st.fixed_dictionaries({"when": asked}),
        st.fixed_dictionaries({"must_have": fields, "when": asked}),
    )
    stages = draw(st.lists(st.sampled_from(_STAGES), min_size=1, max_size=3))
    listed = [
        {"id": name, "stage": stage, **draw(asks)}
        for name, stage in zip(("c2", "c-1", "c_3"), stages, strict=False)
    ]
    on_entry = draw(st.lists(st.sampled_from(ENTRY_GATES), max_size=2, unique=True))
    return {name: draw(asks) for name in on_entry}, listed
