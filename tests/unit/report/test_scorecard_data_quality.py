"""The section on data quality: what `run` did about identity, as numbers and sentences."""

import pytest
from scorecard_rows import IDENTITY, PACT, scorecard

from leadpact.identity.accounts import MatchOutcome
from leadpact.identity.batch.accounts import FOUNDED, ON_RECORD
from leadpact.report import scorecard_html
from leadpact.report.words import FAULTS, OUTCOMES, SPACE
from leadpact.terms.hygiene import FaultCode

WITHOUT_IDENTITY = PACT.partition("identity:")[0]


def quality(**changes):
    return scorecard(identity=IDENTITY | changes).data_quality


def section_of(html):
    return html.partition('<section id="data-quality">')[2].partition("</section>")[0]


def test_grades_are_reported_from_best_to_worst_and_add_up_to_all_leads():
    grades = quality().grades
    assert [(row.grade, row.share.n) for row in grades] == [
        ("A", 640),
        ("B", 200),
        ("C", 90),
        ("D", 0),
        ("F", 70),
    ]
    assert sum(row.share.n for row in grades) == grades[0].share.of == 1000


def test_leads_with_a_fatal_or_major_fault_are_those_with_grade_c_d_and_f():
    built = quality(grades={"A": 1, "B": 2, "C": 4, "D": 8, "F": 16}, n_leads=31, faults={})
    assert (built.grave.n, built.grave.of) == (28, 31)


def test_the_sources_grave_leads_add_up_to_all_grave_leads():
    built = quality()
    assert [(row.n_leads, row.grave.n) for row in built.sources] == [
        (350, 130),
        (50, 18),
        (600, 12),
    ]
    assert sum(row.grave.n for row in built.sources) == built.grave.n == 160


def test_a_source_of_few_leads_does_not_come_first_by_chance():
    many = {"source": "list", "n_leads": 400, "A": 200, "F": 200}
    one = {"source": "card", "n_leads": 1, "F": 1}
    built = quality(grades_by_source=[many, one])
    assert [row.label for row in built.sources] == ["list", "card"]


def test_more_sources_than_are_listed_are_counted():
    found = [{"source": f"s{number:02}", "n_leads": 10, "A": 10} for number in range(17)]
    built = quality(grades_by_source=found)
    assert (len(built.sources), built.n_hidden) == (15, 2)


def test_where_no_source_is_known_there_is_no_table_of_sources():
    built = quality(grades_by_source=[{"source": None, "n_leads": 1000, "A": 840, "F": 160}])
    assert built.sources == ()
    assert "By source" not in section_of(
        scorecard_html(
            scorecard(
                identity={
                    **IDENTITY,
                    "grades_by_source": [{"source": None, "n_leads": 1000, "A": 1000}],
                }
            )
        )
    )


def test_faults_are_named_in_words_with_the_gravity_that_the_pact_gives_them():
    assert [(row.label, row.gravity, row.share.n) for row in quality().faults] == [
        ("Country not recognised", "MINOR", 200),
        ("Private mailbox", "MAJOR", 90),
        ("Not an e-mail address", "FATAL", 70),
    ]


def test_a_fault_that_the_pact_ignores_is_not_listed():
    assert "TITLE_UNKNOWN" not in {row.code for row in quality().faults}


def test_the_ten_most_frequent_faults_are_listed_and_the_others_counted():
    counts = {str(code): number for number, code in enumerate(FaultCode, 1)}
    built = quality(faults=counts)
    assert len(built.faults) == 10
    assert built.n_hidden_faults == len(FaultCode) - 1 - 10
    shown = [row.share.n for row in built.faults]
    assert shown == sorted(shown, reverse=True)


def test_every_fault_and_every_outcome_has_a_name_for_people():
    assert set(FAULTS) == set(FaultCode)
    assert set(OUTCOMES) == {*map(str, MatchOutcome), ON_RECORD, FOUNDED}


def test_persons_and_pairs_to_review_are_reported():
    persons = quality().persons
    assert persons is not None
    assert (persons.n_persons, persons.n_merged, persons.n_to_review) == (970, 30, 4)


def test_accounts_are_reported_by_outcome_and_founded_accounts_apart():
    built = quality()
    assert [(row.label, row.share.n) for row in built.accounts] == [
        ("Matched to an account", 500),
        ("Founded a new account", 300),
        ("No account", 120),
        ("Came with their account", 40),
        ("Several accounts fit, none was taken", 10),
    ]
    assert {row.share.of for row in built.accounts} == {970}
    assert built.n_founded == 250


def test_what_the_pact_does_not_look_for_is_left_out_and_not_shown_as_zero():
    values = {name: IDENTITY[name] for name in IDENTITY if name not in {"duplicates", "accounts"}}
    card = scorecard(identity=values)
    built = card.data_quality
    assert (built.persons, built.accounts, built.n_founded) == (None, (), None)
    section = section_of(scorecard_html(card))
    assert "Leads of one person<" not in section
    assert "accounts" not in section
    assert "merged" not in section


def test_the_reading_tells_the_share_the_first_fault_and_the_worst_source():
    assert quality().reading.replace(SPACE, " ") == (
        "160 of 1,000 leads (16.0 %) have a fatal or major fault in their data. "
        "The most frequent fault is “Country not recognised”: 200 (20.0 %). "
        f"Such faults are in 37.1 % of the leads of “{IDENTITY['grades_by_source'][1]['source']}”, "
        "against 2.0 % of those of “Web”; that is more than chance."
    )


def test_sources_that_chance_alone_may_tell_apart_are_not_compared():
    close = [
        {"source": "a", "n_leads": 20, "A": 15, "F": 5},
        {"source": "b", "n_leads": 20, "A": 14, "F": 6},
    ]
    assert "more than chance" not in quality(grades_by_source=close).reading


def test_leads_without_a_fault_name_no_fault():
    built = quality(grades={"A": 1000}, faults={}, grades_by_source=[])
    assert built.reading.replace(SPACE, " ") == (
        "0 of 1,000 leads (0.0 %) have a fatal or major fault in their data."
    )


@pytest.mark.parametrize(
    ("pact", "identity", "sentence"),
    [
        (WITHOUT_IDENTITY, None, "The pact does not ask how good the data of leads are."),
        (PACT, None, "The leads of this scorecard were not cleaned, so their data are not graded."),
        (PACT, {"n_leads": 0}, "There are no leads whose data could be graded."),
    ],
)
def test_what_was_not_asked_for_is_stated_in_one_line_and_draws_nothing(pact, identity, sentence):
    card = scorecard(pact, identity=identity)
    assert (card.data_quality.missing, card.data_quality.reading) == (sentence, "")
    section = section_of(scorecard_html(card))
    assert sentence in section
    assert "<table" not in section
    assert "<figure" not in section
