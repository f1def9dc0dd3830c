"""Every code that an issue of a pact can carry, with its level. What the codes mean is documented.

The reference is `docs/reference/issues.md`; a test holds the two together.
"""

from leadpact.conditions.findings import FINDING_LEVELS
from leadpact.conditions.unable_to_parse import PARSE_CODES
from leadpact.terms.issues import Issue, Level, Place

FILE_LEVELS: dict[str, Level] = {
    "file-missing": Level.ERROR,
    "file-not-readable": Level.ERROR,
    "file-too-large": Level.ERROR,
    "file-encoding": Level.ERROR,
    "byte-order-mark": Level.WARNING,
    "yaml-syntax": Level.ERROR,
    "yaml-tab": Level.ERROR,
    "yaml-character": Level.ERROR,
    "yaml-invisible": Level.WARNING,
    "yaml-alias": Level.ERROR,
    "yaml-tag": Level.ERROR,
    "yaml-key": Level.ERROR,
    "yaml-duplicate-key": Level.ERROR,
    "yaml-documents": Level.ERROR,
    "yaml-depth": Level.ERROR,
}
"""Of a file and its YAML, whatever it holds: pacts and mappings share them."""

SHAPE_LEVELS: dict[str, Level] = {
    "pact-empty": Level.ERROR,
    "spec-unknown": Level.ERROR,
    "key-unknown": Level.ERROR,
    "key-misplaced": Level.ERROR,
    "key-missing": Level.ERROR,
    "name-format": Level.ERROR,
    "stage-unknown": Level.ERROR,
    "fault-unknown": Level.ERROR,
    "weekday-unknown": Level.ERROR,
    "value-empty": Level.ERROR,
    "value-type": Level.ERROR,
    "value-unknown": Level.ERROR,
    "value-out-of-range": Level.ERROR,
    "value-format": Level.ERROR,
    "issues-cut": Level.ERROR,
}
"""Of the shape of a pact: keys and values."""

CONDITION_LEVELS: dict[str, Level] = {
    **dict.fromkeys(PARSE_CODES, Level.ERROR),
    **FINDING_LEVELS,
    "name-out-of-place": Level.ERROR,
    "score-compared": Level.ERROR,
    "condition-contradiction": Level.ERROR,
}
"""Of a condition, anywhere in a pact."""

SENSE_LEVELS: dict[str, Level] = {
    "zone-unknown": Level.ERROR,
    "dates-without-zone": Level.WARNING,
    "attribute-values": Level.ERROR,
    "attribute-type": Level.ERROR,
    "name-reserved": Level.ERROR,
    "name-clash": Level.ERROR,
    "name-ambiguous": Level.WARNING,
    "attribute-unused": Level.WARNING,
    "rule-id-duplicate": Level.ERROR,
    "rule-without-effect": Level.WARNING,
    "fade-incomplete": Level.ERROR,
    "fade-steps-order": Level.ERROR,
    "limit-incomplete": Level.ERROR,
    "limit-below-points": Level.WARNING,
    "take-best-unclear": Level.ERROR,
    "group-unknown": Level.ERROR,
    "group-incomplete": Level.ERROR,
    "group-unused": Level.WARNING,
    "score-resets-itself": Level.ERROR,
    "reset-twice": Level.ERROR,
    "reset-without-effect": Level.WARNING,
    "floor-with-fading": Level.ERROR,
    "floor-outside-range": Level.ERROR,
    "floor-of-floor": Level.ERROR,
    "floor-never-needed": Level.WARNING,
    "range-reversed": Level.ERROR,
    "range-without-zero": Level.WARNING,
    "range-never-reached": Level.WARNING,
    "combine-source-unknown": Level.ERROR,
    "combine-incomplete": Level.ERROR,
    "sum-part-unknown": Level.ERROR,
    "sum-of-sum": Level.ERROR,
    "sum-of-account-score": Level.ERROR,
    "sum-weight-zero": Level.ERROR,
    "sum-too-large": Level.ERROR,
    "gate-missing": Level.WARNING,
    "gate-empty": Level.WARNING,
    "gate-field-twice": Level.ERROR,
    "gate-unnecessary-used": Level.WARNING,
    "gate-unreachable": Level.ERROR,
    "gate-after-gate": Level.WARNING,
    "gate-needs-itself": Level.WARNING,
    "target-order": Level.ERROR,
    "target-twice": Level.ERROR,
    "promise-unknown": Level.ERROR,
    "window-without-step": Level.ERROR,
    "path-circular": Level.ERROR,
    "path-unreachable": Level.ERROR,
    "path-shadowed": Level.ERROR,
    "not-leads-all": Level.ERROR,
    "checkpoint-empty": Level.ERROR,
    "checkpoint-unreachable": Level.ERROR,
}
"""Of the sense of a pact: what its parts say about each other."""

IDENTITY_LEVELS: dict[str, Level] = {
    "country-unknown": Level.ERROR,
    "faults-all-ignored": Level.WARNING,
    "review-above-same": Level.ERROR,
    "entry-twice": Level.ERROR,
    "lead-field-unknown": Level.WARNING,
    "key-part-unknown": Level.ERROR,
    "key-without-field": Level.WARNING,
    "overwrite-without-effect": Level.WARNING,
    "providers-missing": Level.WARNING,
    "survivor-twice": Level.ERROR,
    "survivors-parted": Level.WARNING,
    "source-order-unused": Level.WARNING,
    "source-order-missing": Level.WARNING,
    "threshold-unreachable": Level.ERROR,
    "domain-alone-contradicted": Level.WARNING,
    "tie-breakers-missing": Level.WARNING,
}
"""Of the sense of the section `identity`."""

