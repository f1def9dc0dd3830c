"""Countries: codes and names in several languages; what is ambiguous is decided, once."""

import gettext
from pathlib import Path

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.places import clean_country
from leadpact.identity.hygiene.plain_text import atoms_of, key_of
from leadpact.terms.hygiene import FaultCode
from vacuous import some

CODES = sorted(country.alpha_2 for country in pycountry.countries)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("england", "GB"),
        ("Great  Britain", "GB"),
        ("USA", "US"),
        ("u.s.a.", "US"),
        ("The United States of America", "US"),
        ("EE.UU.", "US"),
        ("Deutschland", "DE"),
        ("Alemania", "DE"),
        ("GER", "DE"),
        ("Österreich", "AT"),
        ("OESTERREICH", "AT"),
        ("Pays-Bas", "NL"),
        ("The Netherlands", "NL"),
        ("Holland", "NL"),
        ("España", "ES"),
        ("Brasil", "BR"),
        ("Côte d’Ivoire", "CI"),
        ("cote d ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("Viet Nam", "VN"),
        ("Россия", "RU"),
        ("日本", "JP"),
        ("Ελλάδα", "GR"),
        ("UAE", "AE"),
        ("Hong Kong SAR", "HK"),
        ("Bahamas (the)", "BS"),
        ("St. Lucia", "LC"),
        ("276", "DE"),
        ("deu", "DE"),
    ],
)
def test_usual_writings_are_recognised(text: str, code: str) -> None:
    assert clean_country(text).value == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Georgia", "GE"),
        ("Korea", "KR"),
        ("Congo", "CG"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Guinea", "GN"),
        ("Niger", "NE"),
        ("Ireland", "IE"),
        ("Samoa", "WS"),
        ("Virgin Islands", "VI"),
        ("Macedonia", "MK"),
        ("Republic of China", "TW"),
        ("Kosovo", "XK"),
        ("Dominica", "DM"),
        ("Dominicana", "DO"),
    ],
)
def test_ambiguous_names_are_decided(text: str, code: str) -> None:
    assert clean_country(text).value == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germany (DE)", "DE"),
        ("US - United States", "US"),
        ("Deutschland / Germany", "DE"),
        ("Austin, Texas, USA", "US"),
        ("Atlanta, Georgia, USA", "US"),
        ("España|Spain", "ES"),
    ],
)
def test_a_part_may_name_the_country(text: str, code: str) -> None:
    clean = clean_country(text)
    assert clean.value == code


@pytest.mark.parametrize(
    "text", ["Europe", "EU", "Yugoslavia", "n/a", "France / Spain", "Zz", "🎉"]
)
def test_what_names_no_country_or_several_is_a_fault(text: str) -> None:
    clean = clean_country(text)
    assert clean.value is None
    assert [fault.code for fault in clean.faults] == [FaultCode.COUNTRY_UNKNOWN]


@pytest.mark.parametrize("text", [None, "", " \u200b"])
def test_no_text_is_no_fault(text: str | None) -> None:
    assert clean_country(text) == clean_country(None)
    assert clean_country(text).faults == ()


@pytest.mark.parametrize("code", CODES)
def test_every_code_and_name_of_the_standard_is_itself(code: str) -> None:
    country = pycountry.countries.get(alpha_2=code)
    names = [country.name, country.alpha_2, country.alpha_3, country.numeric]
    names += [
        getattr(country, name)
        for name in ("official_name", "common_name")
        if hasattr(country, name)
    ]
    assert {clean_country(name).value for name in names} == {code}


@pytest.mark.parametrize("language", ["de", "fr", "es", "pt"])
def test_names_in_other_languages_are_of_the_standard(language: str) -> None:
    folder = Path(pycountry.__file__).parent / "locales"
    translated = gettext.translation("iso3166-1", folder, languages=[language]).gettext
    wrong = {
        c.alpha_2
        for c in pycountry.countries
        if clean_country(translated(c.name)).value != c.alpha_2
    }
    assert wrong == set()


def test_aliases_are_folded_and_of_known_codes() -> None:
    for row in some(read_table("country_aliases.tsv")):
        assert key_of(atoms_of(row["alias"])) == row["alias"]
        assert row["country"] in {*CODES, "XK"}


def test_no_alias_shadows_a_code_of_another_country() -> None:
    rows = read_table("country_aliases.tsv")
    for row in some(row for row in rows if len(row["alias"]) <= 3):
        assert clean_country(row["alias"]).value == row["country"]


@given(st.text(max_size=80))
def test_any_text_has_an_answer_and_the_answer_is_stable(text: str) -> None:
    once = clean_country(text)
    assert once.value is None or clean_country(once.value).value == once.value


def test_a_megabyte_is_cut_before_it_is_looked_at() -> None:
    assert clean_country("Germany" + " " * 50 + "(" * 1_000_000).value == "DE"
    assert clean_country("x" * 1_000_000).value is None
