"""What a pact must keep besides its shape: one small class per guarantee."""

from leadpact.pact.checks.base import Check
from leadpact.pact.checks.gates import GateFieldsAgree, GatesAskSomething
from leadpact.pact.checks.names import (
    AttributesAreWhole,
    CategoriesListValues,
    NamesAreDistinct,
    NamesAreFree,
    RuleIdsAreUnique,
    ZoneIsKnown,
)
from leadpact.pact.checks.reach import ConditionsCanBeTrue, GatesCanOpen, PointsCanBeReached
from leadpact.pact.checks.rules import (
    AccountScoresCombine,
    ActivitiesAreDeclared,
    FadesAreWhole,
    LimitsAreWhole,
    RangesRise,
    RulesHaveEffect,
)
from leadpact.pact.draft import Draft

CHECKS: tuple[type[Check], ...] = (
    ZoneIsKnown,
    AttributesAreWhole,
    CategoriesListValues,
    NamesAreFree,
    NamesAreDistinct,
    RuleIdsAreUnique,
    ActivitiesAreDeclared,
    FadesAreWhole,
    LimitsAreWhole,
    RangesRise,
    RulesHaveEffect,
    AccountScoresCombine,
    GateFieldsAgree,
    GatesAskSomething,
    ConditionsCanBeTrue,
    PointsCanBeReached,
    GatesCanOpen,
)


def run_checks(draft: Draft) -> None:
    """Run every check; what they find is added to the draft's issues."""
    for check in CHECKS:
        check().run(draft)