FEEDBACK_LEVELS: dict[str, Level] = {
    "disposition-leads-nowhere": Level.ERROR,
    "disposition-unknown": Level.WARNING,
    "dispositions-missing": Level.ERROR,
    "status-unknown": Level.ERROR,
    "status-ends-work": Level.ERROR,
    "status-after-end": Level.ERROR,
    "status-circular": Level.ERROR,
    "status-dead-end": Level.ERROR,
    "hold-unfit": Level.ERROR,
    "reasons-missing": Level.ERROR,
    "faults-missing": Level.ERROR,
    "fault-ambiguous": Level.WARNING,
    "review-of-open-lead": Level.WARNING,
    "label-twice": Level.WARNING,
    "span-incomplete": Level.ERROR,
}
"""Of the sense of the section `feedback`; other sections have spans too."""

FOLLOW_UP_LEVELS: dict[str, Level] = {
    "calendar-unknown": Level.ERROR,
    "calendar-built-in": Level.ERROR,
    "calendar-cycle": Level.ERROR,
    "calendar-hours": Level.ERROR,
    "date-unreadable": Level.ERROR,
    "holidays-unknown": Level.ERROR,
    "holidays-missing": Level.ERROR,
    "pool-unknown": Level.ERROR,
    "pool-empty": Level.ERROR,
    "pool-unused": Level.WARNING,
    "pool-direction": Level.ERROR,
    "rep-unknown": Level.WARNING,
    "weights-zero": Level.ERROR,
    "cap-zero": Level.ERROR,
    "period-incomplete": Level.ERROR,
    "newcomers-twice": Level.ERROR,
    "route-key-unfit": Level.ERROR,
    "newcomers-weight-unused": Level.WARNING,
    "carry-over-unused": Level.WARNING,
    "absence-empty": Level.ERROR,
    "absence-overlap": Level.WARNING,
    "route-incomplete": Level.ERROR,
    "route-shadowed": Level.ERROR,
    "territory-empty": Level.ERROR,
    "territory-gap": Level.WARNING,
    "territory-shadowed": Level.WARNING,
    "territory-value-unknown": Level.WARNING,
    "route-unknown": Level.ERROR,
    "span-zero": Level.ERROR,
    "channel-unknown": Level.ERROR,
    "channel-built-in": Level.ERROR,
    "steps-empty": Level.ERROR,
    "step-never-taken": Level.ERROR,
    "step-counted-twice": Level.ERROR,
    "step-out-of-order": Level.ERROR,
    "track-shadowed": Level.ERROR,
    "cadence-never-finishes": Level.ERROR,
    "window-without-calls": Level.WARNING,
    "unreachable-out-of-reach": Level.WARNING,
    "ladder-out-of-order": Level.ERROR,
    "goal-after-limit": Level.ERROR,
    "goal-with-limit": Level.WARNING,
    "clock-never-starts": Level.ERROR,
    "clock-never-stops": Level.ERROR,
    "clock-shadowed": Level.ERROR,
    "clock-without-condition": Level.ERROR,
    "count-unreachable": Level.ERROR,
    "count-without-signal": Level.ERROR,
    "signals-contradict": Level.ERROR,
    "pause-without-end": Level.ERROR,
    "warning-too-early": Level.ERROR,
    "breach-without-routing": Level.WARNING,
    "slot-too-long": Level.ERROR,
    "slots-uneven": Level.WARNING,
    "slots-without-time": Level.ERROR,
    "ae-pool-method": Level.ERROR,
    "attendance-shadowed": Level.ERROR,
    "handoff-without-effect": Level.WARNING,
}
"""Of the sense of the sections `calendars`, `routing`, `cadences`, `clocks` and `handoff`."""

LEVELS: dict[str, Level] = {
    **FILE_LEVELS,
    **SHAPE_LEVELS,
    **CONDITION_LEVELS,
    **SENSE_LEVELS,
    **IDENTITY_LEVELS,
    **FOLLOW_UP_LEVELS,
    **FEEDBACK_LEVELS,
}
"""All of them."""

NAME_CODES = frozenset(
    {
        *("calendar-unknown", "pool-unknown", "route-unknown", "rep-unknown", "promise-unknown"),
        *("zone-unknown", "date-unreadable", "holidays-unknown", "lead-field-unknown"),
        *("activity-undeclared", "cap-zero", "territory-value-unknown"),
    }
)
"""Of names and single values: true of one whatever else in its section cannot be read."""

ENTRY_CODES = frozenset(
    {
        *("pool-empty", "period-incomplete", "newcomers-twice", "carry-over-unused"),
        *("route-key-unfit", "territory-empty", "absence-empty", "calendar-hours"),
        *("span-zero", "span-incomplete", "steps-empty", "goal-after-limit", "goal-with-limit"),
        *("ladder-out-of-order", "warning-too-early", "clock-never-starts", "clock-never-stops"),
        *("count-unreachable", "count-without-signal", "signals-contradict", "pause-without-end"),
    }
)
"""Of one entry, such as a pool or a clock: true where all of the entry can be read."""

MAX_ISSUES = 500
"""The most issues that one run reports; a file with more of them is hardly a pact."""


def make_issue(code: str, place: Place, fact: str, fix: str) -> Issue:
    """Return an issue at the level of its code."""
    return Issue(code, LEVELS[code], place, fact, fix)
