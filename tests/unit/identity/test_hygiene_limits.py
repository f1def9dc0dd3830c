"""Where the cleaning of a field ends or changes: lengths, codes, and what lies beside them."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from leadpact.identity.hygiene.company_name import LONGEST_COMPANY_NAME, clean_company
from leadpact.identity.hygiene.domain import ascii_host, clean_domain, registrable_domain
from leadpact.identity.hygiene.email import clean_email
from leadpact.identity.hygiene.industry import IndustryForm, clean_industry
from leadpact.identity.hygiene.job_title import clean_title
from leadpact.identity.hygiene.person_name import clean_person_name
from leadpact.identity.hygiene.phone import clean_phone
from leadpact.identity.hygiene.places import clean_country, clean_state
from leadpact.identity.hygiene.plain_text import atoms_of, tidy, unquoted


def details(result: object) -> list[str]:
    return [fault.detail for fault in result.faults]  # type: ignore[attr-defined]


def test_an_address_of_more_than_a_thousand_characters_is_not_read() -> None:
    assert details(clean_email("a" * 1000)) == ["no @"]
    assert details(clean_email("a" * 1001)) == ["longer than 1000 characters"]
    assert details(clean_email("  " + "a" * 1000 + "  ")) == ["no @"]


def test_a_domain_of_more_than_2083_characters_is_not_read() -> None:
    assert details(clean_domain("acme.com/" + "x" * 2074)) == []
    assert details(clean_domain("acme.com/" + "x" * 2075)) == ["longer than 2083 characters"]


def test_a_company_of_more_than_its_longest_name_says_so_and_is_cut() -> None:
    longest = "Zenith " + "Acme " * ((LONGEST_COMPANY_NAME - 7) // 5)
    longest = longest.strip().ljust(LONGEST_COMPANY_NAME, "s")
    assert len(longest) == 300
    assert details(clean_company(longest)) == []
    assert details(clean_company(f" {longest} ")) == []
    assert details(clean_company(longest + "s")) == ["TOO_LONG"]
    assert clean_company(longest + "s").value == longest


def test_a_title_is_read_up_to_three_hundred_characters() -> None:
    assert clean_title("x " * 149 + "CEO").value == ("x " * 149 + "CE")
    assert clean_title("CEO " + "x " * 300).value == ("CEO " + "x " * 148).strip()


@pytest.mark.parametrize(
    ("clean", "word", "value", "limit"),
    [
        (clean_industry, "retail", "RETAIL", 200),
        (clean_country, "Germany", "DE", 120),
        (partial(clean_state, country="DE"), "Bavaria", "DE-BY", 120),
    ],
)
def test_a_word_is_recognised_where_it_ends_within_the_limit(
    clean: Callable[[str], Any], word: str, value: str, limit: int
) -> None:
    assert clean(word.rjust(limit, "/")).value == value
    assert clean(word.rjust(limit + 1, "/")).value is None


def test_a_name_is_kept_up_to_120_characters() -> None:
    assert clean_person_name("Jane", "Roe" * 40).last == "Roe" * 40
    assert clean_person_name("Jane", "Roe" * 40 + "s").last == "Roe" * 40
    assert clean_person_name("Doe" * 39 + "ly,", "Jane").is_swapped
    assert not clean_person_name("Doe" * 40 + ",", "Jane").is_swapped


def test_text_is_looked_at_up_to_four_times_its_limit() -> None:
    assert tidy("\u200b" * 39 + "ab", limit=10) == "a"
    assert tidy("\u200b" * 40 + "a", limit=10) == ""
    assert tidy(" " * 99 + "ab", limit=10) == "ab"  # but for blanks before it
    assert tidy("a" * 9 + " b", limit=10) == "a" * 9


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ('"Acme"', "Acme"),
        ("'Acme'", "Acme"),
        ("\"'Acme'\"", "Acme"),
        (' ,"Acme"; ', "Acme"),
        ('"Acme', '"Acme'),
        ("\"Acme'", "\"Acme'"),
        ('"Acme" and "Zenith"', '"Acme" and "Zenith"'),  # two quotes, none of them of it all
        ('"', '"'),
        ('""', ""),
    ],
)
def test_quotes_are_removed_where_they_embrace_the_whole_text(text: str, bare: str) -> None:
    assert unquoted(text) == bare


@pytest.mark.parametrize("sign", [".", "/", "-", " "])
@pytest.mark.parametrize("n", range(1, 13))
def test_signs_before_the_first_letter_join_it_with_nothing(sign: str, n: int) -> None:
    assert [atom.text for atom in atoms_of(sign * n + "a")] == ["a"]


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("s.p.a.", ["spa"]),
        ("a/s", ["as"]),
        ("a-s", ["a", "s"]),
        ("a. s", ["a", "s"]),
        ("ab.c", ["ab", "c"]),
        ("a.bc", ["a", "bc"]),
        ("a..b", ["a", "b"]),
    ],
)
def test_letters_are_joined_by_one_dot_or_stroke(text: str, texts: list[str]) -> None:
    assert [atom.text for atom in atoms_of(text)] == texts


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("MÜNCHEN.DE", "xn--mnchen-3ya.de"),
        ("ACME.de", "acme.de"),
        ("a.", "a"),
        ("a" * 63 + ".de", "a" * 63 + ".de"),
        ("a" * 64 + ".de", None),
        ("-a.de", None),
        ("a-.de", None),
        ("xn--a.de", None),  # the Punycode of nothing
        ("1.2", None),
        ("", None),
        (".".join(["a" * 62] * 4) + ".b", ".".join(["a" * 62] * 4) + ".b"),  # of 253 characters
        (".".join(["a" * 62] * 4) + ".bc", None),
    ],
)
def test_a_host_has_one_form_in_ascii_or_none(host: str, plain: str | None) -> None:
    assert ascii_host(host) == plain


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.acme.com", "acme.com"),
        ("acme.com", "acme.com"),
        ("www.acme.zzzz", "acme.zzzz"),  # an ending that no list has is one label
        ("zzzz", None),
        ("com", None),
        ("", None),
        ("acme..zzzz", None),
        ("acme..com", None),
        (".acme.com", None),
        ("acme.com.", None),
        ("a" * 249 + ".com", "a" * 249 + ".com"),
        ("a" * 250 + ".com", None),
    ],
)
def test_the_registered_domain_of_a_host_has_no_empty_part(host: str, domain: str | None) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("Acme Inc", None, "first_name"),
        (None, "Acme Inc", "last_name"),
        ("Acme", "Inc", "last_name"),
    ],
)
def test_a_company_is_reported_in_the_field_of_the_last_name_where_there_is_one(
    first: str | None, last: str | None, field: str
) -> None:
    assert [fault.field for fault in clean_person_name(first, last).faults] == [field]


@pytest.mark.parametrize(
    ("title", "shown"),
    [("DR. Jane Roe", "Dr."), ("PROF DR Jane Roe", "Prof Dr"), ("Dr. Jane Roe", "Dr.")],
)
def test_a_title_in_capitals_is_quieted(title: str, shown: str) -> None:
    assert clean_person_name(None, None, title).title == shown


@pytest.mark.parametrize(
    ("text", "country", "code", "detail"),
    [
        ("US-ZZ", None, None, ""),  # the form of a code, and none
        ("ZZ-CA", "US", None, ""),
        ("US-CA", "DE", None, ""),
        ("ca on", None, "CA-ON", ""),
        ("IE-CO", None, "IE-CO", ""),
        ("80331 Bavaria", "DE", "DE-BY", ""),
        ("CA 90210", "US", "US-CA", ""),
        ("Texas, Bavaria", None, None, "NEEDS_COUNTRY"),
        ("Texas, Ohio", "US", None, ""),  # the country is known: it would not help
        ("Foo", None, None, ""),
        ("Province of the Ontario", "CA", "CA-ON", ""),
        ("Ontario Province", "CA", "CA-ON", ""),
        ("Province", "CA", None, ""),
    ],
)
def test_a_state_is_one_or_says_whether_its_country_would_help(
    text: str, country: str | None, code: str | None, detail: str
) -> None:
    clean = clean_state(text, country=country)
    assert clean.value == code
    assert details(clean) == ([] if code else [detail])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The Gambia", "GM"),
        ("Gambia, the", "GM"),
        ("GE - USA", "US"),  # GE is a state's abbreviation too: the other country wins
        ("GE, Georgia", "GE"),
        ("DE/FR", None),
        ("n/a", None),
        ("xk", "XK"),
    ],
)
def test_a_country_is_recognised_in_parts_where_they_name_one(text: str, code: str | None) -> None:
    assert clean_country(text).value == code


@pytest.mark.parametrize(
    ("text", "scheme", "detail"),
    [
        ("5411", None, "NEEDS_SCHEME"),  # a law firm of NAICS, a grocery of SIC
        ("5411 shop", None, ""),
        ("0000", None, ""),  # of neither
        ("9999", "NAICS", ""),
        ("98989", None, ""),
        ("zzz", None, ""),
    ],
)
def test_an_industry_needs_its_scheme_only_where_two_differ(
    text: str, scheme: str | None, detail: str
) -> None:
    clean = clean_industry(text, scheme=scheme)
    assert details(clean) == ([detail] if clean.value is None else [])


@pytest.mark.parametrize(
    ("text", "sector", "form", "matched"),
    [
        ("524210", "INSURANCE", IndustryForm.NAICS, "524"),
        ("11", "AGRICULTURE", IndustryForm.NAICS, "11"),
        ("SIC 7372", "SOFTWARE", IndustryForm.SIC, "7371-7372"),
        ("NAICS: 5242", "INSURANCE", IndustryForm.NAICS, "524"),
        ("software for banks", "SOFTWARE", IndustryForm.PART, "software"),
        ("banking software", "SOFTWARE", IndustryForm.PART, "software"),
        ("software company", "SOFTWARE", IndustryForm.WORDS, "software"),
        ("Media, Foo", "MEDIA_ENTERTAINMENT", IndustryForm.PART, "media"),
    ],
)
def test_an_industry_says_what_was_recognised_and_how(
    text: str, sector: str, form: IndustryForm, matched: str
) -> None:
    clean = clean_industry(text)
    assert (clean.value, clean.form, clean.matched) == (sector, form, matched)


@pytest.mark.parametrize("word", ["branche", "companies", "company", "industries", "industry"])
def test_words_that_every_industry_has_say_nothing(word: str) -> None:
    clean = clean_industry(f"software {word}")
    assert (clean.value, clean.form) == ("SOFTWARE", IndustryForm.WORDS)


@pytest.mark.parametrize(
    ("text", "country", "value", "n_found"),
    [
        ("(00) 44 20 7946 0958", None, "+442079460958", 1),
        ("(0044) 20 7946 0958", None, "+442079460958", 1),
        ("( 0044 20 7946 0958", "US", "+442079460958", 1),
        ("442079460958", "US", "+442079460958", 1),
        ("12125550100", "FR", "+12125550100", 1),  # eleven digits, as the shortest such number
        ("4532123456", "FR", None, 0),  # ten
        ("020 7946 0958 / 020 7946 0959", "GB", "+442079460958", 2),
        ("020 7946 0958 / 020 7946 0958 / 020 7946 0959", "GB", "+442079460958", 3),
        ("089 12345 / 089 67890", "DE", "+498912345", 2),  # in a row they would be one, too
        ("+44 20 7946 0958 (office)", None, "+442079460958", 1),
    ],
)
def test_a_number_is_read_in_the_way_that_makes_it_valid(
    text: str, country: str | None, value: str | None, n_found: int
) -> None:
    clean = clean_phone(text, country=country)
    assert (clean.value, clean.n_found) == (value, n_found)
