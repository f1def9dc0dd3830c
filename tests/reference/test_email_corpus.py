"""The isemail corpus: a verdict on every address, and every difference listed in the docs."""

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from leadpact.identity.hygiene.email import clean_email
from vacuous import some

FILES = ("isemail_tests.xml", "isemail_tests-original.xml")
USABLE = {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321"}
PLAIN = {"ISEMAIL_VALID_CATEGORY", "ISEMAIL_ERR"}
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "hygiene-contact.md"
EVERYTHING = {"allow_quoted_local": True, "allow_address_literal": True}


def unveil(text):
    """Undo the corpus's way of writing control characters: U+2400 and the code."""
    return "".join(chr(ord(c) - 0x2400) if 0x2400 <= ord(c) <= 0x2420 else c for c in text)


def read_corpus(folder, name):
    root = ElementTree.parse(folder / "email-hygiene" / name).getroot()
    return {
        int(test.get("id")): (unveil(test.findtext("address") or ""), test.findtext("category"))
        for test in root.iter("test")
    }


def differences(corpus, **allowed):
    return {
        number
        for number, (address, category) in corpus.items()
        if (clean_email(address, **allowed).value is not None) != (category in USABLE)
    }


def listed(heading, column):
    """Read the numbers that one table of the page lists; a number listed twice is a mistake."""
    section = PAGE.read_text(encoding="utf-8").partition(f"### {heading}\n")[2].partition("\n#")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| ")][2:]
    numbers = Counter(int(n) for row in rows for n in re.findall(r"\d+", row[2 + column]))
    assert rows
    assert all(row[1].strip() for row in some(rows))
    assert max(numbers.values(), default=1) == 1
    return set(numbers)


@pytest.mark.parametrize(("name", "n_addresses"), list(zip(FILES, (164, 279), strict=True)))
def test_every_address_of_the_corpus_gets_a_verdict(shared_data, name, n_addresses):
    corpus = read_corpus(shared_data, name)
    assert len(corpus) == n_addresses
    for address, _ in corpus.values():
        result = clean_email(address)
        assert result.value is not None or result.faults


@pytest.mark.parametrize("column", [0, 1])
def test_the_documentation_lists_exactly_the_differences_from_the_corpus(shared_data, column):
    corpus = read_corpus(shared_data, FILES[column])
    assert listed("Differences as shipped", column) == differences(corpus)


@pytest.mark.parametrize("column", [0, 1])
def test_the_documentation_lists_the_differences_where_all_forms_are_allowed(shared_data, column):
    corpus = read_corpus(shared_data, FILES[column])
    found = differences(corpus, **EVERYTHING) - differences(corpus)
    assert listed("Further differences where all forms are allowed", column) == found


@pytest.mark.parametrize("name", FILES)
def test_plain_addresses_differ_only_where_edges_are_taken_off_or_a_dot_is_missing(
    shared_data, name
):
    corpus = read_corpus(shared_data, name)
    for number in some(differences(corpus)):
        address, category = corpus[number]
        if category in PLAIN:
            trimmed = address.strip(" \r\n").removesuffix(".")
            assert trimmed != address or "." not in address, number


def test_the_documentation_tells_the_measured_agreement(shared_data):
    counted = Counter()
    for name in FILES:
        corpus = read_corpus(shared_data, name)
        differing = differences(corpus)
        for number, (_, category) in corpus.items():
            if category in PLAIN:
                counted[category, number in differing] += 1
    valid, invalid = counted["ISEMAIL_VALID_CATEGORY", False], counted["ISEMAIL_ERR", False]
    n_valid = valid + counted["ISEMAIL_VALID_CATEGORY", True]
    n_invalid = invalid + counted["ISEMAIL_ERR", True]
    message = " ".join(PAGE.read_text(encoding="utf-8").split())
    assert f"{valid} of {n_valid} plainly valid" in message
    assert f"{invalid} of {n_invalid} plainly invalid" in message
