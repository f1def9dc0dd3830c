"""The page about the simulated company states the parameters that are used."""

from pathlib import Path

import pytest

from leadpact.simulate.truth import TRUTH, Source

PAGE = Path(__file__).parents[3] / "docs/explanation/simulated-company.md"
STEPS = ("attempt", "meeting", "held", "opened", "accepted", "won", "churned")


def row(*cells: str | float) -> str:
    texts = [cell if isinstance(cell, str) else f"{cell:g}" for cell in cells]
    return f"| {' | '.join(texts)} |"


@pytest.mark.parametrize("source", TRUTH.sources, ids=lambda source: source.name)
def test_the_page_states_every_source(source: Source) -> None:
    assert (
        row(
            source.name,
            source.share,
            source.interest,
            source.log_odds,
            source.handed_over_rate,
            source.bad_data_rate,
            source.first_touch_business_hours,
        )
        in PAGE.read_text(encoding="utf-8").splitlines()
    )


@pytest.mark.parametrize("name", STEPS)
def test_the_page_states_every_step(name: str) -> None:
    step = getattr(TRUTH.selling, name)
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    assert row(name, step.intercept, step.fit, step.interest) in lines


def test_the_page_states_the_speed_effect() -> None:
    effect = f"{TRUTH.selling.speed_log_odds:g}".replace("-", "−")
    assert f"{effect} × ln(1 + hours" in PAGE.read_text(encoding="utf-8")
