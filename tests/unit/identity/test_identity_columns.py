"""Columns about contact, frequencies of names, and accounts among many of one name."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest

from leadpact.identity.accounts import (
    AccountRecord,
    LeadRecord,
    account_keys,
    match_account,
    prepare_accounts,
    prepare_lead,
    propose_accounts,
)
from leadpact.identity.accounts.index import MAX_PER_EXACT_KEY
from leadpact.identity.batch.people import merge_leads
from leadpact.identity.duplicates import shipped_model
from leadpact.identity.duplicates.batch import with_frequencies
from leadpact.identity.hygiene.company_name import latin
from leadpact.identity.hygiene.email import clean_email
from leadpact.identity.hygiene.plain_text import atoms_of
from leadpact.identity.merging.records import (
    ContactChannel,
    ContactWord,
    MemberRecord,
    consents,
    opt_outs,
)
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy, Ambiguity, TieBreaker
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.survivorship import SurvivorshipPolicy

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
JANE = {
    "first_name": "Jane",
    "last_name": "Okonkwo",
    "email": "jane.okonkwo@fenwick.example",
    "phone": "+442079460958",
    "company": "Fenwick Robotics",
    "created_at": NOON,
}


@pytest.mark.parametrize(
    ("consents", "opt_outs", "expected"),
    [
        ((True, False), (False, False), {"email_consent": True, "email_opt_out": False}),
        ((False, None), (False, None), {"email_consent": False, "email_opt_out": False}),
        ((True, True), (False, True), {"email_consent": False, "email_opt_out": True}),
    ],
)
def test_one_person_has_the_consents_and_opt_outs_of_all_leads(
    consents: tuple[bool | None, ...],
    opt_outs: tuple[bool | None, ...],
    expected: dict[str, bool],
) -> None:
    rows = [
        {"lead_id": f"L{n}", **JANE, "email_consent": consent, "email_opt_out": opt_out}
        for n, (consent, opt_out) in enumerate(zip(consents, opt_outs, strict=True))
    ]
    merged = merge_leads(
        pa.Table.from_pylist(rows),
        policy=DuplicatePolicy(),
        survivorship=SurvivorshipPolicy(),
        as_of=NOON,
    )
    [person] = merged.leads.to_pylist()
    assert {name: person[name] for name in expected} == expected
    assert "phone_consent" not in person  # the company does not record it
    assert merged.n_unread == 0


def test_statements_are_sorted_by_what_they_are_about_then_by_lead_and_time() -> None:
    email, phone, later = ContactChannel.EMAIL, ContactChannel.PHONE, NOON.replace(hour=13)

    def stated(is_consent: bool) -> tuple[MemberRecord, ...]:
        words = (
            ContactWord(is_consent, NOON, phone),
            ContactWord(is_consent, NOON, email, "y"),
            ContactWord(is_consent, NOON, email, "x"),
            ContactWord(is_consent, NOON, email, "a", purpose="news"),
        )
        second = (ContactWord(is_consent, later, phone), ContactWord(is_consent, NOON, email, "x"))
        return MemberRecord("b", NOON, words=words), MemberRecord("a", NOON, words=second)

    assert [(w.channel, w.purpose, w.address, w.lead_id) for w in opt_outs(stated(False))] == [
        (email, "", "x", "a"),
        (email, "", "x", "b"),
        (email, "", "y", "b"),
        (email, "news", "a", "b"),
        (phone, "", None, "a"),
        (phone, "", None, "b"),
    ]
    kept = consents(stated(True), addresses={email: "x"})
    assert [(w.channel, w.lead_id) for w in kept] == [(email, "a"), (email, "b")]


def test_the_frequency_of_a_name_is_its_share_of_those_that_are_known() -> None:
    names = ["Smith"] * 4 + ["Jones", "Berg", "Roe", "Doe"] + [None] * 2
    rows = [{"lead_id": str(n), "last_name": name} for n, name in enumerate(names)]
    model = with_frequencies(shipped_model(), pa.Table.from_pylist(rows))
    assert model.frequencies["last_name"] == pytest.approx(
        {"smith": 0.5, "jones": 1 / 8, "berg": 1 / 8, "roe": 1 / 8, "doe": 1 / 8}
    )


def test_however_many_leads_name_a_company_they_found_one_account() -> None:
    leads = [
        prepare_lead(LeadRecord(f"L{n:03}", "Juniper Freight"))
        for n in range(MAX_PER_EXACT_KEY + 1)
    ]
    founded = propose_accounts(leads, policy=AccountMatchingPolicy(), make_id=lambda key: key)
    assert [len(account.lead_ids) for account in founded] == [len(leads)]


def test_a_tie_is_decided_by_what_tells_the_first_two_apart() -> None:
    older, newer = NOON.replace(year=2024), NOON.replace(year=2025)
    accounts = prepare_accounts(
        [
            AccountRecord("A1", "Acme Mills", is_customer=True, created_at=newer),
            AccountRecord("A2", "Acme Mills", is_customer=True, created_at=older),
            AccountRecord("A3", "Acme Mills", created_at=older),
        ]
    )
    policy = AccountMatchingPolicy(
        ambiguity=Ambiguity.TIE_BREAK,
        tie_breakers=(TieBreaker.CUSTOMER_FIRST, TieBreaker.OLDEST),
    )
    found = match_account(prepare_lead(LeadRecord("L1", "Acme Mills")), accounts, policy=policy)
    assert (found.account_id, found.decided_by) == ("A2", TieBreaker.OLDEST)


def test_an_account_has_no_activities_until_some_are_counted() -> None:
    accounts = prepare_accounts(
        [AccountRecord("A1", "Acme Mills"), AccountRecord("A2", "Acme Mills", n_activities=1)]
    )
    policy = AccountMatchingPolicy(
        ambiguity=Ambiguity.TIE_BREAK, tie_breakers=(TieBreaker.MOST_ACTIVE,)
    )
    found = match_account(prepare_lead(LeadRecord("L1", "Acme Mills")), accounts, policy=policy)
    assert (found.account_id, found.decided_by) == ("A2", TieBreaker.MOST_ACTIVE)


def test_a_name_is_kept_under_its_words_as_written_and_as_compared() -> None:
    [account] = prepare_accounts([AccountRecord("A1", "First Zenith")])
    names = {key for key in account_keys(account) if key.startswith("n:")}
    assert names == {"n:1zenith", "n:firstzenith"}


@pytest.mark.parametrize(
    ("greek", "roman"),
    [
        ("ουρανος", "ouranos"),
        ("αυτο", "avto"),
        ("ευρω", "evro"),
        ("μπαρ", "bar"),
        ("ντομα", "ntoma"),
        ("αγγελος", "angelos"),
    ],
)
def test_greek_pairs_of_letters_are_one_sound(greek: str, roman: str) -> None:
    assert latin(greek) == roman


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("jo", "no @"),
        ("@acme.com", "nothing before or after the @"),
        ("jo@", "nothing before or after the @"),
        ('"jo smith"@acme.com', "a quoted local part or an address literal"),
        ("jo@[192.0.2.1]", "a quoted local part or an address literal"),
        ("jo smith@acme.com", "white space inside"),
        ("jo@acme", "the domain has no dot"),
        ("jo..smith@acme.com", "not the form of an address"),
    ],
)
def test_what_is_no_address_says_why(text: str, reason: str) -> None:
    assert clean_email(text).faults[0].detail == reason


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("s.a", [True]),
        ("ag. x", [True, False]),
        ("ag x", [False, False]),
        ("c/ x", [True, False]),
        ("x: ab", [True, False]),
        ("x, ab", [False, False]),
    ],
)
def test_an_atom_has_marks_where_a_dot_a_stroke_or_a_colon_follows(
    text: str, marks: list[bool]
) -> None:
    assert [atom.has_marks for atom in atoms_of(text)] == marks
