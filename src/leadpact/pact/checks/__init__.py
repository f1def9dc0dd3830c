"""What a pact must keep besides its shape: one small class per guarantee."""

from leadpact.pact.checks.base import Check
from leadpact.pact.checks.gates import (
    GateFieldsAreKnown,
    GatesAskAsAgreed,
    GatesAskSomething,
    ScoresAreComparedWithPoints,
)
from leadpact.pact.checks.names import (
    AttributesFitTheirColumns,
    CategoriesListValues,
    NamesAreDistinct,
    NamesAreFree,
    RuleIdsAreUnique,
    ZoneIsKnown,
)
from leadpact.pact.checks.reach import (
    ConditionsCanBeTrue,
    GatesCanOpen,
    GatesFollowEachOther,
    PointsCanBeReached,
)
from leadpact.pact.checks.rules import (
    AccountScoresCombine,
    ActivitiesAreDeclared,
    FadesAreWhole,
    LimitsAreWhole,
    PointsFitTheirLimit,
    RangesAreWide,
    RulesHaveEffect,
)
from leadpact.pact.draft import Draft
from leadpact.pact.sections.cadences.checks import (
    CadenceEntriesAreUnique,
    CadencesCanFinish,
    ThrottlesLetSomethingThrough,
    TracksAreNotShadowed,
    TracksHaveSteps,
    UnreachableCanBeReached,
    WaitsAreWhole,
)
from leadpact.pact.sections.calendars.checks import (
    CalendarsAreDeclared,
    CalendarsCanBeRead,
    CalendarsRestOnOthers,
    LeaveCanBeRead,
)
from leadpact.pact.sections.clocks.check_signals import (
    ClocksCanStop,
    ClocksStart,
    CountsCanBeReached,
    PausesEnd,
    SignalsDoNotContradict,
)
from leadpact.pact.sections.clocks.checks import (
    BreachesLeadSomewhere,
    ClockEntriesAreUnique,
    ClocksAreNotShadowed,
    ClockSpansAreWhole,
    WarningsAreBefore,
)
from leadpact.pact.sections.feedback.checks import (
    DispositionsLeadSomewhere,
    DispositionsTakenAwayAreThere,
    DisputesHaveTime,
    FaultsAreNotMustHaves,
    LabelsTellApart,
    NeedsAreUnique,
    NeedsCanBeMet,
    ReviewsAreOfEndedLeads,
)
from leadpact.pact.sections.handoff.check_slots import (
    SlotsBeginAtTheSameTimes,
    SlotsFitTheCalendar,
    SlotsHaveTime,
)
from leadpact.pact.sections.handoff.checks import (
    AttendanceIsNotShadowed,
    HandoffKeysHaveEffect,
    HandoffSpansAreWhole,
)
from leadpact.pact.sections.identity.check_accounts import (
    DomainAloneDoesAsItSays,
    ThresholdCanBeReached,
    TiesCanBeBroken,
)
from leadpact.pact.sections.identity.check_fields import (
    AppendedFieldsAreGiven,
    IdentityFieldsAreKnown,
    KeysCanFindLeads,
    SourceOrderIsUsed,
    SurvivorsAreChosenOnce,
)
from leadpact.pact.sections.identity.checks import (
    CountryIsKnown,
    FaultsCount,
    IdentityEntriesAreUnique,
    ReviewIsBelowSame,
)
from leadpact.pact.sections.routing.check_pools import (
    CapsLetSomethingThrough,
    PeriodsAreWhole,
    PoolsHaveReps,
    RepsAreSpeltAlike,
    WeightsGiveLeads,
)
from leadpact.pact.sections.routing.check_routes import (
    PoolsGetLeads,
    PoolsTakeTheDirection,
    RoutesAreNotShadowed,
    RoutesLeadToPools,
    RoutingEntriesAreUnique,
    TerritoriesLeaveNoGap,
)

CHECKS: tuple[type[Check], ...] = (
    ZoneIsKnown,
    CategoriesListValues,
    AttributesFitTheirColumns,
    NamesAreFree,
    NamesAreDistinct,
    RuleIdsAreUnique,
    ActivitiesAreDeclared,
    FadesAreWhole,
    LimitsAreWhole,
    RangesAreWide,
    RulesHaveEffect,
    PointsFitTheirLimit,
    AccountScoresCombine,
    GateFieldsAreKnown,
    GatesAskAsAgreed,
    GatesAskSomething,
    ScoresAreComparedWithPoints,
    ConditionsCanBeTrue,
    PointsCanBeReached,
    GatesCanOpen,
    GatesFollowEachOther,
    CountryIsKnown,
    FaultsCount,
    ReviewIsBelowSame,
    IdentityEntriesAreUnique,
    IdentityFieldsAreKnown,
    KeysCanFindLeads,
    AppendedFieldsAreGiven,
    SurvivorsAreChosenOnce,
    SourceOrderIsUsed,
    ThresholdCanBeReached,
    DomainAloneDoesAsItSays,
    TiesCanBeBroken,
    CalendarsCanBeRead,
    CalendarsRestOnOthers,
    CalendarsAreDeclared,
    LeaveCanBeRead,
    PoolsHaveReps,
    WeightsGiveLeads,
    RepsAreSpeltAlike,
    CapsLetSomethingThrough,
    PeriodsAreWhole,
    RoutesLeadToPools,
    PoolsGetLeads,
    PoolsTakeTheDirection,
    RoutingEntriesAreUnique,
    RoutesAreNotShadowed,
    TerritoriesLeaveNoGap,
    CadenceEntriesAreUnique,
    TracksHaveSteps,
    WaitsAreWhole,
    TracksAreNotShadowed,
    ThrottlesLetSomethingThrough,
    UnreachableCanBeReached,
    CadencesCanFinish,
    ClockSpansAreWhole,
    WarningsAreBefore,
    ClockEntriesAreUnique,
    ClocksAreNotShadowed,
    BreachesLeadSomewhere,
    ClocksStart,
    ClocksCanStop,
    CountsCanBeReached,
    SignalsDoNotContradict,
    PausesEnd,
    DispositionsLeadSomewhere,
    DispositionsTakenAwayAreThere,
    NeedsCanBeMet,
    NeedsAreUnique,
    ReviewsAreOfEndedLeads,
    FaultsAreNotMustHaves,
    LabelsTellApart,
    DisputesHaveTime,
    HandoffSpansAreWhole,
    SlotsHaveTime,
    SlotsFitTheCalendar,
    SlotsBeginAtTheSameTimes,
    AttendanceIsNotShadowed,
    HandoffKeysHaveEffect,
)


def run_checks(draft: Draft) -> None:
    """Run every check; what they find is added to the draft's issues."""
    for check in CHECKS:
        check().run(draft)
