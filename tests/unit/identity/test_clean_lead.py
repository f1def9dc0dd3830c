"""One lead cleaned as a whole, and a table of them."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.identity.batch.clean import clean_leads
from leadpact.identity.clean_lead import FIELDS, clean_lead, grade_of
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy
from leadpact.pact.sections.identity.hygiene import Grade, HygienePolicy, Severity
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.terms.hygiene import FaultCode, FieldFault

POLICY = HygienePolicy()
GOOD = {
    "first_name": "JANE",
    "last_name": "O'NEIL",
    "company": "acme  ltd.",
    "email": "Jane.ONeil@ACME.co.uk",
    "phone": "020 7946 0958",
    "country": "England",
    "title": "vp sales",
}


def codes(record: dict[str, str | None], policy: HygienePolicy = POLICY) -> set[str]:
    return {str(fault.code) for fault in clean_lead(record, policy=policy).faults}


def test_a_good_lead_comes_out_normalised_with_the_best_grade() -> None:
    lead = clean_lead(GOOD, policy=POLICY)
    assert lead.grade is Grade.A
    assert lead.faults == ()
    assert lead.values["first_name"] == "Jane"
    assert lead.values["last_name"] == "O'Neil"
    assert lead.values["phone"] == "+442079460958"
    assert lead.values["country"] == "GB"


def test_an_industry_keeps_the_companys_words_and_gets_a_sector() -> None:
    lead = clean_lead({**GOOD, "industry": "Computer Software"}, policy=POLICY)
    assert (lead.values["industry"], lead.values["sector"]) == ("Computer Software", "SOFTWARE")


def test_a_bogus_value_is_no_value_and_fatal_where_nobody_is_there() -> None:
    lead = clean_lead({**GOOD, "first_name": "asdf", "last_name": "asdf"}, policy=POLICY)
    assert lead.values["first_name"] is None
    assert lead.grade is Grade.F


def test_what_a_company_does_not_record_is_no_fault() -> None:
    assert codes({"first_name": "Jane", "last_name": "O'Neil"}) == set()
    assert codes({"first_name": "Jane", "last_name": "O'Neil", "email": None}) == {"EMAIL_MISSING"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("last_name", None, "PERSON_NAME_MISSING"),
        ("company", "asdf", "COMPANY_BOGUS"),
        ("email", "jo", "EMAIL_INVALID"),
        ("phone", "1", "PHONE_INVALID"),
        ("website", "192.0.2.1", "DOMAIN_INVALID"),
        ("domain", "192.0.2.1", "DOMAIN_INVALID"),
        ("title", "asdf", "TITLE_BOGUS"),
        ("country", "Atlantis", "COUNTRY_UNKNOWN"),
        ("state", "Atlantis", "STATE_UNKNOWN"),
        ("industry", "zzz", "INDUSTRY_UNKNOWN"),
    ],
)
def test_each_field_has_its_faults(field: str, value: str | None, code: str) -> None:
    found = clean_lead({**GOOD, "phone": "+442079460958", field: value}, policy=POLICY).faults
    assert [(fault.field, str(fault.code)) for fault in found] == [(field, code)]


def test_a_number_is_read_in_the_country_of_the_pact_where_the_lead_names_none() -> None:
    record = {**GOOD, "country": None}
    without = clean_lead(record, policy=POLICY)
    british = clean_lead(record, policy=HygienePolicy(default_country="GB"))
    assert without.values["phone"] != "+442079460958"
    assert british.values["phone"] == "+442079460958"


def test_the_country_assumed_is_no_country_to_differ_from() -> None:
    record = {**GOOD, "country": None, "phone": "+33 1 42 68 53 00"}
    assert "PHONE_COUNTRY_DIFFERS" not in codes(record, HygienePolicy(default_country="GB"))
    assert "PHONE_COUNTRY_DIFFERS" in codes({**record, "country": "GB"})


@pytest.mark.parametrize(
    ("found", "grade"),
    [
        ([], Grade.A),
        ([FaultCode.EMAIL_FREE_MAIL], Grade.B),
        ([FaultCode.PHONE_INVALID, FaultCode.EMAIL_FREE_MAIL], Grade.C),
        ([FaultCode.PHONE_INVALID, FaultCode.PHONE_INVALID], Grade.C),
        ([FaultCode.PHONE_INVALID, FaultCode.COMPANY_BOGUS], Grade.D),
        ([FaultCode.EMAIL_DISPOSABLE, FaultCode.EMAIL_FREE_MAIL], Grade.F),
    ],
)
def test_the_grade_follows_from_the_gravest_faults(found: list[FaultCode], grade: Grade) -> None:
    assert grade_of(tuple(FieldFault(code, "x") for code in found), POLICY) is grade


def test_a_pact_says_how_grave_a_fault_is() -> None:
    severities = {FaultCode.EMAIL_DISPOSABLE: Severity.IGNORED}
    faults = (FieldFault(FaultCode.EMAIL_DISPOSABLE, "email"),)
    assert grade_of(faults, HygienePolicy(severities=severities)) is Grade.A


FIELD_TEXTS = st.none() | st.text(max_size=40) | st.sampled_from([*GOOD.values(), "n/a", "test"])


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*FIELDS, "full_name"]), FIELD_TEXTS))
def test_cleaning_what_was_cleaned_changes_nothing(record: dict[str, str | None]) -> None:
    once = clean_lead(record, policy=POLICY)
    twice = clean_lead(once.values, policy=POLICY)
    assert twice.values == once.values


def test_one_lead_and_a_table_of_them_are_cleaned_alike() -> None:
    rows = [GOOD, {**GOOD, "email": "x@mailinator.com"}, dict.fromkeys(GOOD)]
    table = pa.Table.from_pylist([{"lead_id": str(n), **row} for n, row in enumerate(rows)])
    cleaned = clean_leads(table, policy=IdentityPolicy(), as_of=date(2026, 5, 4))
    for row, made in zip(rows, cleaned.leads.to_pylist(), strict=True):
        lead = clean_lead(row, policy=POLICY)
        assert {name: made[name] for name in GOOD} == {name: lead.values[name] for name in GOOD}
        assert made["data_grade"] == str(lead.grade)
        assert set((made["data_faults"] or "").split()) == {str(f.code) for f in lead.faults}
    assert set(cleaned.faults.column("lead_id").to_pylist()) == {"1", "2"}


def test_enrichment_fills_what_follows_and_keeps_its_source_but_no_value() -> None:
    row = {"lead_id": "1", **GOOD, "created_at": datetime(2026, 1, 2, tzinfo=UTC)}
    table = pa.Table.from_pylist([row])
    policy = IdentityPolicy(enrichment=EnrichmentPolicy())
    cleaned = clean_leads(table, policy=policy, as_of=date(2026, 5, 4))
    lead = cleaned.leads.to_pylist()[0]
    assert (lead["seniority"], lead["time_zone"], lead["domain"]) == (
        "VP",
        "Europe/London",
        "acme.co.uk",
    )
    reported = {row["field"]: row for row in cleaned.provenance.to_pylist()}
    assert reported["seniority"]["source"] == "derived:title"
    assert reported["seniority"]["observed_on"] == date(2026, 1, 2)
    assert set(cleaned.provenance.column_names) == {"lead_id", "field", "source", "observed_on"}


def test_columns_that_are_no_texts_keep_their_type_and_a_given_value_is_kept() -> None:
    row = {"lead_id": "1", **GOOD, "seniority": "DIRECTOR", "n_employees": 12}
    policy = IdentityPolicy(enrichment=EnrichmentPolicy())
    cleaned = clean_leads(pa.Table.from_pylist([row]), policy=policy, as_of=date(2026, 5, 4))
    lead = cleaned.leads.to_pylist()[0]
    assert (lead["seniority"], lead["n_employees"]) == ("DIRECTOR", 12)


def test_an_empty_table_stays_one() -> None:
    table = pa.table({"lead_id": pa.array([], pa.string()), "email": pa.array([], pa.string())})
    cleaned = clean_leads(table, policy=IdentityPolicy(), as_of=date(2026, 5, 4))
    assert len(cleaned.leads) == 0
    assert "data_grade" in cleaned.leads.column_names
