"""Names, countries, states and industries of real data: how much is recognised, and rightly.

`pytest -s tests/reference/test_name_hygiene.py` prints the figures that the reference page states.
"""

import csv
import gzip
import json
from pathlib import Path

import pytest
import yaml

from leadpact.identity.hygiene.company_name import clean_company
from leadpact.identity.hygiene.industry import clean_industry
from leadpact.identity.hygiene.legal_forms import known_form
from leadpact.identity.hygiene.person_name import clean_person_name
from leadpact.identity.hygiene.places import clean_country, clean_state
from leadpact.terms.hygiene import FaultCode


def rows(path: Path) -> list[dict[str, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", errors="replace", newline="") as lines:
        return list(csv.DictReader(lines))


def share(what: str, hits: int, of: int) -> float:
    print(f"\n{what}: {hits:,} of {of:,} = {hits / of:.1%}")
    return hits / of


def comes_off(form: str) -> bool:
    """Say whether a form leaves an invented name when it stands behind it or before it."""
    shown = (f"Wexford Harbour {form}", f"{form} Wexford Harbour")
    return any(clean_company(text).core == "wexford harbour" for text in shown)


@pytest.fixture(scope="module")
def universities(shared_data: Path) -> list[dict[str, str]]:
    path = shared_data / "org-domain-truth" / "world_universities_and_domains.json.gz"
    with gzip.open(path, "rt", encoding="utf-8") as text:
        return list(json.load(text))


def test_legal_forms_of_many_countries_come_off(shared_data: Path) -> None:
    pairs = rows(shared_data / "name-match-cases" / "dnb_legal_names.csv")
    short, long = [p["abbreviation"] for p in pairs], [p["full_name"].strip() for p in pairs]
    assert share("abbreviations, as listed", sum(map(comes_off, short)), len(short)) >= 0.88
    capitals = sum(comes_off(form) or comes_off(form.upper()) for form in short)
    assert share("abbreviations, in either case", capitals, len(short)) >= 0.95
    assert share("full names", sum(map(comes_off, long)), len(long)) >= 0.91


def test_the_short_and_the_long_writing_of_a_form_have_one_canonical_form(
    shared_data: Path,
) -> None:
    pairs = rows(shared_data / "name-match-cases" / "dnb_legal_names.csv")
    both = [(known_form(p["abbreviation"]), known_form(p["full_name"])) for p in pairs]
    known = [(one, other) for one, other in both if one and other]
    same = sum(one.canonical == other.canonical for one, other in known)
    assert share("short and long form agree", same, len(known)) >= 0.85


def test_types_of_organisations_of_a_sanctions_screener_come_off(shared_data: Path) -> None:
    text = (shared_data / "name-match-cases" / "rigour_org_types.yml").read_text(encoding="utf-8")
    types = yaml.safe_load(text)["types"]
    names = [
        [str(n) for n in (kind.get("display"), *kind.get("aliases", [])) if n] for kind in types
    ]
    hits = [[comes_off(name) for name in some] for some in names]
    assert share("types with a writing that comes off", sum(map(any, hits)), len(hits)) >= 0.90
    flat = [hit for some in hits for hit in some]
    assert share("writings that come off", sum(flat), len(flat)) >= 0.65


def test_names_that_are_no_companies_lose_nothing(universities: list[dict[str, str]]) -> None:
    cut = {u["name"] for u in universities if clean_company(u["name"]).legal_form}
    print(f"\nuniversities that lose a legal form: {len(cut)} of {len(universities):,}")
    assert len(cut) <= 10


def test_real_organisations_are_not_bogus(
    shared_data: Path, universities: list[dict[str, str]]
) -> None:
    folder = shared_data / "org-domain-truth"
    names = [u["name"] for u in universities]
    names += [r["Company"] for r in rows(folder / "tech_acquired_companies.csv")]
    names += [r["Company"] for r in rows(folder / "yc_startups.csv")]
    names += [r["Organization name"] for r in rows(folder / "dotgov_current-full.csv")]
    bogus = [name for name in names if name.strip() and clean_company(name).faults]
    print(f"\norganisations called bogus: {len(bogus)} of {len(names):,}: {bogus[:5]}")
    assert len(bogus) <= len(names) / 1000


def test_equal_cores_are_equal_companies(shared_data: Path) -> None:
    cases = rows(shared_data / "name-match-cases" / "nomenklatura_name_cases.csv")
    companies = [c for c in cases if c["schema"] in ("Company", "Organization", "LegalEntity")]
    equal = [
        c["is_match"] == "true"
        for c in companies
        if clean_company(c["name1"]).latin == clean_company(c["name2"]).latin
    ]
    assert share("equal cores that are equal companies", sum(equal), len(equal)) >= 0.97


def test_real_people_are_neither_companies_nor_mashed(shared_data: Path) -> None:
    cases = rows(shared_data / "name-match-cases" / "nomenklatura_name_cases.csv")
    people = {c[n] for c in cases if c["schema"] == "Person" for n in ("name1", "name2")}
    clean = [clean_person_name(None, None, name) for name in sorted(people)]
    companies = sum(name.company is not None for name in clean)
    keyboard = [fault for name in clean for fault in name.faults if fault.detail == "KEYBOARD"]
    print(f"\nof {len(clean):,} names of people: {companies} companies, {len(keyboard)} mashed")
    assert companies <= 1  # the list holds one made-up "LLC" among its people
    assert keyboard == []


def test_country_names_have_the_code_that_is_next_to_them(
    universities: list[dict[str, str]],
) -> None:
    right = sum(clean_country(u["country"]).value == u["alpha_two_code"] for u in universities)
    assert share("countries of universities", right, len(universities)) >= 0.999


def test_states_of_real_data_are_recognised(
    shared_data: Path, universities: list[dict[str, str]]
) -> None:
    agencies = rows(shared_data / "org-domain-truth" / "dotgov_current-full.csv")
    states = [a["State"] for a in agencies if a["State"].strip()]
    known = sum(clean_state(state, country="US").value is not None for state in states)
    assert share("postal codes of US agencies", known, len(states)) >= 0.999
    placed = [u for u in universities if u.get("state-province")]
    found = sum(
        clean_state(u["state-province"], country=u["alpha_two_code"]).value is not None
        for u in placed
    )
    assert share("states of universities, all countries", found, len(placed)) >= 0.80


def test_industries_of_a_crm_are_recognised(shared_data: Path) -> None:
    leads = rows(shared_data / "marketstar-sdr-funnel" / "Leads.csv.gz")
    given = [lead["Industry"] for lead in leads if lead["Industry"].strip()]
    known = {text: clean_industry(text) for text in set(given)}
    assert all(
        clean.value or clean.faults[0].code is FaultCode.INDUSTRY_UNKNOWN
        for clean in known.values()
    )
    named = sum(known[text].value is not None for text in given)
    assert share("industries of leads", named, len(given)) >= 0.95
    distinct = sum(clean.value is not None for clean in known.values())
    assert share("distinct industries of leads", distinct, len(known)) >= 0.90
