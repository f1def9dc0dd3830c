"""Rows as the relations of `measure` give them, written by hand: a company of 1,000 leads."""

import copy
from datetime import UTC, date, datetime
from typing import Any

from leadpact.measure.gaps import ASKED_COLUMNS
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.report import Scorecard, build_scorecard
from leadpact.terms.stages import FUNNEL

AS_OF = datetime(2026, 7, 1, 12, tzinfo=UTC)

EVIL = "</script><script>alert('lead source')</script>"
"""A lead source that would run if it were pasted into a page."""

PACT = """
spec: 1
name: Inbound & outbound
time_zone: America/New_York
labels: {CONVERSATION_LEAD: MQL, OPPORTUNITY: SQL}
activities: {pricing_viewed: {label: looked at prices}}
scores:
  fit:
    label: Fit
    range: [0, 100]
    rules:
      - {id: right-size, when: "n_employees >= 200", points: 30}
      - {id: never-fires, when: "n_employees >= 900000", points: 1}
      - {id: pricing, on: pricing_viewed, points: 8}
gates:
  conversation_lead:
    must_have: [email, phone]
    when: "fit >= 30"
targets: {opportunity_creation_rate: 0.2, acceptance_rate: 0.5, conversation_leads_per_month: 60}
identity:
  hygiene: {faults: {TITLE_UNKNOWN: ignored, EMAIL_FREE_MAIL: major}}
"""

IDENTITY: dict[str, Any] = {
    "n_leads": 1000,
    "grades": {"A": 640, "B": 200, "C": 90, "F": 70},
    "grades_by_source": [
        {"source": "Web", "n_leads": 600, "A": 500, "B": 88, "C": 10, "F": 2},
        {"source": EVIL, "n_leads": 350, "A": 110, "B": 110, "C": 70, "F": 60},
        {"source": None, "n_leads": 50, "A": 30, "B": 2, "C": 10, "F": 8},
    ],
    "faults": {
        "TITLE_UNKNOWN": 300,
        "COUNTRY_UNKNOWN": 200,
        "EMAIL_FREE_MAIL": 90,
        "EMAIL_INVALID": 70,
    },
    "faults_by_source": [],
    "unanswered": [],
    "duplicates": {
        "n_persons": 970,
        "n_merged_away": 30,
        "n_to_review": 4,
        "n_refused": 0,
        "n_crowded_keys": 0,
    },
    "accounts": {
        "outcomes": {"MATCHED": 500, "FOUNDED": 300, "NONE": 120, "ON_RECORD": 40, "AMBIGUOUS": 10},
        "n_founded": 250,
    },
}
"""What `run` tells of identity, as it stands in `identity.json`."""

_STATUSES = ("n_open", "n_won", "n_lost", "n_recycled", "n_disqualified")


def ruleset(text: str = PACT) -> Ruleset:
    return load_pact_text(text)


def _stages(*rows: tuple[int, ...]) -> list[dict[str, Any]]:
    return [
        {"rank": rank, "stage": str(stage), "n_reached": reached}
        | dict(zip(_STATUSES, status, strict=True))
        for rank, (stage, (reached, *status)) in enumerate(zip(FUNNEL, rows, strict=True))
    ]


def _cohort(month: date, n_leads: int, n_open: int, n_opportunity: int) -> dict[str, Any]:
    reached = {f"n_{stage.lower()}": n_opportunity for stage in FUNNEL[1:]}
    reached["n_conversation_lead"] = n_leads // 2
    return {"month": month, "n_leads": n_leads, "n_open": n_open, **reached}


def _source(value: str | None, n_leads: int, n_opportunities: int) -> dict[str, Any]:
    return {
        "value": value,
        "n_values": 3,
        "n_leads": n_leads,
        "n_opportunities": n_opportunities,
        "n_decided": n_opportunities,
        "n_accepted": n_opportunities // 2,
        "n_won": n_opportunities // 4,
        "n_open": n_leads - n_opportunities,
    }


def _delay(step: str, n: int, *days: float) -> dict[str, Any]:
    names = ("shortest", "first_quartile", "median", "third_quartile", "longest")
    spread = dict(zip((f"{name}_days" for name in names), days or [None] * 5, strict=True))
    return {"step": step, "n": n, "n_negative": 0, **spread}


def _columns() -> list[dict[str, Any]]:
    n_rows = {"leads": 1000, "activities": 5000, "touches": 800, "opportunities": 120, "quotas": 2}
    places = list(ASKED_COLUMNS)
    places += [f"{name}.{column}" for name in ASKED_COLUMNS for column in ASKED_COLUMNS[name]]
    return [{"place": place, "n_known": n_rows[place.partition(".")[0]]} for place in places]


def _seconds(*ymd: int) -> int:
    return int(datetime(*ymd, 12, tzinfo=UTC).timestamp())  # type: ignore[arg-type,misc]


def _quota(
    quota_id: str, starts_on: date, ends_on: date, n_asked: int | None, n_opened: int
) -> dict[str, Any]:
    return {
        "quota_id": quota_id,
        "team": None,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "currency": "EUR",
        "n_asked": n_asked,
        "amount_asked": 200_000.0,
        "n_opened": n_opened,
        "amount_accepted": 150_000.5,
    }


_CODES = (
    "LEADS_AFTER_AS_OF",
    "LEADS_NOT_TRACED",
    "OPPORTUNITIES_AFTER_AS_OF",
    "OPPORTUNITIES_WITHOUT_LEAD",
    "OPENED_BEFORE_CREATED",
    "DECIDED_BEFORE_OPENED",
    "CLOSED_BEFORE_CREATED",
    "NEGATIVE_AMOUNTS",
)

