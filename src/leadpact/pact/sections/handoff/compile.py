"""From the written section `handoff` to its policy."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from leadpact.conditions.nodes import Condition
from leadpact.pact.draft import Draft
from leadpact.pact.sections.clocks.policy import BusinessSpan
from leadpact.pact.sections.handoff.document import (
    AeRouteDocument,
    HandoffDocument,
    SlotsDocument,
    TemplatesDocument,
)
from leadpact.pact.sections.handoff.policy import (
    AcceptanceWay,
    Attendance,
    AttendanceRule,
    CoachingTerms,
    HandoffPolicy,
    MeetingMessageKind,
    SlotTerms,
)
from leadpact.pact.sections.routing.policy import Otherwise, Route, RouteTarget
from leadpact.pact.sections.spans import BusinessSpanDocument, compile_span
from leadpact.terms.stages import RepRole

_DEFAULT = HandoffPolicy()


def compile_handoff(draft: Draft, document: HandoffDocument) -> HandoffPolicy:
    """Return the policy of a section without errors."""
    after = document.deemed_accepted_after
    return HandoffPolicy(
        acceptance=AcceptanceWay(document.acceptance.upper()),
        must_open_on_next_step=document.must_open_on_next_step,
        deemed_accepted_after=None if after is None else compile_span(after),
        slots=_slots(document.slots),
        sends=frozenset(MeetingMessageKind(code.upper()) for code in document.send),
        templates=_templates(document.messages),
        confirm=span_or(document.confirm, _DEFAULT.confirm),
        attendance=tuple(
            AttendanceRule(
                Attendance(item.sdr.upper()),
                *draft.condition_and_opens(("handoff", "attendance", index, "when")),
            )
            for index, item in enumerate(document.attendance)
        ),
        rebook_at_most=document.rebook_at_most,
        coaching=CoachingTerms(
            Fraction(repr(document.coaching.rate)), document.coaching.n_meetings
        ),
        debrief_by=frozenset(map(RepRole, document.debrief.by)),
        ae=tuple(
            _ae_route(item, *draft.condition_and_opens(("handoff", "ae", index, "when")))
            for index, item in enumerate(document.ae)
        ),
    )


def _ae_route(document: AeRouteDocument, when: Condition | None, opens: Condition | None) -> Route:
    return Route(
        route_id=document.id,
        target=RouteTarget(document.to.upper()),
        when=when,
        opens=opens,
        pool=document.pool,
        otherwise=Otherwise.NEXT_ROUTE,
        rep=document.rep,
    )


def span_or(document: BusinessSpanDocument | None, default: BusinessSpan) -> BusinessSpan:
    """Return a span, or the default where none is written."""
    return default if document is None else compile_span(document)


def _slots(document: SlotsDocument) -> SlotTerms:
    return SlotTerms(
        minutes=document.minutes,
        notice=span_or(document.notice, _DEFAULT.slots.notice),
        within=span_or(document.within, _DEFAULT.slots.within),
        buffer_minutes=document.buffer_minutes,
        n=document.n,
        every_minutes=document.every_minutes,
        calendar=document.calendar,
    )


def _templates(document: TemplatesDocument) -> Mapping[MeetingMessageKind, str]:
    named = {kind: getattr(document, kind.lower()) for kind in MeetingMessageKind}
    return MappingProxyType({kind: name for kind, name in named.items() if name is not None})
