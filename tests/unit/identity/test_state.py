"""States: names and postal codes within a country; alone only where one country can be meant."""

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.places import KNOWN_ALONE, clean_state
from leadpact.identity.hygiene.plain_text import atoms_of, key_of
from leadpact.terms.hygiene import FaultCode
from vacuous import some


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("CA", "US", "US-CA"),
        ("ca", "United States", "US-CA"),
        ("Calif.", "US", "US-CA"),
        ("N.Y.", "US", "US-NY"),
        ("new york", "US", "US-NY"),
        ("State of New York", "US", "US-NY"),
        ("Washington, D.C.", "US", "US-DC"),
        ("Washington", "US", "US-WA"),
        ("Massachussetts", "US", "US-MA"),
        ("Québec", "CA", "CA-QC"),
        ("PQ", "CA", "CA-QC"),
        ("Newfoundland", "CA", "CA-NL"),
        ("Ont.", "CA", "CA-ON"),
        ("WA", "AU", "AU-WA"),
        ("Victoria", "AU", "AU-VIC"),
        ("Bayern", "DE", "DE-BY"),
        ("Bavaria", "DE", "DE-BY"),
        ("BADEN-WUERTTEMBERG", "DE", "DE-BW"),
        ("NRW", "DE", "DE-NW"),
        ("Freistaat Sachsen", "DE", "DE-SN"),
        ("São Paulo", "BR", "BR-SP"),
        ("SP", "BR", "BR-SP"),
        ("Sao Paulo", "Brasil", "BR-SP"),
        ("CDMX", "MX", "MX-CMX"),
        ("Wien", "AT", "AT-9"),
        ("Vienna", "AT", "AT-9"),
        ("Kanton Zürich", "CH", "CH-ZH"),
        ("Genève", "CH", "CH-GE"),
        ("Île-de-France", "FR", "FR-IDF"),
        ("Cataluña", "ES", "ES-CT"),
        ("Lombardia", "IT", "IT-25"),
        ("Co. Cork", "IE", "IE-CO"),
        ("Zhejiang", "CN", "CN-ZJ"),
        ("England", "GB", "GB-ENG"),
        ("US-TX", None, "US-TX"),
        ("de_by", None, "DE-BY"),
    ],
)
def test_usual_writings_are_recognised(text: str, country: str | None, code: str) -> None:
    assert clean_state(text, country=country).value == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Texas", "US-TX"),
        ("TX", "US-TX"),
        ("Ontario", "CA-ON"),
        ("Hessen", "DE-HE"),
        ("QLD", "AU-QLD"),
    ],
)
def test_a_state_needs_no_country_where_only_one_of_the_list_has_it(text: str, code: str) -> None:
    assert clean_state(text, country=None).value == code


@pytest.mark.parametrize("text", ["WA", "SC", "NT", "PA", "AL"])
def test_a_code_of_several_countries_needs_its_country(text: str) -> None:
    clean = clean_state(text, country=None)
    assert clean.value is None
    assert [(f.code, f.detail) for f in clean.faults] == [
        (FaultCode.STATE_UNKNOWN, "NEEDS_COUNTRY")
    ]


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("San Francisco, CA", "US", "US-CA"),
        ("Austin, TX", "US", "US-TX"),
        ("Texas (TX)", "US", "US-TX"),
        ("Toronto / Ontario", "CA", "CA-ON"),
    ],
)
def test_a_part_may_name_the_state(text: str, country: str, code: str) -> None:
    clean = clean_state(text, country=country)
    assert clean.value == code


def test_a_postal_number_behind_the_state_is_overlooked() -> None:
    assert clean_state("CA 94105", country="US").value == "US-CA"
    assert clean_state("California 94105", country="US").value == "US-CA"


@pytest.mark.parametrize(
    ("text", "country"), [("Bavaria", "US"), ("US-TX", "DE"), ("Atlantis", "US"), ("Lima", None)]
)
def test_what_the_country_does_not_have_is_a_fault(text: str, country: str | None) -> None:
    clean = clean_state(text, country=country)
    assert clean.value is None
    assert [f.code for f in clean.faults] == [FaultCode.STATE_UNKNOWN]


@pytest.mark.parametrize("text", [None, "", "\u200b"])
def test_no_text_is_no_fault(text: str | None) -> None:
    assert clean_state(text, country="US").faults == ()


@pytest.mark.parametrize(
    "country", [*KNOWN_ALONE, "MX", "IN", "AT", "CH", "JP", "NZ", "ZA", "PL", "CN", "AR"]
)
def test_every_code_and_name_of_the_standard_is_itself(country: str) -> None:
    for state in some(pycountry.subdivisions.get(country_code=country)):
        assert clean_state(state.code, country=None).value == state.code
        assert clean_state(state.code[3:], country=country).value == state.code
        assert clean_state(state.name, country=country).value == state.code


def test_aliases_are_folded_and_of_known_states() -> None:
    for row in some(read_table("state_aliases.tsv")):
        assert key_of(atoms_of(row["alias"])) == row["alias"]
        assert pycountry.subdivisions.get(code=row["state"]).country_code == row["country"]


@given(st.text(max_size=60), st.sampled_from([None, "US", "DE", "XX", "\ud800"]))
def test_any_text_has_an_answer_and_the_answer_is_stable(text: str, country: str | None) -> None:
    once = clean_state(text, country=country)
    assert once.value is None or clean_state(once.value, country=country).value == once.value


def test_a_megabyte_is_cut_before_it_is_looked_at() -> None:
    assert clean_state("Texas" + "(" * 1_000_000, country="US").value == "US-TX"
