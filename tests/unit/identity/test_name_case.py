"""Capital and small letters of names that came all in one case."""

import pytest

from leadpact.identity.hygiene.name_case import recased


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("JT", "JT"),  # two capitals are initials,
        ("ED", "Ed"),  # but for usual names,
        ("JTR", "JTR"),  # and three without a vowel,
        ("JAR", "Jar"),
        ("JYR", "Jyr"),
        ("JTRS", "Jtrs"),  # never four
        ("J-R", "J-R"),
        ("jt", "Jt"),
        ("J", "J"),
        ("J.R.", "J.R."),
    ],
)
def test_a_given_name_of_few_capitals_may_be_initials(text: str, shown: str) -> None:
    assert recased(text, is_first=True) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("JT", "Jt"),  # a family name is none
        ("smith iii", "Smith III"),
        ("SMITH IV", "Smith IV"),
        ("smith v", "Smith V"),
        ("mca", "Mca"),
        ("mcab", "McAb"),
        ("MCNEIL-SMITH", "McNeil-Smith"),
        ("macneil", "MacNeil"),
        ("macy", "Macy"),
        ("van", "Van"),  # what would end the name is no particle
        ("van der berg", "van der Berg"),
        ("berg van", "Berg Van"),
        ("de la cruz", "de la Cruz"),
        ("de las casas", "de las Casas"),
        ("de los santos", "de los Santos"),
        ("maria la cruz", "Maria La Cruz"),  # `la` is one only behind `de`
        ("ORTEGA Y GASSET", "Ortega y Gasset"),
        ("o'neil", "O'Neil"),
        ("levi's", "Levi's"),
        ("d'a d'or", "D'a D'Or"),
        ("ßen", "ßen"),  # no letter is its capital
        ("ПЕТРОВ", "Петров"),
        ("Smith", "Smith"),
        ("SMITH Jr", "SMITH Jr"),
    ],
)
def test_a_name_gets_its_capitals(text: str, shown: str) -> None:
    assert recased(text) == shown
