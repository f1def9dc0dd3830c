"""The Public Suffix List's own tests; real domains of organisations, none of which is a slip."""

import csv
import gzip
import json

import pytest

from leadpact.identity.hygiene.domain import DomainKind, clean_website, registrable_domain
from leadpact.identity.hygiene.email import EmailKind, clean_email

# Mail providers that were bought, and two universities listed under their provider's domain.
MAIL_COMPANIES = {
    *("aol.com", "compuserve.com", "goowy.com", "hol.gr", "hotmail.com"),
    *("mailblocks.com", "maktoob.com", "yahoo.com"),
    *("live.com", "vnn.vn"),
}


def read_suffix_tests(folder):
    lines = (folder / "email-hygiene" / "psl_tests.txt").read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if line and not line.startswith("//")]


def test_every_test_of_the_public_suffix_list_passes(shared_data):
    tests = read_suffix_tests(shared_data)
    found = {host: registrable_domain("" if host == "null" else host) for host, _ in tests}
    expected = {host: None if domain == "null" else domain for host, domain in tests}
    assert len(tests) == 78
    assert found == expected


def read_organisation_domains(folder):
    folder = folder / "org-domain-truth"
    with gzip.open(folder / "world_universities_and_domains.json.gz") as file:
        domains = {domain for school in json.load(file) for domain in school["domains"]}
    for name, column in [
        ("dotgov_current-full.csv", "Domain name"),
        ("yc_startups.csv", "Website"),
        ("tech_acquired_companies.csv", "Homepage"),
        ("tech_acquirers.csv", "Homepage"),
    ]:
        with (folder / name).open(encoding="utf-8") as file:
            domains |= {row[column].strip() for row in csv.DictReader(file)}
    return sorted(domain for domain in domains if domain)


@pytest.fixture(scope="module")
def organisations(shared_data):
    return {text: clean_website(text) for text in read_organisation_domains(shared_data)}


def test_the_websites_of_organisations_are_companies(organisations):
    assert len(organisations) > 28_000
    others = {
        text for text, result in organisations.items() if result.kind is not DomainKind.COMPANY
    }
    assert len(others) == 13, sorted(others)


def test_an_address_at_the_domain_of_an_organisation_is_its_own_and_no_slip(organisations):
    domains = {result.value for result in organisations.values() if result.value}
    results = {domain: clean_email(f"jo.smith@{domain}") for domain in domains}
    slips = {domain for domain, result in results.items() if result.suggested_domain}
    public = {
        d for d, r in results.items() if r.kind in {EmailKind.FREE_MAIL, EmailKind.DISPOSABLE}
    }
    assert slips == set()
    assert public == MAIL_COMPANIES
