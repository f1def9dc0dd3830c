"""Why the engine refuses a command or a report about a lead: coded values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class RefusalCode(StrEnum):
    """The kinds of refusal; `MEANINGS` says what each means."""

    LEAD_UNKNOWN = "LEAD_UNKNOWN"
    OTHER_LEAD = "OTHER_LEAD"
    ACTOR_UNKNOWN = "ACTOR_UNKNOWN"
    ID_MISSING = "ID_MISSING"
    ID_TAKEN = "ID_TAKEN"
    UNKNOWN_REP = "UNKNOWN_REP"
    REP_NOT_ACTIVE = "REP_NOT_ACTIVE"
    CAP_REACHED = "CAP_REACHED"
    HAPPENED_LATER = "HAPPENED_LATER"
    NOT_IN_PACT = "NOT_IN_PACT"
    NOT_WAITING = "NOT_WAITING"
    CANNOT_CLAIM = "CANNOT_CLAIM"
    LEAD_ENDED = "LEAD_ENDED"
    PROSPECT_OPTED_OUT = "PROSPECT_OPTED_OUT"
    PERSON_ERASED = "PERSON_ERASED"
    NO_OWNER = "NO_OWNER"
    NO_AE = "NO_AE"
    UNKNOWN_POOL = "UNKNOWN_POOL"
    UNKNOWN_CLOCK = "UNKNOWN_CLOCK"
    UNKNOWN_HANDOFF = "UNKNOWN_HANDOFF"
    UNKNOWN_MEETING = "UNKNOWN_MEETING"
    UNKNOWN_OPPORTUNITY = "UNKNOWN_OPPORTUNITY"
    UNKNOWN_REVIEW = "UNKNOWN_REVIEW"
    HANDOFF_TAKEN_BACK = "HANDOFF_TAKEN_BACK"
    VALUE_OF_WRONG_TYPE = "VALUE_OF_WRONG_TYPE"
    STAGE_OUT_OF_PLACE = "STAGE_OUT_OF_PLACE"
    CALLBACK_IN_THE_PAST = "CALLBACK_IN_THE_PAST"
    STEP_NOT_NEXT = "STEP_NOT_NEXT"
    TOO_FEW_ATTEMPTS = "TOO_FEW_ATTEMPTS"
    MEETING_IN_THE_PAST = "MEETING_IN_THE_PAST"
    MEETING_TOO_SHORT = "MEETING_TOO_SHORT"
    MEETING_TOO_LONG = "MEETING_TOO_LONG"
    MEETING_NOT_BOOKED_YET = "MEETING_NOT_BOOKED_YET"
    MEETING_NOT_STARTED = "MEETING_NOT_STARTED"
    MEETING_STARTED = "MEETING_STARTED"
    MEETING_STILL_BOOKED = "MEETING_STILL_BOOKED"
    MEETING_HELD = "MEETING_HELD"
    MEETING_MISSED = "MEETING_MISSED"
    MEETING_CANCELLED = "MEETING_CANCELLED"
    REBOOKED_TOO_OFTEN = "REBOOKED_TOO_OFTEN"
    NO_ACCEPTANCE_NEEDED = "NO_ACCEPTANCE_NEEDED"
    CONVERSION_NEEDED = "CONVERSION_NEEDED"
    MEETING_ACCEPTED = "MEETING_ACCEPTED"
    MEETING_REJECTED = "MEETING_REJECTED"
    NEXT_STEP_PRODUCED = "NEXT_STEP_PRODUCED"
    OPPORTUNITY_OPENED = "OPPORTUNITY_OPENED"
    OTHER_ROLE_NEEDED = "OTHER_ROLE_NEEDED"
    PROSPECT_REPLIED = "PROSPECT_REPLIED"
    MEETING_AGREED = "MEETING_AGREED"
    MEETING_NOT_HELD = "MEETING_NOT_HELD"
    OPPORTUNITY_MISSING = "OPPORTUNITY_MISSING"
    DISPOSITION_UNKNOWN = "DISPOSITION_UNKNOWN"
    LEAD_DISQUALIFIED = "LEAD_DISQUALIFIED"
    NOT_THE_OWNER = "NOT_THE_OWNER"
    ALREADY_DISPOSITIONED = "ALREADY_DISPOSITIONED"
    EARLIER_STATUS_MISSING = "EARLIER_STATUS_MISSING"
    REASON_MISSING = "REASON_MISSING"
    REASON_UNKNOWN = "REASON_UNKNOWN"
    FAULT_MISSING = "FAULT_MISSING"
    FAULT_UNKNOWN = "FAULT_UNKNOWN"
    FAULT_CONTRADICTED = "FAULT_CONTRADICTED"
    NOTE_MISSING = "NOTE_MISSING"
    NOTE_TOO_LONG = "NOTE_TOO_LONG"
    UNTIL_MISSING = "UNTIL_MISSING"
    UNTIL_IN_THE_PAST = "UNTIL_IN_THE_PAST"
    UNTIL_NOT_TAKEN = "UNTIL_NOT_TAKEN"
    REFERRED_TO_ITSELF = "REFERRED_TO_ITSELF"
    NOT_REVIEWED = "NOT_REVIEWED"
    ALREADY_REVIEWED = "ALREADY_REVIEWED"
    NOT_THE_OTHER_SIDE = "NOT_THE_OTHER_SIDE"
    DISPUTE_TOO_LATE = "DISPUTE_TOO_LATE"
    NOT_DISPUTED = "NOT_DISPUTED"
    NOT_IN_ARBITRATION = "NOT_IN_ARBITRATION"
    ARBITRATION_ENDED = "ARBITRATION_ENDED"
    REPORT_UNKNOWN = "REPORT_UNKNOWN"
    REPORT_STAYS = "REPORT_STAYS"
    ALREADY_WITHDRAWN = "ALREADY_WITHDRAWN"
    NOT_THE_REPORTER = "NOT_THE_REPORTER"
    LEAD_MERGED = "LEAD_MERGED"
    NO_LEAD = "NO_LEAD"
    MERGED_INTO_ITSELF = "MERGED_INTO_ITSELF"
    NO_DISPOSITION = "NO_DISPOSITION"
    LOG_NEEDED = "LOG_NEEDED"
    OUT_OF_ORDER = "OUT_OF_ORDER"


MEANINGS: Mapping[RefusalCode, str] = {
    RefusalCode.LEAD_UNKNOWN: "The command is about a lead that was not recorded yet.",
    RefusalCode.OTHER_LEAD: "The command is about another lead than the state.",
    RefusalCode.ACTOR_UNKNOWN: (
        "The command does not name who acts: a person, a rule, a system or the prospect."
    ),
    RefusalCode.ID_MISSING: "The command has no id, so nobody could tell whether it came before.",
    RefusalCode.ID_TAKEN: "Another command had the same id before.",
    RefusalCode.UNKNOWN_REP: "The company has no such rep.",
    RefusalCode.REP_NOT_ACTIVE: "The rep does not work for the company at that moment.",
    RefusalCode.CAP_REACHED: (
        "The rep is at a cap, and only a manager or another system goes beyond one."
    ),
    RefusalCode.HAPPENED_LATER: "The command is dated after the moment at which it arrives.",
    RefusalCode.NOT_IN_PACT: "The pact has no such section.",
    RefusalCode.NOT_WAITING: "The lead does not wait, or not in that queue.",
    RefusalCode.CANNOT_CLAIM: "An obstacle applies to the rep who claims the lead.",
    RefusalCode.LEAD_ENDED: "The lead is recycled, disqualified or won, so nobody works it.",
    RefusalCode.PROSPECT_OPTED_OUT: (
        "The prospect wants no further contact, so nobody works the lead."
    ),
    RefusalCode.PERSON_ERASED: (
        "The person was erased: no work on the lead, and no values of theirs, are taken."
    ),
    RefusalCode.NO_OWNER: (
        "The lead has no rep from whom it could be taken, or who could skip a step."
    ),
    RefusalCode.NO_AE: "No AE is named, and neither the pact nor a pair of reps says who it is.",
    RefusalCode.UNKNOWN_POOL: "The pact has no such pool.",
    RefusalCode.UNKNOWN_CLOCK: "The lead has no such clock.",
    RefusalCode.UNKNOWN_HANDOFF: "The lead was not handed off under that id.",
    RefusalCode.UNKNOWN_MEETING: "The lead has no such meeting.",
    RefusalCode.UNKNOWN_OPPORTUNITY: "The lead has no such opportunity.",
    RefusalCode.UNKNOWN_REVIEW: "The lead has no such review.",
    RefusalCode.HANDOFF_TAKEN_BACK: "The lead was taken back from the AE before they answered.",
    RefusalCode.VALUE_OF_WRONG_TYPE: (
        "A value that was learnt is not of the type that the pact gives its attribute."
    ),
    RefusalCode.STAGE_OUT_OF_PLACE: "An opportunity cannot be in that stage.",
    RefusalCode.CALLBACK_IN_THE_PAST: "The callback would be due before it was agreed.",
    RefusalCode.STEP_NOT_NEXT: "No cadence of the lead has such a step as its next one.",
    RefusalCode.TOO_FEW_ATTEMPTS: (
        "A rep reports the lead unreachable before the agreed attempts were made."
    ),
    RefusalCode.MEETING_IN_THE_PAST: "The meeting would have started before it was booked.",
    RefusalCode.MEETING_TOO_SHORT: "It would have no length.",
    RefusalCode.MEETING_TOO_LONG: "It would be longer than a day.",
    RefusalCode.MEETING_NOT_BOOKED_YET: "The step is dated before the booking of the meeting.",
    RefusalCode.MEETING_NOT_STARTED: "A meeting cannot be held or missed before it starts.",
    RefusalCode.MEETING_STARTED: "It is too late to confirm or to move the meeting.",
    RefusalCode.MEETING_STILL_BOOKED: (
        "Only a meeting that was missed or called off is booked again."
    ),
    RefusalCode.MEETING_HELD: "The meeting was held already.",
    RefusalCode.MEETING_MISSED: "The meeting was missed already.",
    RefusalCode.MEETING_CANCELLED: "The meeting was called off already.",
    RefusalCode.REBOOKED_TOO_OFTEN: (
        "The meeting was booked again as often as agreed: the lead is to be decided on."
    ),
    RefusalCode.NO_ACCEPTANCE_NEEDED: (
        "The rep who booked the meeting holds it, so it needs no acceptance."
    ),
    RefusalCode.CONVERSION_NEEDED: "The AE accepts a meeting by making it an opportunity.",
    RefusalCode.MEETING_ACCEPTED: "The meeting was accepted already.",
    RefusalCode.MEETING_REJECTED: "The meeting was rejected already.",
    RefusalCode.NEXT_STEP_PRODUCED: (
        "By the AE's own word the meeting produced a next step: it must become an opportunity."
    ),
    RefusalCode.OPPORTUNITY_OPENED: "The meeting became another opportunity already.",
    RefusalCode.OTHER_ROLE_NEEDED: "That is for reps of another role.",
    RefusalCode.PROSPECT_REPLIED: "A rep reports the lead unreachable, but the prospect replied.",
    RefusalCode.MEETING_AGREED: (
        "A rep reports the lead unreachable, but a meeting was held or is booked."
    ),
    RefusalCode.MEETING_NOT_HELD: "An AE answers to a meeting that was not held.",
    RefusalCode.OPPORTUNITY_MISSING: (
        "An AE reports the lead converted, but there is no opportunity."
    ),
    RefusalCode.DISPOSITION_UNKNOWN: "The pact has no such disposition of this side.",
    RefusalCode.LEAD_DISQUALIFIED: "The lead is disqualified already.",
    RefusalCode.NOT_THE_OWNER: "The rep has neither the lead nor the meeting that they decide on.",
    RefusalCode.ALREADY_DISPOSITIONED: (
        "This side gave a disposition of the same lead or meeting before."
    ),
    RefusalCode.EARLIER_STATUS_MISSING: (
        "The pact lets it follow another disposition only, which was not given."
    ),
    RefusalCode.REASON_MISSING: "The disposition needs a reason.",
    RefusalCode.REASON_UNKNOWN: "The disposition has no such reason.",
    RefusalCode.FAULT_MISSING: "The disposition needs the specific fault.",
    RefusalCode.FAULT_UNKNOWN: "The pact has no such fault, or the disposition takes none.",
    RefusalCode.FAULT_CONTRADICTED: (
        "The fault calls a known must-have missing, or an unknown one wrong."
    ),
    RefusalCode.NOTE_MISSING: "The disposition needs a note.",
    RefusalCode.NOTE_TOO_LONG: "The note has more characters than agreed.",
    RefusalCode.UNTIL_MISSING: "The disposition needs the date until which the lead is on hold.",
    RefusalCode.UNTIL_IN_THE_PAST: (
        "The date until which the lead is to be on hold has come already: a day ends a hold as it"
        " begins."
    ),
    RefusalCode.UNTIL_NOT_TAKEN: "The disposition puts no lead on hold, so it takes no date.",
    RefusalCode.REFERRED_TO_ITSELF: "The disposition names the lead itself as the referred lead.",
    RefusalCode.NOT_REVIEWED: "The disputed disposition was not reviewed yet.",
    RefusalCode.ALREADY_REVIEWED: "The review already has the other result.",
    RefusalCode.NOT_THE_OTHER_SIDE: "The review did not go against the side that disputes it.",
    RefusalCode.DISPUTE_TOO_LATE: "The time to dispute the review is over.",
    RefusalCode.NOT_DISPUTED: "The review is not disputed, so there is nothing to arbitrate.",
    RefusalCode.NOT_IN_ARBITRATION: "The review is not in arbitration.",
    RefusalCode.ARBITRATION_ENDED: "The arbitration ended with another outcome before.",
    RefusalCode.REPORT_UNKNOWN: "No command of that id was taken.",
    RefusalCode.REPORT_STAYS: "Only a touch, a disposition and a merge can be withdrawn.",
    RefusalCode.ALREADY_WITHDRAWN: "The report was withdrawn before.",
    RefusalCode.NOT_THE_REPORTER: "A rep withdraws what another rep reported, and is no manager.",
    RefusalCode.LEAD_MERGED: "The lead was merged into another one, which is worked instead.",
    RefusalCode.NO_LEAD: (
        "By its fields and activities it is no lead under the pact, and it left. If it is one,"
        " correct the fields."
    ),
    RefusalCode.MERGED_INTO_ITSELF: "A lead is merged into another one, never into itself.",
    RefusalCode.NO_DISPOSITION: "Only a disposition can be corrected by another one.",
    RefusalCode.LOG_NEEDED: (
        "A report is withdrawn by deciding the events of its lead again, and none were given."
    ),
    RefusalCode.OUT_OF_ORDER: "The step is dated before the one it follows.",
}
"""What each refusal means, in a sentence to be shown to the person who is refused."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused command: the code, and what would make it acceptable.

    Attributes
    ----------
    code
        The kind of refusal.
    missing
        What is missing, as coded values, such as `("attempts", "4")`; empty: nothing would help.
    """

    code: RefusalCode
    missing: tuple[tuple[str, str], ...] = ()
