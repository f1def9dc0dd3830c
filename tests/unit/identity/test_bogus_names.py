"""Which texts are keys struck, one letter repeated, or a test; and which only look like it."""

import pytest

from leadpact.identity.hygiene.bogus_names import bogus_company, is_keyboard_run, is_repeated


@pytest.mark.parametrize(
    "text",
    [
        *("asdf", "fdsa", "lkjh", "poiu", "0987", "mnbv", "qwer", "a s d f"),
        "asdfghbobo",  # six letters of ten
        "qwertzuiop",
        "azertyuiop",
    ],
)
def test_keys_in_order_either_way_are_a_run(text: str) -> None:
    assert is_keyboard_run(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "asd", "azer", "wert", "reza", "trez", "jane"),
        "asdfgbobo",  # five letters of nine
    ],
)
def test_names_and_too_few_keys_are_no_run(text: str) -> None:
    assert not is_keyboard_run(text)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *((text, True) for text in ("a", "aaa", "a a a", "xx", "zz", "yy")),
        *((text, False) for text in ("aa", "bb", "ab", "", "ééé", "aab")),
    ],
)
def test_one_letter_again_and_again_is_repeated_but_two_may_be_initials(
    text: str, is_one: bool
) -> None:
    assert is_repeated(text) is is_one


@pytest.mark.parametrize(
    ("core", "detail"),
    [
        ("12", None),  # companies are called 3 and 1234
        ("1234", None),
        ("12345", "NO_LETTERS"),
        ("9" * 399, "NO_LETTERS"),
        ("!", "NO_LETTERS"),
        ("aaaa", "REPEATED"),
        ("asdf", "KEYBOARD"),
        ("test 1", "TEST"),
        ("test company", "TEST"),
        ("company", None),
        ("test zenith", None),
    ],
)
def test_a_company_is_bogus_in_one_way_or_not_at_all(core: str, detail: str | None) -> None:
    assert bogus_company(core) == detail


def test_a_company_that_is_the_persons_own_name_is_none() -> None:
    assert bogus_company("jane roe", person="Jane  Röe") == "IS_PERSON_NAME"
    assert bogus_company("jane roe", person="Jane Doe") is None
