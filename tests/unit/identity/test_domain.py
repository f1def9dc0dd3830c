import doctest

import pytest
from hostile_contacts import HOSTILE, HOSTS, TEXTS
from hypothesis import assume, given, settings

from leadpact.identity.hygiene import domain as domain_module
from leadpact.identity.hygiene.domain import (
    DomainKind,
    ascii_host,
    clean_domain,
    clean_website,
    registrable_domain,
)
from leadpact.terms.hygiene import FaultCode, FieldFault
from vacuous import at_least


@pytest.mark.parametrize(
    ("text", "host", "value"),
    [
        ("https://www.Example.co.uk:8080/path?x", "www.example.co.uk", "example.co.uk"),
        ("ACME.com", "acme.com", "acme.com"),
        ("acme.com.", "acme.com", "acme.com"),
        ("www.acme.com/", "www.acme.com", "acme.com"),
        ("//acme.com/x", "acme.com", "acme.com"),
        ("http:/acme.com", "acme.com", "acme.com"),
        ("htttps//acme.com", "acme.com", "acme.com"),
        ("https://https://acme.com", "acme.com", "acme.com"),
        ("http://user:password@acme.com/", "acme.com", "acme.com"),
        ("acme.com:443", "acme.com", "acme.com"),
        ("acme.com?utm=1", "acme.com", "acme.com"),
        ("mailto:acme.com", "acme.com", "acme.com"),
        ("acme.com#top", "acme.com", "acme.com"),
        ("acme.com, acme.de", "acme.com", "acme.com"),
        ("acme.com/about us", "acme.com", "acme.com"),
        ("\u200bacme.com\ufeff", "acme.com", "acme.com"),
        ("ａｃｍｅ．ｃｏｍ", "acme.com", "acme.com"),
        ("http://MÜNCHEN.de", "xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("食狮。公司。cn", "xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
        ("shop.acme.github.io", "shop.acme.github.io", "acme.github.io"),
        ("github.io", "github.io", "github.io"),
        ("a.b.acme.example", "a.b.acme.example", "acme.example"),
    ],
)
def test_a_host_and_its_registrable_domain_are_read_out_of_what_people_paste(text, host, value):
    result = clean_website(text)
    assert (result.host, result.value, result.kind) == (host, value, DomainKind.COMPANY)
    assert result.faults == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("192.0.2.1", DomainKind.IP_ADDRESS),
        ("http://192.0.2.1:8080/x", DomainKind.IP_ADDRESS),
        ("http://[2001:db8::1]/", DomainKind.IP_ADDRESS),
        ("2001:db8::1", DomainKind.IP_ADDRESS),
        ("localhost", DomainKind.NOT_PUBLIC),
        ("http://localhost:8000", DomainKind.NOT_PUBLIC),
        ("intranet.local", DomainKind.NOT_PUBLIC),
        ("acme", DomainKind.NOT_PUBLIC),
        ("Acme GmbH", DomainKind.NOT_PUBLIC),
        ("n/a", DomainKind.NOT_PUBLIC),
        ("co.uk", DomainKind.NOT_PUBLIC),
        ("acme..com", None),
        ("-acme.com", None),
        ("ac_me.com", None),
        ("1.2.3.4.5", None),
        ("xn--zzzzzzzz.com", None),
        ("a" * 64 + ".com", None),
        (".".join(["a" * 60] * 5) + ".com", None),
    ],
)
def test_what_is_no_public_name_has_no_value_and_an_invalid_fault(text, kind):
    result = clean_domain(text)
    assert (result.value, result.kind) == (None, kind)
    assert [(fault.code, fault.field) for fault in result.faults] == [
        (FaultCode.DOMAIN_INVALID, "domain")
    ]


@pytest.mark.parametrize("text", [None, "", " ", "http://", "https://www", "www."])
def test_an_empty_field_has_no_value_and_no_fault(text):
    assert (clean_website(text).value, clean_website(text).faults) == (None, ())


def test_an_address_in_the_website_field_gives_its_domain_and_says_so():
    result = clean_website("jo@mail.acme.com")
    assert result.value == "acme.com"
    assert result.faults == (FieldFault(FaultCode.WEBSITE_IS_EMAIL, "website"),)


@pytest.mark.parametrize("text", ["gmail.com", "https://www.gmail.com", "mailinator.com"])
def test_a_mail_provider_is_not_the_company_of_a_lead(text):
    result = clean_website(text)
    assert result.kind is DomainKind.MAIL_PROVIDER
    assert FieldFault(FaultCode.DOMAIN_SHARED, "website", "MAIL_PROVIDER") in result.faults


def test_a_page_on_a_shared_site_is_no_domain_but_the_site_itself_is_one():
    page = clean_website("https://www.linkedin.com/company/acme")
    assert (page.value, page.kind) == (None, DomainKind.SHARED_SITE)
    assert page.faults == (FieldFault(FaultCode.DOMAIN_SHARED, "website", "SHARED_SITE"),)
    assert clean_website("https://www.linkedin.com/").value == "linkedin.com"
    assert clean_website("jo@linkedin.com").value == "linkedin.com"


def test_an_ending_that_no_list_has_is_reported():
    assert clean_domain("acme.com").is_listed_suffix
    assert not clean_domain("acme.con").is_listed_suffix


def test_a_registrable_domain_keeps_the_form_it_was_asked_in():
    assert registrable_domain("www.食狮.公司.cn") == "食狮.公司.cn"
    assert registrable_domain("www.xn--85x722f.xn--55qx5d.cn") == "xn--85x722f.xn--55qx5d.cn"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gets_an_answer_and_no_fault_repeats_it(text):
    result = clean_domain(text)
    assert all(len(fault.detail) < 80 for fault in result.faults)
    assert registrable_domain(text) is None or len(text) <= 253


@at_least(300)
@settings(max_examples=300, deadline=None)
@given(TEXTS | HOSTS)
def test_cleaning_twice_changes_nothing(text):
    once = clean_domain(text)
    assume(once.value is not None)
    twice = clean_domain(once.value)
    assert (twice.value, twice.host) == (once.value, once.value)


@at_least(200)
@settings(max_examples=200, deadline=None)
@given(HOSTS)
def test_a_value_lies_at_the_end_of_its_host(text):
    result = clean_domain(text)
    assume(result.value is not None)
    assert ("." + result.host).endswith("." + result.value)
    assert ascii_host(result.host) == result.host


def test_a_text_beyond_the_limit_is_refused_before_the_libraries_see_it(monkeypatch):
    monkeypatch.setattr(domain_module.idna, "encode", None)  # calling it would raise TypeError
    monkeypatch.setattr(domain_module, "_suffix_list", None)
    for text in ("ü." * 1_042, "ü" * 254):
        assert clean_domain(text).faults[0].code is FaultCode.DOMAIN_INVALID


def test_the_examples_of_the_documentation_hold():
    assert doctest.testmod(domain_module).failed == 0
