"""The handoff in words, as people say it in a meeting."""

from leadpact.conditions.render import render_condition
from leadpact.pact.sections.handoff.policy import AttendanceRule, HandoffPolicy, MeetingMessageKind
from leadpact.pact.sections.spans import span_words
from leadpact.pact.sections.words import NONE, Facts, listed, number, spoken, yes_no

NEVER = "never"


def handoff_facts(policy: HandoffPolicy) -> Facts:
    """Return what a policy says, but for attendance."""
    after, slots = policy.deemed_accepted_after, policy.slots
    sent = tuple(spoken(kind) for kind in MeetingMessageKind if kind in policy.sends)
    templates = {
        f"template of {spoken(kind)}": policy.templates.get(kind, NONE)
        for kind in MeetingMessageKind
    }
    return {
        "acceptance": spoken(policy.acceptance),
        "a next step must become an opportunity": yes_no(policy.must_open_on_next_step),
        "deemed accepted after": NEVER if after is None else span_words(after),
        "minutes of a meeting": str(slots.minutes),
        "notice of slots": span_words(slots.notice),
        "slots within": span_words(slots.within),
        "buffer minutes": str(slots.buffer_minutes),
        "slots proposed": str(slots.n),
        "minutes between slots": str(slots.every_minutes),
        "calendar of slots": slots.calendar or NONE,
        "messages sent": listed(sent),
        **templates,
        "confirmation before the meeting": span_words(policy.confirm),
        "rebooked at most": str(policy.rebook_at_most),
        "coaching from a rate of": number(policy.coaching.rate),
        "coaching from meetings": str(policy.coaching.n_meetings),
        "debrief by": listed(tuple(sorted(policy.debrief_by, reverse=True))),
    }


def attendance_words(rule: AttendanceRule) -> str:
    """Return a rule of attendance in one line."""
    when = f" when {render_condition(rule.when)}" if rule.when else " else"
    return f"SDR {spoken(rule.sdr)}{when}"


def handoff_words(policy: HandoffPolicy) -> str:
    """Return a whole policy in one line."""
    facts = handoff_facts(policy)
    named = ("deemed accepted after", "rebooked at most")
    return "; ".join([facts["acceptance"], *(f"{name} {facts[name]}" for name in named)])
