import doctest
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hostile_contacts import HOSTILE
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.identity import time_zones
from leadpact.identity.hygiene import phone as phone_module
from leadpact.identity.hygiene.phone import clean_phone
from leadpact.identity.time_zones import zone_of_country
from leadpact.terms.hygiene import FaultCode, FieldFault
from vacuous import at_least, some

COUNTRIES = sorted(phonenumbers.SUPPORTED_REGIONS)


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("+1 212 555 0100", None, "+12125550100"),
        ("(212) 555-0100", "US", "+12125550100"),
        ("(212) 555-0100", "us", "+12125550100"),
        ("1 212 555 0100", "US", "+12125550100"),
        ("+44 (0)20 7946 0958", None, "+442079460958"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("442079460958", "GB", "+442079460958"),
        ("442079460958", "US", "+442079460958"),
        ("0049 30 901820", None, "+4930901820"),
        ("011 44 20 7946 0958", "US", "+442079460958"),
        ("030/901820", "DE", "+4930901820"),
        ("0049 171/1234567", "DE", "+491711234567"),
        ("Tel.: 030 901820 (home)", "DE", "+4930901820"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("+1 (800) GOT-JUNK", None, "+18004685865"),
        ("٠٢٠٧٩٤٦٠٩٥٨", "GB", "+442079460958"),
        ("０２０ ７９４６ ０９５８", "GB", "+442079460958"),
        ("\u202a+4930901820\u202c", None, "+4930901820"),
        ("+39 02 1234567", None, "+39021234567"),
        ("13012345678", "CN", "+8613012345678"),
    ],
)
def test_a_number_is_written_in_e164(text, country, value):
    assert clean_phone(text, country=country).value == value


@pytest.mark.parametrize(
    ("text", "country", "detail"),
    [
        ("13012345678", None, "no country"),
        ("020 7946 0958", "ZZ", "no country"),
        ("n/a", "US", "no digits"),
        ("1234", "US", "too short"),
        ("+1 212 555 0100 0100", None, "too long"),
        ("555 1234", "US", "without its area"),
        ("000 000 0000", "US", "not in its numbering plan"),
        ("+999 123456", None, "not a number"),
        ("1" * 251, "US", "longer than 250 characters"),
    ],
)
def test_what_is_no_number_says_why(text, country, detail):
    result = clean_phone(text, country=country)
    assert (result.value, result.kind, result.n_found) == (None, None, 0)
    assert result.faults == (FieldFault(FaultCode.PHONE_INVALID, "phone", detail),)


@pytest.mark.parametrize("text", [None, "", " ", "\u200b"])
def test_an_empty_field_has_no_fault(text):
    assert clean_phone(text, country="US") == phone_module.CleanPhone()


@pytest.mark.parametrize(
    ("text", "country", "extension"),
    [
        ("212-555-0100 x55", "US", "55"),
        ("(020) 7946 0958 ext. 12", "GB", "12"),
        ("mobile 212-555-0100 extension 7", "US", "7"),
        ("+1 212 555 0100;ext=9", None, "9"),
        ("+1 212 555 0100", None, None),
    ],
)
def test_an_extension_is_kept_next_to_the_number(text, country, extension):
    result = clean_phone(text, country=country)
    assert result.extension == extension
    assert result.value in {"+12125550100", "+442079460958"}


@pytest.mark.parametrize(
    ("text", "kind", "country", "zone"),
    [
        ("+1 212 555 0100", "FIXED_LINE_OR_MOBILE", "US", "America/New_York"),
        ("+1 604 555 1234", "FIXED_LINE_OR_MOBILE", "CA", "America/Vancouver"),
        ("+1 800 356 9377", "TOLL_FREE", "US", None),
        ("+800 1234 5678", "TOLL_FREE", None, None),
        ("+44 20 7946 0958", "FIXED_LINE", "GB", "Europe/London"),
        ("+49 171 1234567", "MOBILE", "DE", "Europe/Berlin"),
        ("+91 98765 43210", "MOBILE", "IN", "Asia/Kolkata"),
        ("+7 912 345 67 89", "MOBILE", "RU", None),
        ("+44 909 879 0000", "PREMIUM_RATE", "GB", None),
    ],
)
def test_a_number_tells_its_kind_its_country_and_a_zone_if_it_is_the_only_one(
    text, kind, country, zone
):
    result = clean_phone(text)
    assert (result.kind, result.country, result.time_zone) == (kind, country, zone)


