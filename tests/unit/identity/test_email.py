import doctest

import pytest
from hostile_contacts import ADDRESSES, HOSTILE, TEXTS
from hypothesis import assume, given, settings

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene import email as email_module
from leadpact.identity.hygiene import mail_lists, plain_text
from leadpact.identity.hygiene.email import EmailKind, clean_email
from leadpact.identity.hygiene.mail_lists import is_free_mail_domain, suggest_mail_domain
from leadpact.terms.hygiene import FaultCode, FieldFault
from vacuous import at_least, some


def codes_of(text, **allowed):
    return {fault.code for fault in clean_email(text, **allowed).faults}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Jo.Smith@ACME.com", "Jo.Smith@acme.com"),
        ("  jo@acme.com\r\n", "jo@acme.com"),
        ("\u200bjo@acme.com\ufeff", "jo@acme.com"),
        ("mailto:jo@acme.com?subject=Hi", "jo@acme.com"),
        ("Jo Smith <jo@acme.com>", "jo@acme.com"),
        ('"Smith, Jo" <jo@acme.com>', "jo@acme.com"),
        ("<jo@acme.com>", "jo@acme.com"),
        ("'jo@acme.com'", "jo@acme.com"),
        ("jo@acme.com.", "jo@acme.com"),
        ("jo@acme.com;", "jo@acme.com"),
        ("ｊｏ＠ａｃｍｅ．ｃｏｍ", "jo@acme.com"),
        ("o'neil@acme.com", "o'neil@acme.com"),
        ("jo@München.de", "jo@xn--mnchen-3ya.de"),
        ("jo@xn--mnchen-3ya.de", "jo@xn--mnchen-3ya.de"),
        ("jörg@acme.de", "jörg@acme.de"),
        ("jo+tag@acme.com", "jo+tag@acme.com"),
    ],
)
def test_what_surrounds_an_address_is_taken_off_and_its_domain_has_one_form(text, value):
    assert clean_email(text).value == value


@pytest.mark.parametrize(
    "text",
    [
        "jo",
        "jo@",
        "@acme.com",
        "jo@acme",
        "jo@acme..com",
        "jo..smith@acme.com",
        "jo smith@acme.com",
        "jo@acme,com",
        "jo@@acme.com",
        "jo\u200b@acme.com",
        "jo@acme.local",
        "jo@server.test",
        "jo@nothing.invalid",
        "a" * 65 + "@acme.com",
        '"jo smith"@acme.com',
        "jo@[192.0.2.1]",
    ],
)
def test_what_is_no_address_has_no_value_and_one_invalid_fault(text):
    result = clean_email(text)
    assert (result.value, result.mailbox, result.kind) == (None, None, None)
    assert [fault.code for fault in result.faults] == [FaultCode.EMAIL_INVALID]


@pytest.mark.parametrize("text", [None, "", "  \t", "\u200b\ufeff", "\x00"])
def test_an_empty_field_is_missing_not_invalid(text):
    assert clean_email(text).faults == (FieldFault(FaultCode.EMAIL_MISSING, "email"),)


def test_unusual_forms_are_taken_only_where_allowed():
    quoted, literal, local = '"jo smith"@acme.com', "jo@[192.0.2.1]", "jörg@acme.de"
    assert clean_email(quoted, allow_quoted_local=True).value == quoted
    assert clean_email(literal, allow_address_literal=True).value == literal
    assert clean_email(literal, allow_address_literal=True).registrable_domain is None
    assert clean_email(local, allow_international_local=False).value is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jo@acme.com", "jo+news@ACME.com"),
        ("j.o.smith@gmail.com", "JoSmith+x@googlemail.com"),
        ("STRASSE@acme.de", "straße@acme.de"),
        ("jörg@acme.de", "jo\u0308rg@acme.de"),
        ("jo@münchen.de", "jo@xn--mnchen-3ya.de"),
    ],
)
def test_two_spellings_of_one_mailbox_share_a_key(one, other):
    assert clean_email(one).mailbox == clean_email(other).mailbox


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("j.smith@acme.com", "jsmith@acme.com"),
        ("jo@acme.com", "jo@acme.de"),
        ("+jo@acme.com", "jo@acme.com"),
    ],
)
def test_two_mailboxes_have_two_keys(one, other):
    assert clean_email(one).mailbox != clean_email(other).mailbox


