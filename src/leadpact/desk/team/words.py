"""Codes of these screens in words; the words of the engine's codes are in `explain`."""

from collections.abc import Mapping

from leadpact.engine.routing import Waiting

HELPERS: Mapping[Waiting, str] = {
    Waiting.IN_QUEUE: "a rep of the pool, who claims it; or you, who name a rep",
    Waiting.POOL_EMPTY: "RevOps, who changes the pool in the pact; or you, who name a rep",
    Waiting.EVERYONE_HAD_IT: "you, who name a rep",
    Waiting.EVERYONE_AWAY: "you, who name a rep or end an absence",
    Waiting.EVERYONE_AT_CAP: "you, who raise a cap or name a rep; or a rep who closes a lead",
    Waiting.OUTSIDE_HOURS: "nobody needs to: it goes on when work begins",
    Waiting.TURN_IS_KEPT: "the rep whose turn it is; or you, who name a rep",
    Waiting.NOBODY_FREE: "you, who raise a cap or name a rep",
    Waiting.NO_TERRITORY: "RevOps, who adds the territory; or you, who name a rep",
    Waiting.NO_REP_IN_TERRITORY: "RevOps, who gives the territory to a rep; or you, who name one",
    Waiting.NO_OWNER: "RevOps, who sets the owner of the account; or you, who name a rep",
    Waiting.NO_PAIRED_REP: "RevOps, who pairs a rep; or you, who name one",
    Waiting.NO_FORMER_REP: "you, who name a rep",
    Waiting.NO_LAST_TOUCHER: "you, who name a rep",
    Waiting.REP_NOT_ACTIVE: "RevOps, who changes the route; or you, who name a rep",
    Waiting.BY_HAND: "whom the pact names; or you, who name a rep",
    Waiting.OTHER_DIRECTION: "RevOps, who changes the route; or you, who name a rep",
    Waiting.UNASSIGNED: "you: name a rep, or have it routed again",
}
"""Who can end a wait."""

WHY_NAMED: Mapping[str, str] = {
    "knows_account": "Knows the account",
    "language": "Speaks the language",
    "workload": "Evens out the work",
    "absence": "Replaces somebody who is away",
    "conflict": "Conflict of interest",
    "asked": "The prospect asked for this rep",
    "other": "Another reason",
}
"""Why a manager names a rep: a choice, so that no text about a person is kept in the audit."""