@pytest.mark.parametrize(
    ("text", "country", "value", "n_found"),
    [
        ("212 555 1234 / 212 555 9876", "US", "+12125551234", 2),
        ("212.555.1234 or 212.555.9999", "US", "+12125551234", 2),
        ("555 1234 / 212 555 9876", "US", "+12125559876", 1),
        ("+1 604 555 1234 ext 3; +1 604 555 9999, +1 604 555 8888", None, "+16045551234", 3),
        ("030 901820 oder 0171 1234567", "DE", "+4930901820", 2),
    ],
)
def test_of_several_numbers_the_first_valid_is_taken_and_the_number_is_reported(
    text, country, value, n_found
):
    result = clean_phone(text, country=country)
    assert (result.value, result.n_found) == (value, n_found)
    several = {fault.detail for fault in result.faults if fault.code is FaultCode.PHONE_SEVERAL}
    assert several == ({str(n_found)} if n_found > 1 else set())


def test_a_number_of_another_country_than_the_lead_is_reported():
    fault = FieldFault(FaultCode.PHONE_COUNTRY_DIFFERS, "phone", "CA")
    assert clean_phone("+1 613 996 3113", country="US").faults == (fault,)
    assert clean_phone("+1 613 996 3113", country="CA").faults == ()
    assert clean_phone("+1 613 996 3113").faults == ()


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_example_number_of_every_country_is_read_from_how_people_there_write_it(country):
    example = phonenumbers.example_number(country)
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    expected = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert clean_phone(national, country=country).value == expected
    assert clean_phone(expected).value == expected


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_no_number_and_no_fault_repeats_it(text):
    result = clean_phone(text, country="US")
    assert result.value is None
    assert all(len(fault.detail) < 80 for fault in result.faults)


FORMAT_NAMES = ("E164", "INTERNATIONAL", "NATIONAL", "RFC3966")
MOBILE, FIXED_LINE = phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE
NUMBERS = st.text(alphabet="0123456789+()-./ ;,extoraABCxyz#٣９", max_size=30)


COUNTRIES = ["US", "DE", "GB", "CN", "IT"]
FORMATS = [getattr(phonenumbers.PhoneNumberFormat, name) for name in FORMAT_NAMES]


@st.composite
def written_numbers(draw):
    """Draw numbers that a person might write: most of other texts are no number of anybody."""
    kind = draw(st.sampled_from([MOBILE, FIXED_LINE]))
    example = phonenumbers.example_number_for_type(draw(st.sampled_from(COUNTRIES)), kind)
    text = phonenumbers.format_number(example, draw(st.sampled_from(FORMATS)))
    text = text[:-2] + draw(st.text(alphabet="0123456789", min_size=2, max_size=2))
    text = text.replace(" ", draw(st.sampled_from([" ", "-", ".", "", "/"])))
    return text + draw(st.sampled_from(["", " x12", " ext. 7", "#5"]))


@at_least(300)
@settings(max_examples=300, deadline=None)
@given(NUMBERS | st.text(max_size=40) | written_numbers(), st.sampled_from([None, *COUNTRIES]))
def test_cleaning_twice_changes_nothing(text, country):
    once = clean_phone(text, country=country)
    assume(once.value is not None)
    twice = clean_phone(once.value, country=country)
    assert (twice.value, twice.kind, twice.country) == (once.value, once.kind, once.country)
    assert phonenumbers.is_valid_number(phonenumbers.parse(once.value))


def test_a_text_beyond_the_limit_is_refused_before_the_library_sees_it(monkeypatch):
    monkeypatch.setattr(phone_module.phonenumbers, "parse", None)  # calling it raises TypeError
    assert clean_phone("1" * 251, country="US").faults[0].code is FaultCode.PHONE_INVALID


def offsets(zone):
    start = datetime(2027, 1, 1, tzinfo=UTC)
    clock = ZoneInfo(zone)
    return [(start + timedelta(hours=6 * n)).astimezone(clock).utcoffset() for n in range(3_000)]


def test_a_country_of_several_zones_has_one_only_where_all_keep_the_same_time():
    zones = time_zones._zones_by_country()
    several = {country: names for country, names in zones.items() if len(names) > 1}
    assert len(several) > 20
    for country, names in several.items():
        clocks = {tuple(offsets(name)) for name in names}
        assert (zone_of_country(country) is not None) == (len(clocks) == 1), country


def test_a_country_of_one_zone_has_that_zone():
    zones = time_zones._zones_by_country()
    single = {country: names[0] for country, names in zones.items() if len(names) == 1}
    assert len(single) > 200
    assert all(zone_of_country(country) == name for country, name in some(single.items()))
    assert zone_of_country("ZZ") is None


@pytest.mark.parametrize("module", [phone_module, time_zones])
def test_the_examples_of_the_documentation_hold(module):
    assert doctest.testmod(module).failed == 0