def test_the_tag_is_kept_next_to_the_mailbox():
    assert clean_email("jo+q3+x@acme.com").tag == "q3+x"
    assert clean_email("jo+@acme.com").tag is None
    assert clean_email("+jo@acme.com").tag is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("info@mailinator.com", EmailKind.DISPOSABLE),
        ("info@sub.mailinator.com", EmailKind.DISPOSABLE),
        ("info@gmail.com", EmailKind.FREE_MAIL),
        ("jo@hey.com", EmailKind.FREE_MAIL),
        ("jo@tuta.io", EmailKind.FREE_MAIL),
        ("jo@sfr.fr", EmailKind.FREE_MAIL),
        ("jo@nyc.rr.com", EmailKind.FREE_MAIL),
        ("info@acme.com", EmailKind.ROLE),
        ("jo@acme.com", EmailKind.CORPORATE),
        ("jo@rci.rogers.com", EmailKind.CORPORATE),
    ],
)
def test_the_kind_is_the_first_of_disposable_free_role_corporate(text, kind):
    assert clean_email(text).kind is kind


def test_a_role_at_a_free_mail_domain_stays_visible():
    result = clean_email("info@gmail.com")
    assert (result.kind, result.is_role, result.role) == (EmailKind.FREE_MAIL, True, "GENERAL")
    assert codes_of("info@gmail.com") == {FaultCode.EMAIL_FREE_MAIL, FaultCode.EMAIL_ROLE}


@pytest.mark.parametrize(
    ("local", "role"),
    [
        ("Sales", "SALES"),
        ("sales2", "SALES"),
        ("sales+web", "SALES"),
        ("info.de", "GENERAL"),
        ("sales-emea", "SALES"),
        ("customer.service", "SUPPORT"),
        ("Vertrieb", "SALES"),
        ("rechnung", "FINANCE"),
        ("no-reply", "NO_REPLY"),
        ("postmaster", "TECHNICAL"),
        ("facturacion", "FINANCE"),
        ("bewerbung", "HUMAN_RESOURCES"),
        ("jo.smith", None),
        ("bill", None),
        ("mark.sales", None),
        ("hr.smith", None),
        ("pr.xu", None),
        ("sales.smith", None),
        ("2000", None),
    ],
)
def test_a_local_part_that_names_a_function_is_recognised_in_several_languages(local, role):
    assert clean_email(f"{local}@acme.com").role == role


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.cmo", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("hotmial.co.uk", "hotmail.co.uk"),
        ("yhaoo.fr", "yahoo.fr"),
        ("outlok.com", "outlook.com"),
        ("icoud.com", "icloud.com"),
        ("acme.con", "acme.com"),
    ],
)
def test_a_slip_of_the_fingers_is_named_with_the_domain_that_was_meant(domain, meant):
    result = clean_email(f"jo@{domain}")
    assert result.value == f"jo@{domain}"
    assert result.suggested_domain == meant
    assert FieldFault(FaultCode.EMAIL_TYPO, "email", meant) in result.faults


@pytest.mark.parametrize(
    "domain",
    [
        *("mail.com", "email.com", "ymail.com", "hotmail.co.uk", "aol.com", "gmx.com", "me.com"),
        *("live.com", "five.com", "aon.com", "msc.com", "cloud.com", "gail.com", "fmail.com"),
        *("acme.co", "acme.om", "acme.cm", "wahoo.com", "never.com", "earthling.net"),
        *("hotmail.fr", "yahoo.com.br", "gmx.de", "zoom.us", "food.example"),
    ],
)
def test_a_real_domain_is_never_called_a_slip(domain):
    assert clean_email(f"jo@{domain}").suggested_domain is None


def test_what_the_list_calls_real_is_never_corrected_and_what_is_watched_is_free_mail():
    rows = read_table("mail_domain_typos.tsv")
    assert all(suggest_mail_domain(r["domain"], is_listed_suffix=True) is None for r in some(rows))
    assert all(is_free_mail_domain(r["domain"]) for r in rows if r["kind"] == "WATCHED")


