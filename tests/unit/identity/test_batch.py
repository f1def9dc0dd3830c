"""Tables of leads merged into persons and matched to accounts."""

from datetime import UTC, datetime
from random import Random
from typing import Any

import pyarrow as pa

from leadpact.identity.batch.accounts import match_leads
from leadpact.identity.batch.people import merge_leads
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.survivorship import SurvivorshipPolicy

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)


def at(day: int) -> datetime:
    return datetime(2026, 1, day, 12, tzinfo=UTC)


def lead(lead_id: str, day: int, **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("first_name", "last_name", "email", "phone", "company", "source"))
    own = {"lead_id": lead_id, "created_at": at(day), "email_opt_out": False}
    return {**own, **empty, **values}


JANE = {"first_name": "Jane", "last_name": "Okonkwo", "company": "Fenwick Robotics"}
LEADS = [
    lead("L1", 3, **JANE, email="jane.okonkwo@fenwick.example", source="webinar"),
    lead("L2", 9, **JANE, email="jane.okonkwo@fenwick.example", phone="+442079460958"),
    lead("L3", 5, **JANE, email="jane.okonkwo@fenwick.example", email_opt_out=True),
    lead("L4", 4, first_name="Tomas", last_name="Brandvold", email="tb@harrow.example"),
    lead("L5", 6, first_name="Mei", last_name="Castellanos", email="mei@juniper.example"),
]
SCHEMA = pa.Table.from_pylist(LEADS).schema


def table(rows: list[dict[str, Any]]) -> Any:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def merge(rows: list[dict[str, Any]], **options: Any) -> Any:
    return merge_leads(
        table(rows),
        policy=DuplicatePolicy(),
        survivorship=SurvivorshipPolicy(),
        as_of=NOW,
        **options,
    )


def by_id(leads: Any) -> dict[str, dict[str, Any]]:
    return {row["lead_id"]: row for row in leads.to_pylist()}


def test_one_person_seen_three_times_is_one_lead_with_three_exchanges() -> None:
    merged = merge(LEADS)
    persons = by_id(merged.leads)
    assert set(persons) == {"L1", "L4", "L5"}
    assert {key: row["n_exchanges"] for key, row in persons.items()} == {"L1": 3, "L4": 1, "L5": 1}
    assert persons["L1"]["created_at"] == at(3)
    assert persons["L1"]["phone"] == "+442079460958"
    assert persons["L1"]["source"] == "webinar"
    assert merged.members.to_pylist() == [
        {"lead_id": "L2", "person_id": "L1"},
        {"lead_id": "L3", "person_id": "L1"},
    ]


def test_an_opt_out_of_one_lead_is_the_persons() -> None:
    persons = by_id(merge(LEADS).leads)
    assert persons["L1"]["email_opt_out"] is True
    assert persons["L4"]["email_opt_out"] is False


def test_the_order_of_rows_makes_no_difference() -> None:
    shuffled = list(LEADS)
    Random(7).shuffle(shuffled)
    first, second = merge(LEADS), merge(shuffled)
    assert by_id(first.leads) == by_id(second.leads)
    assert first.members == second.members
    assert first.events == second.events


def test_merges_are_events_and_running_them_again_adds_none() -> None:
    first = merge(LEADS)
    rows = first.events.to_pylist()
    assert {row["kind"] for row in rows} == {"identity.merged"}
    assert {row["actor"] for row in rows} == {"rule:duplicates"}
    again = merge(LEADS, earlier=rows)
    assert len(again.events) == 0
    assert by_id(again.leads) == by_id(first.leads)


def accounts(*rows: dict[str, Any]) -> Any:
    return pa.Table.from_pylist(list(rows))


FENWICK = {"account_id": "A1", "name": "Fenwick Robotics Ltd", "domain": "fenwick-robotics.com"}
HARROW = {"account_id": "A2", "name": "Harrow & Sons GmbH", "domain": "harrow-sons.de"}


def match(rows: list[dict[str, Any]], *known: dict[str, Any], **policy: Any) -> Any:
    found = match_leads(
        pa.Table.from_pylist(rows),
        accounts(*known) if known else None,
        policy=AccountMatchingPolicy(**policy),
    )
    return found, {row["lead_id"]: row for row in found.matches.to_pylist()}


def test_leads_find_their_account_with_the_evidence_and_keep_the_one_on_record() -> None:
    rows = [
        {"lead_id": "1", "account_id": None, "company": "FENWICK ROBOTICS", "email": None},
        {"lead_id": "2", "account_id": "A9", "company": "Fenwick Robotics", "email": None},
        {"lead_id": "3", "account_id": None, "company": None, "email": "x@harrow-sons.de"},
        {"lead_id": "4", "account_id": None, "company": None, "email": "x@gmail.com"},
    ]
    found, matches = match(rows, FENWICK, HARROW)
    outcomes = {key: (row["outcome"], row["account_id"]) for key, row in matches.items()}
    assert outcomes == {
        "1": ("MATCHED", "A1"),
        "2": ("ON_RECORD", "A9"),
        "3": ("MATCHED", "A2"),
        "4": ("NONE", None),
    }
    assert "NAME_EXACT:+120" in matches["1"]["evidence"]
    assert found.leads.column("account_id").to_pylist() == ["A1", "A9", "A2", None]


def test_a_company_written_in_several_ways_founds_one_account() -> None:
    rows = [
        {"lead_id": "1", "company": "Juniper Freight Inc.", "email": "a@juniperfreight.com"},
        {"lead_id": "2", "company": "juniper freight", "email": "b@juniperfreight.com"},
        {"lead_id": "3", "company": "Juniper Freight, Incorporated", "email": None},
    ]
    found, matches = match(rows)
    (account,) = found.founded.to_pylist()
    assert account["domain"] == "juniperfreight.com"
    assert {row["outcome"] for row in matches.values()} == {"FOUNDED"}
    assert {row["account_id"] for row in matches.values()} == {"founded-1"}


def test_where_the_pact_says_so_nobody_founds_an_account() -> None:
    rows = [{"lead_id": "1", "company": "Juniper Freight Inc.", "email": None}]
    found, matches = match(rows, founds_accounts=False)
    assert len(found.founded) == 0
    assert matches["1"]["outcome"] == "NONE"


def test_a_founded_account_takes_no_id_that_is_there() -> None:
    rows = [{"lead_id": "1", "company": "Juniper Freight Inc.", "email": None}]
    _, matches = match(rows, {"account_id": "founded-1", "name": "Other", "domain": None})
    assert matches["1"]["account_id"] == "founded-1-"