_ROWS: dict[str, list[dict[str, Any]]] = {
    "funnel": _stages(
        (1000, 100, 0, 0, 0, 0),
        (900, 400, 0, 0, 0, 0),
        (500, 100, 0, 0, 100, 150),
        (150, 30, 0, 0, 0, 0),
        (120, 20, 0, 60, 0, 0),
        (40, 10, 0, 0, 0, 0),
        (30, 0, 20, 0, 0, 0),
        (10, 0, 10, 0, 0, 0),
    ),
    "cohorts": [
        _cohort(date(2026, 3, 1), 400, 200, 60),
        _cohort(date(2026, 4, 1), 390, 200, 50),
        _cohort(date(2026, 5, 1), 10, 5, 1),
        _cohort(date(2026, 6, 1), 200, 195, 9),
    ],
    "sources": [_source("Web", 600, 100), _source(EVIL, 350, 10), _source(None, 50, 10)],
    "campaigns": [_source("Spring", 500, 60), _source(None, 400, 50), _source("Autumn", 100, 10)],
    "unowned_by_month": [
        {"month": date(2026, month, 1), "n_leads": n_leads, "n_unowned": n_unowned}
        for month, n_leads, n_unowned in ((3, 400, 20), (4, 390, 40), (5, 10, 5), (6, 200, 178))
    ],
    "unowned_by_stage": [
        {"rank": 1, "status": "OPEN", "n_leads": 400, "n_unowned": 243},
        {"rank": 2, "status": "DISQUALIFIED", "n_leads": 600, "n_unowned": 0},
    ],
    "acceptance": [
        {
            "n_opportunities": 120,
            "n_accepted": 60,
            "n_rejected": 50,
            "n_undecided": 10,
            "n_won": 30,
            "n_lost": 15,
        }
    ],
    "delays": [
        _delay("OPENED_TO_DECIDED", 110, 1.0, 2.0, 2.96, 5.0, 19.0),
        _delay("CREATED_TO_WON", 0),
        _delay("CREATED_TO_OPENED", 120, 1.0, 5.0, 12.4, 14.0, 90.0),
    ],
    "quotas": [
        _quota("Q2", date(2026, 4, 1), date(2026, 7, 1), 50, 55),
        _quota("Q3", date(2026, 7, 1), date(2026, 10, 1), None, 2),
    ],
    "points": [
        {
            "score": "fit",
            "rule_id": rule_id,
            "code": code,
            "n_leads": n_leads,
            "millipoints": millipoints,
        }
        for rule_id, code, n_leads, millipoints in (
            ("", "RANGE_LIMIT", 10, -12_500),
            ("pricing", "ACTIVITY_COUNTED", 100, 450_250),
            ("right-size", "CONDITION_TRUE", 300, 9_000_000),
        )
    ],
    "attributes": [
        {"attribute": "email", "n_known": 1000, "n_leads": 1000},
        {"attribute": "phone", "n_known": 700, "n_leads": 1000},
        {"attribute": "n_employees", "n_known": 0, "n_leads": 1000},
    ],
    "missing": [{"attribute": "phone", "lead_id": "L2"}, {"attribute": "phone", "lead_id": "L1"}],
    "gates": [{"gate": "conversation_lead", "n_passed": 240, "median_days": 3.21}],
    "gate_paths": [],
    "not_leads": [],
    "gates_by_month": [
        {"gate": "conversation_lead", "month": date(2026, month, 1), "n_passed": n_passed}
        for month, n_passed in ((6, 80), (3, 100), (4, 60))
    ],
    "volumes": [],
    "team": [],
    "dispositions": [
        {"reason": "BAD_DATA", "source": "Web", "n_leads": 90},
        {"reason": "Not Interested", "source": EVIL, "n_leads": 40},
        {"reason": None, "source": None, "n_leads": 20},
    ],
    "columns": _columns(),
    "periods": [
        {
            "moment": "LEAD_CREATED",
            "first_t": _seconds(2026, 3, 1),
            "last_t": _seconds(2026, 6, 29),
        },
        {"moment": "ACTIVITY", "first_t": _seconds(2026, 3, 1), "last_t": _seconds(2026, 6, 30)},
        *(
            {"moment": name, "first_t": _seconds(2026, 3, 9), "last_t": _seconds(2026, 6, 30)}
            for name in ("OPPORTUNITY_OPENED", "OPPORTUNITY_DECIDED", "OPPORTUNITY_CLOSED")
        ),
    ],
    "contradictions": [{"code": code, "n": 0} for code in _CODES],
}


def rows(**changes: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return all rows, some relations replaced."""
    return {**copy.deepcopy(_ROWS), **changes}


def without(*places: str) -> list[dict[str, Any]]:
    """Return the rows of `columns` with some tables or columns unknown."""
    return [
        row | ({"n_known": 0} if row["place"] in places else {})
        for row in copy.deepcopy(_ROWS["columns"])
    ]


def found(**counts: int) -> list[dict[str, Any]]:
    """Return the rows of `contradictions` with some found."""
    return [row | {"n": counts.get(row["code"], 0)} for row in _ROWS["contradictions"]]


def scorecard(
    pact: str = PACT,
    as_of: datetime = AS_OF,
    identity: dict[str, Any] | None = IDENTITY,
    **changes: list[dict[str, Any]],
) -> Scorecard:
    return build_scorecard(rows(**changes), ruleset(pact), as_of=as_of, identity=identity)