@pytest.mark.parametrize("text", ["jo@gmailcom", "jo@acme@gmailcom"])
def test_a_forgotten_dot_is_invalid_and_suggests_the_domain(text):
    result = clean_email(text)
    assert (result.value, result.suggested_domain) == (None, "gmail.com")
    assert codes_of(text) == {FaultCode.EMAIL_INVALID, FaultCode.EMAIL_TYPO}


@pytest.mark.parametrize(
    ("text", "is_bogus"),
    [
        ("asdf@acme.com", True),
        ("test12@acme.com", True),
        ("no-email@acme.com", True),
        ("jo@example.com", True),
        ("jo@test.com", True),
        ("jo@acme.example", False),
        ("mail@acme.com", False),
        ("tess@acme.com", False),
    ],
)
def test_what_people_make_up_is_bogus_but_keeps_its_value(text, is_bogus):
    assert clean_email(text).value == text
    assert (FaultCode.EMAIL_BOGUS in codes_of(text)) is is_bogus


@pytest.mark.parametrize(
    "text",
    [
        "jo@acme.com; al@acme.com",
        "jo@acme.com, al@acme.com",
        "jo@acme.com / al@acme.com",
        "jo@acme.com al@acme.com",
        "Jo Smith <jo@acme.com>; Al <al@acme.com>",
        "jo@@acme.com, jo@acme.com",
    ],
)
def test_of_several_addresses_the_first_valid_is_taken_and_the_number_is_reported(text):
    result = clean_email(text)
    assert (result.value, result.n_found) == ("jo@acme.com", 2)
    assert FieldFault(FaultCode.EMAIL_SEVERAL, "email", "2") in result.faults


def test_one_address_written_twice_is_one_address():
    result = clean_email("Jo@acme.com <jo@acme.com>")
    assert (result.value, result.n_found, result.faults) == ("Jo@acme.com", 1, ())


def test_a_quoted_local_part_is_not_taken_apart():
    text = '"a@b,c@d"@acme.com'
    assert clean_email(text, allow_quoted_local=True).value == text
    assert clean_email(text).value is None


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_gets_an_answer_and_no_fault_repeats_it(text):
    result = clean_email(text)
    assert result.value is not None or result.faults
    assert all(len(fault.detail) < 80 for fault in result.faults)


@at_least(300)
@settings(max_examples=300, deadline=None)
@given(TEXTS | ADDRESSES)
def test_cleaning_twice_changes_nothing(text):
    once = clean_email(text, allow_quoted_local=True, allow_address_literal=True)
    twice = clean_email(once.value, allow_quoted_local=True, allow_address_literal=True)
    assume(once.value is not None)
    assert (twice.value, twice.mailbox) == (once.value, once.mailbox)
    assert (twice.kind, twice.tag, twice.role) == (once.kind, once.tag, once.role)


@at_least(200)
@settings(max_examples=200, deadline=None)
@given(ADDRESSES)
def test_the_key_of_a_mailbox_is_its_own_key(text):
    once = clean_email(text)
    assume(once.mailbox is not None)
    again = clean_email(once.mailbox)
    assume(again.value is not None)
    assert again.mailbox == once.mailbox


def count_library_calls(monkeypatch, text):
    seen = []
    library = email_module.validate_email

    def counted(piece, **options):
        seen.append(len(piece))
        return library(piece, **options)

    monkeypatch.setattr(email_module, "validate_email", counted)
    clean_email(text)
    return seen


def test_a_text_beyond_the_limit_is_refused_before_the_library_sees_it(monkeypatch):
    assert count_library_calls(monkeypatch, "a" * 1_001) == []


def test_the_library_sees_no_character_more_than_twice(monkeypatch):
    for n in (10, 50, 100):
        text = " ".join(f"{i}@b" for i in range(n))
        seen = count_library_calls(monkeypatch, text)
        assert len(seen) == n + 1
        assert sum(seen) <= 2 * len(text)


@pytest.mark.parametrize("module", [plain_text, mail_lists, email_module])
def test_the_examples_of_the_documentation_hold(module):
    assert doctest.testmod(module).failed == 0
