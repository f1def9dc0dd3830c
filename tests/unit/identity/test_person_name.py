"""Names of people: parts and capitals; companies, addresses and bogus names in their fields."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nameparser import HumanName

from leadpact.identity.hygiene import person_name
from leadpact.identity.hygiene.bogus_names import is_mashed
from leadpact.identity.hygiene.name_case import recased
from leadpact.identity.hygiene.person_name import CleanPersonName, clean_person_name
from leadpact.terms.hygiene import FaultCode


def details(name: CleanPersonName, code: FaultCode = FaultCode.PERSON_NAME_BOGUS) -> list[str]:
    return [fault.detail for fault in name.faults if fault.code is code]


@pytest.mark.parametrize(
    ("full", "first", "middle", "last"),
    [
        ("Mary Smith", "Mary", None, "Smith"),
        ("Mary Q. Smith", "Mary", "Q.", "Smith"),
        ("Juan de la Vega", "Juan", None, "de la Vega"),
        ("Dr. Juan Q. Xavier de la Vega III", "Juan", "Q. Xavier", "de la Vega"),
        ("Ludwig van Beethoven", "Ludwig", None, "van Beethoven"),
        ("José Ortega y Gasset", "José", None, "Ortega y Gasset"),
        ("Anna-Lena von der Heide", "Anna-Lena", None, "von der Heide"),
        ("Smith, John", "John", None, "Smith"),
        ("de la Vega, Dr. Juan Q.", "Juan", "Q.", "de la Vega"),
        ("DUPONT Jean", "Jean", None, "Dupont"),
        ("山田 太郎", "太郎", None, "山田"),
        ("Madonna", "Madonna", None, None),
    ],
)
def test_a_whole_name_falls_into_its_parts(
    full: str, first: str, middle: str | None, last: str | None
) -> None:
    name = clean_person_name(None, None, full)
    assert (name.first, name.middle, name.last) == (first, middle, last)


@pytest.mark.parametrize(
    "full",
    [
        "John Smith",
        "Juan de la Vega",
        "Dr. Juan de la Vega III",
        "Smith, John",
        "Smith, John Q.",
        "Mary Jane Watson",
        "Vincent van Gogh",
        "Prof. Ada Lovelace",
        "John Smith, PhD",
        "John Smith Jr.",
    ],
)
def test_plain_names_fall_as_nameparser_has_them(full: str) -> None:
    name, other = clean_person_name(full, None), HumanName(full)
    assert (name.first or "", name.middle or "", name.last or "") == (
        other.first,
        other.middle,
        other.last,
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [("Smith, John", None), (None, "Smith, John"), ("Smith,", "John"), ("SMITH, JOHN", "")],
)
def test_last_comma_first_in_one_field_is_turned(first: str | None, last: str | None) -> None:
    name = clean_person_name(first, last)
    assert (name.first, name.last, name.is_swapped) == ("John", "Smith", True)


def test_two_fields_are_not_turned() -> None:
    name = clean_person_name("Smith", "John")
    assert (name.first, name.last, name.is_swapped) == ("Smith", "John", False)


@pytest.mark.parametrize(
    ("first", "last"), [("John Smith", "Smith"), ("John Smith", "John Smith"), ("John Smith", "")]
)
def test_a_whole_name_in_the_first_field_is_no_double(first: str, last: str) -> None:
    name = clean_person_name(first, last)
    assert (name.first, name.last) == ("John", "Smith")


def test_titles_suffixes_and_degrees_are_kept_separate() -> None:
    name = clean_person_name("Prof. Dr. Mary Ann Q.", "Smith Jr., PhD, MBA")
    assert (name.value, name.first, name.middle, name.last) == (
        "Mary Ann Q. Smith Jr.",
        "Mary Ann",
        "Q.",
        "Smith",
    )
    assert (name.title, name.suffix, name.degrees) == ("Prof. Dr.", "Jr.", ("PhD", "MBA"))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Jack", "Ma"),
        ("Kim", "Do"),
        ("Md", "Rahman"),
        ("Jan", "Vos"),
        ("Marta", "Sas"),
        ("Kenneth", "Co"),
        ("Jon", "Tester"),
        ("Jennifer", "Null"),
        ("Kyle", "Blank"),
        ("Amy", "Banks"),
        ("Sr", "Peña"),
        ("Lord", "Grade"),
    ],
)
def test_names_that_look_like_something_else_stay_whole(first: str, last: str) -> None:
    name = clean_person_name(first, last)
    assert (name.last, name.company, details(name)) == (last, None, [])


def test_a_title_alone_in_the_first_field_is_no_name() -> None:
    name = clean_person_name("Mr", "Smith")
    assert (name.first, name.last, name.title) == (None, "Smith", "Mr")


def test_a_nickname_is_kept_separate() -> None:
    name = clean_person_name("Robert (Bob)", "Smith (he/him)")
    assert (name.first, name.last, name.nickname) == ("Robert", "Smith", "Bob")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("MCDONALD", "McDonald"),
        ("macdonald", "MacDonald"),
        ("MACHADO", "Machado"),
        ("mackey", "Mackey"),
        ("O'NEIL", "O'Neil"),
        ("d'angelo", "D'Angelo"),
        ("SMITH-JONES", "Smith-Jones"),
        ("VAN DER BERG", "van der Berg"),
        ("de la cruz", "de la Cruz"),
        ("VAN", "Van"),
        ("müller", "Müller"),
        ("BRZĘCZYSZCZYKIEWICZ", "Brzęczyszczykiewicz"),
        ("ПЕТРОВ", "Петров"),
        ("LeBron", "LeBron"),
        ("McDonald", "McDonald"),
        ("გიორგი", "გიორგი"),
        ("太郎", "太郎"),
    ],
)
def test_names_all_in_one_case_get_their_capitals(text: str, shown: str) -> None:
    assert recased(text) == shown
    assert clean_person_name("Ann" if text[0].isupper() else "ann", text).last == shown or text in (
        "VAN",
    )


def test_initials_keep_their_capitals() -> None:
    assert clean_person_name("JT", "SMITH").first == "JT"
    assert clean_person_name("J.R.R.", "Tolkien").first == "J.R.R."


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Acme", "Inc."),
        ("Acme Inc", None),
        ("Siemens AG", None),
        (None, "Müller GmbH & Co. KG"),
        ("Foobar", "Pty Ltd"),
        ("ООО", "Ромашка"),
        ("Acme", "Consulting"),
        ("University", "of Leeds"),
        ("日立株式会社", None),
    ],
)
def test_a_company_in_the_name_is_reported_and_is_no_name(
    first: str | None, last: str | None
) -> None:
    name = clean_person_name(first, last)
    assert name.company == f"{first or ''} {last or ''}".strip()
    assert (name.value, name.first, name.last) == (None, None, None)
    assert [fault.code for fault in name.faults] == [FaultCode.PERSON_NAME_IS_COMPANY]


@pytest.mark.parametrize(
    ("first", "last", "detail"),
    [
        ("test", "test", "TEST"),
        ("Test", "User", "TEST"),
        ("Test", "Smith", "TEST"),
        ("First Name", "Last Name", "TEST"),
        ("asdf", "asdf", "KEYBOARD"),
        ("qwerty", "uiop", "KEYBOARD"),
        ("sdfkjh", "sdf", "KEYBOARD"),
        ("dfgdfg", "x", "KEYBOARD"),
        ("John", "asdkjfhs", "KEYBOARD"),
        ("Mickey", "Mouse", "FICTIONAL"),
        ("MOUSE, MICKEY", None, "FICTIONAL"),
        ("Max", "Mustermann", "FICTIONAL"),
        ("aaaa", "Smith", "REPEATED"),
        ("x", "x", "PLACEHOLDER"),
        ("a", "b", "INITIALS_ONLY"),
        ("John3", "Smith", "DIGITS"),
        ("12345", "678", "NO_LETTERS"),
        ("Sales", "Team", "TITLE_ONLY"),
        ("undefined", "undefined", "PLACEHOLDER"),
        ("Mr", "", "TITLE_ONLY"),
    ],
)
def test_bogus_names_are_faults(first: str, last: str | None, detail: str) -> None:
    name = clean_person_name(first, last)
    assert detail in details(name)


_FEW_VOWELS = """
Krzysztof Grzegorz Brzęczyszczykiewicz Ng Nguyễn Vlk Smrt Krk Llwyd Hrvst Strz Szczęsny Lynch
Schwartz Schmidt Wright Knight Dvořák Čtvrtlík Hlnka Mkrtchyan Ngozi Mbappé Nkrumah Shah Dahl Salk
Lakshmi Jagdish Hassad Fadlallah Ghali Azer Trew Werth Power Tyree Weston Qureshi Zsazsa Tintin
Gaga Lulu Mimi Xu Xi Wu Yu Prskavec Zmrzlý Trpkovski Srbljanović Grbić Kwak Pfister Tsvetkov
"""


@pytest.mark.parametrize(
    "name",
    _FEW_VOWELS.split(),
)
def test_names_with_few_vowels_are_not_mashed(name: str) -> None:
    assert details(clean_person_name("Anna", name)) == []


def test_mashed_keys_are_reported() -> None:
    assert [
        text
        for text in (
            "asdfgh",
            "jkljkl",
            "sdfsdf",
            "ghjkgh",
            "lkjhgf",
            "zxcvzxcv",
            "xcvbnm",
            "qweqwe",
        )
        if not is_mashed(text)
    ] == []


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        ("jane.doe@example.com", "", None),
        ("Jane", "<jane@example.com>", "Jane"),
        ("Jane jane@example.com", "Roe", "Jane Roe"),
    ],
)
def test_an_address_in_the_name_is_a_fault_and_no_name(
    first: str, last: str, shown: str | None
) -> None:
    name = clean_person_name(first, last)
    assert name.value == shown
    assert "EMAIL" in details(name)


def test_a_link_in_the_name_is_a_fault() -> None:
    assert "LINK" in details(clean_person_name("Win money http://example.com/x", "now"))


def test_emoji_and_what_follows_a_bar_are_no_name() -> None:
    name = clean_person_name("Mary 😀✨", "O’Neil ❤️ | CEO | she/her")
    assert (name.first, name.last, name.faults) == ("Mary", "O'Neil", ())


@pytest.mark.parametrize("last", ["N/A", "-", ".", "none", "x", "Unknown", "last name unknown"])
def test_a_last_name_that_says_there_is_none_is_missing(last: str) -> None:
    name = clean_person_name("John", last)
    assert (name.first, name.last) == ("John", None)
    assert [(f.code, f.field) for f in name.faults] == [
        (FaultCode.PERSON_NAME_MISSING, "last_name")
    ]


@pytest.mark.parametrize(
    ("first", "last", "full"),
    [(None, None, None), ("", " ", "\u200b"), ("\ud800", "\x00", ""), ("-", "", None)],
)
def test_no_name_is_missing(first: str | None, last: str | None, full: str | None) -> None:
    name = clean_person_name(first, last, full)
    assert name.value is None
    assert [f.code for f in name.faults] == [FaultCode.PERSON_NAME_MISSING]


def test_details_never_hold_personal_text() -> None:
    name = clean_person_name("Jane jane@example.com", "Asdfasdf 77")
    assert details(name) == ["EMAIL", "KEYBOARD"]


_TEXT = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.text(
        alphabet=list("aAeoOMcdvn .,'-()\"|@ßİıΣςЙй\u0301\u200b\u202e\x00\ud800ǆŉ株会社Dr"),
        max_size=40,
    ),
    st.lists(
        st.sampled_from(
            [
                "Dr.",
                "Jr.",
                "de",
                "la",
                "VAN",
                "der",
                "Smith",
                "JOHN",
                "o'neil",
                ",",
                "MBA",
                "III",
                "(Bob)",
                "Inc",
                "y",
                "x",
                "N/A",
                "test",
            ]
        ),
        max_size=6,
    ).map(" ".join),
)


@example(None, None, "James James")
@example("Ann Lee", "Ann Lee", None)
@given(_TEXT, _TEXT, _TEXT)
def test_cleaning_the_parts_again_gives_them_again(
    first: str | None, last: str | None, full: str | None
) -> None:
    once = clean_person_name(first, last, full)
    again = clean_person_name(once.first, once.last)
    assert (again.first, again.last) == (once.first, once.last)


def test_what_goes_beyond_the_longest_name_is_never_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[int] = []
    real = person_name.atoms_of
    monkeypatch.setattr(person_name, "atoms_of", lambda text: seen.append(len(text)) or real(text))
    name = clean_person_name("a. b " * 200_000, "(" * 1_000_000)
    assert max(seen) <= 2 * person_name.LONGEST_PERSON_NAME + 1
    assert len(name.value or "") <= 2 * person_name.LONGEST_PERSON_NAME + 1
