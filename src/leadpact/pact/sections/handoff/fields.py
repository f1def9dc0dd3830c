"""The fields of the handoff, and what changed in them, in words."""

from collections.abc import Iterator
from types import MappingProxyType

from leadpact.conditions.render import render_condition
from leadpact.pact.changes import Change, diff_order
from leadpact.pact.diff_conditions import diff_conditions
from leadpact.pact.meaning import meaning_of
from leadpact.pact.sections.fields import FieldTable, Row, elsewhere, part
from leadpact.pact.sections.handoff.policy import (
    USUAL_ATTENDANCE,
    AcceptanceWay,
    AttendanceRule,
    CoachingTerms,
    HandoffPolicy,
    MeetingMessageKind,
    SlotTerms,
)
from leadpact.pact.sections.routing.fields import target_words
from leadpact.pact.sections.routing.policy import Route
from leadpact.pact.sections.words import NONE, Facts, listed, say, spoken


def _span_of_silence(policy: HandoffPolicy) -> object:
    """Return nothing where the AE converts: then silence accepts no meeting."""
    converts = policy.acceptance is AcceptanceWay.AE_CONVERTS
    return None if converts else policy.deemed_accepted_after


def _messages_sent(policy: HandoffPolicy) -> Facts:
    return {"messages sent": listed(spoken(k) for k in MeetingMessageKind if k in policy.sends)}


def _templates(policy: HandoffPolicy) -> Facts:
    kinds = MeetingMessageKind
    return {f"template of {spoken(kind)}": policy.templates.get(kind, NONE) for kind in kinds}


def _templates_of_sent(policy: HandoffPolicy) -> object:
    sent = [(kind, name) for kind, name in policy.templates.items() if kind in policy.sends]
    return MappingProxyType(dict(sorted(sent)))


def _time_of_confirmation(policy: HandoffPolicy) -> object:
    """Return the usual time where no confirmation is sent."""
    confirms = MeetingMessageKind.CONFIRMATION in policy.sends
    return policy.confirm if confirms else HandoffPolicy().confirm


def _attendance_that_counts(policy: HandoffPolicy) -> object:
    """Return the rules without the last ones that state the usual attendance."""
    rules = policy.attendance
    while rules and rules[-1].sdr is USUAL_ATTENDANCE:
        rules = rules[:-1]
    return rules


def _ae(policy: HandoffPolicy) -> Facts:
    """Return the ways to the AE of a meeting, in their order."""
    return {"AE of a meeting": "; ".join(map(_ae_words, policy.ae)) or "the paired rep"}


def _ae_words(route: Route) -> str:
    when = f" when {render_condition(route.when)}" if route.when else ""
    return f"{route.route_id}: {target_words(route)}{when}"


SLOT_FIELDS = FieldTable(
    SlotTerms,
    (
        Row("minutes", "minutes of a meeting"),
        Row("notice", "notice of slots"),
        Row("within", "slots within"),
        Row("buffer_minutes"),
        Row("n", "slots proposed"),
        Row("every_minutes", "minutes between slots"),
        Row("calendar", "calendar of slots"),
    ),
)
COACHING_FIELDS = FieldTable(
    CoachingTerms,
    (Row("rate", "coaching from a rate of"), Row("n_meetings", "coaching from meetings")),
)
HANDOFF_FIELDS = FieldTable(
    HandoffPolicy,
    (
        Row("acceptance"),
        Row("ae", facts=_ae),
        Row("must_open_on_next_step", "a next step must become an opportunity"),
        Row(
            "deemed_accepted_after",
            words=lambda span: say(span) if span else "never",
            normal=_span_of_silence,
        ),
        part("slots", SLOT_FIELDS),
        Row("sends", facts=_messages_sent),
        Row("templates", facts=_templates, normal=_templates_of_sent),
        Row("confirm", "confirmation before the meeting", normal=_time_of_confirmation),
        Row("rebook_at_most", "rebooked at most"),
        part("coaching", COACHING_FIELDS),
        Row("debrief_by", words=lambda sides: listed(sorted(sides, reverse=True))),
        elsewhere("attendance", normal=_attendance_that_counts),
    ),
)


def _attendance_words(rule: AttendanceRule) -> str:
    """Return a rule of attendance in one line."""
    when = f" when {render_condition(rule.when)}" if rule.when else " else"
    return f"SDR {spoken(rule.sdr)}{when}"


def handoff_words(policy: HandoffPolicy) -> str:
    """Return the section in one line."""
    facts = HANDOFF_FIELDS.facts(policy)
    named = ("deemed accepted after", "rebooked at most")
    return "; ".join([facts["acceptance"], *(f"{name} {facts[name]}" for name in named)])


Rules = tuple[AttendanceRule, ...]


def diff_handoff(old: HandoffPolicy, new: HandoffPolicy) -> Iterator[Change]:
    """Yield what changed between two policies in normal form."""
    yield from HANDOFF_FIELDS.diff("handoff-switch", "handoff", old, new)
    yield from _diff_attendance(old.attendance, new.attendance)


def _diff_attendance(old: Rules, new: Rules) -> Iterator[Change]:
    """Yield constants of conditions where only they changed, else entries and their order."""
    if [rule.sdr for rule in old] == [rule.sdr for rule in new]:
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            subject = f"attendance {index + 1}"
            yield from diff_conditions("attendance-condition", subject, one.when, other.when, "all")
        return
    texts = {_key(rule): _attendance_words(rule) for rule in (*new, *old)}
    words = [[texts[_key(rule)] for rule in rules] for rules in (old, new)]
    yield from diff_order("attendance", "attendance", *words)


def _key(rule: AttendanceRule) -> str:
    return f"{rule.sdr} {rule.when and meaning_of(rule.when)}"
