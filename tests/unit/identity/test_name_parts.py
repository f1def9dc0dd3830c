"""A personal name in its parts: what is a title, a degree, a nickname, a family name."""

import pytest

from leadpact.identity.hygiene.name_parts import NameParts, split_fields, split_full


@pytest.mark.parametrize(
    ("text", "first", "last", "degrees"),
    [
        ("Jane Smith, MA", "Jane", "Smith", ("MA",)),  # also a family name: here behind a comma
        ("Jane Smith M.A.", "Jane", "Smith", ("M.A.",)),  # here with its dots
        ("Jane Smith MA", "Jane", "MA", ()),
        ("Jane Smith, PhD, MA", "Jane", "Smith", ("PhD", "MA")),
        ("Jane Smith PhD", "Jane", "Smith", ("PhD",)),
        ("MA, Jane", "Jane", "MA", ()),
    ],
)
def test_a_degree_that_is_also_a_name_needs_a_comma_or_its_dots(
    text: str, first: str, last: str, degrees: tuple[str, ...]
) -> None:
    parts = split_full(text)
    assert (parts.first, parts.last, parts.degrees) == (first, last, degrees)


@pytest.mark.parametrize(
    ("last", "family", "degrees"),
    [("Smith, MA", "Smith", ("MA",)), ("Smith, Jones", "Smith Jones", ())],
)
def test_what_follows_the_comma_of_a_family_name_is_a_degree_or_more_of_it(
    last: str, family: str, degrees: tuple[str, ...]
) -> None:
    parts = split_fields("Jane", last)
    assert (parts.first, parts.last, parts.degrees) == ("Jane", family, degrees)


@pytest.mark.parametrize(
    ("text", "nickname"),
    [
        ("Jane (Janey) Smith", "Janey"),
        ('Jane "Janey" Smith', "Janey"),
        ("Jane [Janey] Smith", "Janey"),
        ("Jane (she/her) Smith", ""),
        ("Jane (she/her) (Janey) Smith", "Janey"),
        ("Jane () (Janey) Smith", "Janey"),
        ("Jane (Janey) (Jay) Smith", "Janey"),
    ],
)
def test_a_nickname_is_the_first_text_in_brackets_that_is_no_pair_of_pronouns(
    text: str, nickname: str
) -> None:
    parts = split_full(text)
    assert (parts.first, parts.last, parts.nickname) == ("Jane", "Smith", nickname)


def test_a_name_that_is_nothing_but_brackets_stays() -> None:
    assert split_full("(Jane)") == NameParts("(Jane)")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("ben carson", "ben", "carson"),  # particles that are given names too
        ("bin rashid", "bin", "rashid"),
        ("van gogh", "", "van gogh"),
        ("la rue", "", "la rue"),
    ],
)
def test_a_particle_begins_a_family_name_unless_it_is_also_a_given_name(
    text: str, first: str, last: str
) -> None:
    parts = split_full(text)
    assert (parts.first, parts.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "first", "middle", "last"),
    [
        ("Ana Maria Ortega y Gasset", "Ana", "Maria", "Ortega y Gasset"),
        ("Ana y Gasset Cruz", "Ana", "y Gasset", "Cruz"),  # no name before it to join
        ("Ana Cruz e", "Ana", "Cruz", "e"),
        ("Ana Maria Cruz", "Ana", "Maria", "Cruz"),
        ("Ana de Cruz", "Ana", "", "de Cruz"),
        ("Ana von der Heide", "Ana", "", "von der Heide"),
    ],
)
def test_a_family_name_begins_at_its_particle_or_before_what_joins_two(
    text: str, first: str, middle: str, last: str
) -> None:
    parts = split_full(text)
    assert (parts.first, parts.middle, parts.last) == (first, middle, last)


@pytest.mark.parametrize(
    ("text", "first", "last", "is_swapped"),
    [
        ("DUPONT Jean", "Jean", "DUPONT", True),
        ("DU PONT Jean", "DU", "Jean", False),  # two letters may be initials
        ("DUPONT-AIGNAN Jean", "Jean", "DUPONT-AIGNAN", True),
        ("DUPONT JEAN", "DUPONT", "JEAN", False),
        ("SMITH JONES Jean", "Jean", "SMITH JONES", True),
        ("Jean DUPONT", "Jean", "DUPONT", False),
        ("X2000 Jean", "X2000", "Jean", False),
        ("山田 太郎", "太郎", "山田", True),
        ("山田 Taro", "山田", "Taro", False),
    ],
)
def test_a_family_name_comes_first_in_capitals_or_in_a_script_that_has_it_so(
    text: str, first: str, last: str, is_swapped: bool
) -> None:
    parts = split_full(text)
    assert (parts.first, parts.last, parts.is_swapped) == (first, last, is_swapped)


@pytest.mark.parametrize(
    ("first", "given", "middle"),
    [
        ("Mary Q", "Mary", "Q"),
        ("Mary Q. R.", "Mary", "Q. R."),
        ("Q", "Q", ""),
        ("Q. R.", "Q.", "R."),
        ("Mary Jo", "Mary Jo", ""),
        ("Mary Smith", "Mary", ""),  # the family name again
        ("Mary Jo SMITH smith", "Mary Jo", ""),
        ("Smith", "Smith", ""),  # nothing else would be left
    ],
)
def test_given_names_end_before_initials_and_before_the_family_name(
    first: str, given: str, middle: str
) -> None:
    parts = split_fields(first, "Smith")
    assert (parts.first, parts.middle, parts.last) == (given, middle, "Smith")


@pytest.mark.parametrize(
    ("text", "titles", "first", "last", "suffix"),
    [
        ("Dr. Jane Smith Jr.", ("Dr.",), "Jane", "Smith", "Jr."),
        ("Prof. Dr. Jane Smith III", ("Prof.", "Dr."), "Jane", "Smith", "III"),
        ("Dr.", (), "Dr.", "", ""),  # one word always stays
        ("Jane Jr.", (), "Jane", "", "Jr."),
        ("Smith, Dr. Jane Jr.", ("Dr.",), "Jane", "Smith", "Jr."),
    ],
)
def test_titles_are_in_front_and_suffixes_behind_but_one_word_stays(
    text: str, titles: tuple[str, ...], first: str, last: str, suffix: str
) -> None:
    parts = split_full(text)
    assert (parts.titles, parts.first, parts.last, parts.suffix) == (titles, first, last, suffix)
