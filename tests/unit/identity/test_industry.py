"""Industries: codes, pick lists and free text become one of our sectors, or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.industry import IndustryForm, clean_industry
from leadpact.identity.hygiene.plain_text import atoms_of, key_of
from leadpact.terms.hygiene import FaultCode

SECTORS = sorted(row["code"] for row in read_table("industries.tsv") if row["scheme"] == "SECTOR")


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Computer Software", "SOFTWARE"),
        ("COMPUTER_SOFTWARE", "SOFTWARE"),
        ("advertising_&_marketing", "MARKETING_ADVERTISING"),
        ("Advertising & Marketing", "MARKETING_ADVERTISING"),
        ("Hospital & Health Care", "HEALTHCARE"),
        ("HOSPITAL_HEALTH_CARE", "HEALTHCARE"),
        ("Not For Profit", "NONPROFIT"),
        ("Information Technology and Services", "IT_SERVICES"),
        ("Maschinenbau", "MANUFACTURING"),
        ("Einzelhandel", "RETAIL"),
        ("Services financiers", "FINANCIAL_SERVICES"),
        ("Construcción", "CONSTRUCTION"),
        ("Educação", "EDUCATION"),
        ("SaaS", "SOFTWARE"),
        ("Oil & Gas Industry", "ENERGY_UTILITIES"),
    ],
)
def test_names_of_pick_lists_and_usual_words_are_recognised(text: str, sector: str) -> None:
    assert clean_industry(text).value == sector


@pytest.mark.parametrize(
    ("text", "sector", "form"),
    [
        ("511210", "SOFTWARE", IndustryForm.NAICS),
        ("524", "INSURANCE", IndustryForm.NAICS),
        ("23", "CONSTRUCTION", IndustryForm.NAICS),
        ("325412", "LIFE_SCIENCES", IndustryForm.NAICS),
        ("336411", "AEROSPACE_DEFENSE", IndustryForm.NAICS),
        ("44-45", "RETAIL", IndustryForm.NAICS),
        ("NAICS 6221", "HEALTHCARE", IndustryForm.NAICS),
        ("SIC 7372", "SOFTWARE", IndustryForm.SIC),
        ("SIC: 6311", "INSURANCE", IndustryForm.SIC),
        ("541511 - Custom Computer Programming Services", "SOFTWARE", IndustryForm.NAICS),
    ],
)
def test_codes_are_read_by_their_scheme(text: str, sector: str, form: IndustryForm) -> None:
    clean = clean_industry(text)
    assert (clean.value, clean.form) == (sector, form)


def test_four_digits_need_their_scheme_where_the_two_differ() -> None:
    assert clean_industry("2834", scheme="SIC").value == "LIFE_SCIENCES"
    assert clean_industry("3254", scheme="NAICS").value == "LIFE_SCIENCES"
    assert [f.detail for f in clean_industry("5411").faults] == ["NEEDS_SCHEME"]


@pytest.mark.parametrize(
    ("text", "sector"),
    [
        ("Banking software", "SOFTWARE"),
        ("Software for banks", "SOFTWARE"),
        ("Manufacturer of medical devices", "LIFE_SCIENCES"),
        ("Healthcare/Medical/Pharmaceutical/Bio-Tech", "HEALTHCARE"),
        ("Insurance / Real Estate / Legal", "INSURANCE"),
        ("Regional grocery retail chain", "RETAIL"),
        ("Retailer (non-computer)", "RETAIL"),
    ],
)
def test_a_part_may_name_the_sector(text: str, sector: str) -> None:
    clean = clean_industry(text)
    assert (clean.value, clean.form) == (sector, IndustryForm.PART)
    assert clean.matched


@pytest.mark.parametrize(
    "text", ["Other", "n/a", "Unknown", "99", "zzz", "1234567", "🎉", "Best services"]
)
def test_what_names_no_sector_is_a_fault(text: str) -> None:
    clean = clean_industry(text)
    assert clean.value is None
    assert [f.code for f in clean.faults] == [FaultCode.INDUSTRY_UNKNOWN]


@pytest.mark.parametrize("text", [None, "", "\u200b"])
def test_no_text_is_no_fault(text: str | None) -> None:
    assert clean_industry(text).faults == ()


@pytest.mark.parametrize("sector", SECTORS)
def test_every_sector_is_itself_and_so_is_its_label(sector: str) -> None:
    assert clean_industry(sector).value == sector


def test_the_crosswalk_leads_to_known_sectors_only() -> None:
    rows = read_table("industries.tsv")
    assert {row["sector"] for row in rows} <= set(SECTORS)
    words = [row["code"] for row in rows if row["scheme"] == "WORDS"]
    assert [word for word in words if key_of(atoms_of(word)) != word] == []


def test_the_crosswalk_covers_every_sector_of_naics() -> None:
    two_digits = [
        "11",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "42",
        "44",
        "45",
        "48",
        "49",
        "51",
        "52",
        "53",
        "54",
        "55",
        "56",
        "61",
        "62",
        "71",
        "72",
        "81",
        "92",
    ]
    assert [code for code in two_digits if clean_industry(code).value is None] == []


def test_the_crosswalk_covers_every_division_of_sic() -> None:
    groups = "0111 1011 1311 1521 2011 2834 3571 4011 4812 5045 5311 6021 6311 6512 7011 7372 8011"
    assert [
        code for code in groups.split() if clean_industry(code, scheme="SIC").value is None
    ] == []


@given(st.text(max_size=80), st.sampled_from([None, "NAICS", "SIC", "other"]))
def test_any_text_has_an_answer_and_the_answer_is_stable(text: str, scheme: str | None) -> None:
    once = clean_industry(text, scheme=scheme)
    assert once.value is None or clean_industry(once.value, scheme=scheme).value == once.value


def test_a_megabyte_is_cut_before_it_is_looked_at() -> None:
    assert clean_industry("banking " * 200_000).value == "BANKING"
    assert clean_industry("1" * 1_000_000).value is None
