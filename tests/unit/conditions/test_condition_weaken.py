import pytest

from leadpact.conditions.parse import parse_condition
from leadpact.conditions.render import render_condition
from leadpact.conditions.weaken import weaken


@pytest.mark.parametrize(
    ("text", "weakened"),
    [
        ("fit >= 40", "fit >= 40"),
        ("fit > 40.5", "fit > 40.5"),
        ("fit == 40", "fit >= 40"),
        ("40 <= fit", "fit >= 40"),
        ("fit >= n_employees", "fit >= n_employees"),
        ("not fit < 40", "fit >= 40"),
        ("not fit != 40", "fit >= 40"),
        ("fit < 40", None),
        ("fit != 40", None),
        ("not fit >= 40", None),
        ("fit in (40, 50)", None),
        ("fit >= intent", None),
        ("fit >= count('web')", None),
        ("is_known(fit)", None),
        ("count('web') >= 1", None),
        ("not days_since('web') <= 3", None),
        ("not not (a or not b)", "not not (a or not b)"),
        ("not (a and fit < 40)", "not a or fit >= 40"),
        ("not (a or fit < 40)", "not a and fit >= 40"),
        ("a and count('web') > 1 and b", "a and b"),
        ("a and count('web') > 1", "a"),
        ("a or count('web') > 1", None),
        ("a and (b or count('web') > 1)", "a"),
        (
            "fit >= 40 and (engagement >= 30 or intent >= 20) and industry not in ('a')",
            "fit >= 40 and (engagement >= 30 or intent >= 20) and industry not in ('a')",
        ),
    ],
)
def test_only_what_holds_for_any_higher_score_is_kept(text, weakened):
    result = weaken(parse_condition(text), frozenset({"fit", "engagement", "intent"}))
    assert (None if result is None else render_condition(result)) == weakened
