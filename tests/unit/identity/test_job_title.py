"""What a job title says, title by title, and what holds of every text."""

from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.identity.data_files import read_lines, read_table
from leadpact.identity.hygiene.job_title import MAX_CHARACTERS, clean_title
from leadpact.identity.hygiene.job_title_reading import BuyingRole, JobFunction, Seniority
from leadpact.identity.hygiene.job_title_rules import (
    LONGEST_WORD,
    TitleRule,
    counting_hits,
    find_hits,
    title_rules,
)
from leadpact.identity.hygiene.job_title_words import title_words
from leadpact.identity.hygiene.plain_text import tidy
from leadpact.terms.hygiene import FaultCode
from vacuous import at_least, some

LAW = settings(max_examples=200, deadline=None, database=None)

KINDS = {"RANK", "GRADE", "TRAINEE", "AIDE", "WORK", "AREA", "FORMER", "RETIRED", "CUT", "NOTE"}


def read(text: str | None) -> str:
    title = clean_title(text)
    return f"{title.seniority} {title.job_function}"


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("President", "C_LEVEL GENERAL_MANAGEMENT"),
        ("Vice President", "VP UNKNOWN"),
        ("Senior Vice President, Finance", "VP FINANCE"),
        ("SVP", "VP UNKNOWN"),
        ("EVP Sales", "VP SALES"),
        ("AVP", "VP UNKNOWN"),
        ("V.P. of Sales", "VP SALES"),
        ("Head of Sales", "DIRECTOR SALES"),
        ("Director of Sales Operations", "DIRECTOR SALES"),
        ("Sales Engineer", "INDIVIDUAL SALES"),
        ("Product Marketing Manager", "MANAGER MARKETING"),
        ("Product Manager", "MANAGER PRODUCT"),
        ("Product Owner", "INDIVIDUAL PRODUCT"),
        ("HR Business Partner", "INDIVIDUAL HR"),
        ("Channel Partner Manager", "MANAGER SALES"),
        ("CEO & Founder", "C_LEVEL GENERAL_MANAGEMENT"),
        ("Founder, CEO", "C_LEVEL GENERAL_MANAGEMENT"),
        ("Managing Director", "C_LEVEL GENERAL_MANAGEMENT"),
        ("Executive Director", "DIRECTOR GENERAL_MANAGEMENT"),
        ("Chief Happiness Officer", "C_LEVEL UNKNOWN"),
        ("Chief Information Security Officer", "C_LEVEL IT"),
        ("Chief Engineer", "DIRECTOR ENGINEERING"),
        ("Chief of Staff to the CEO", "DIRECTOR GENERAL_MANAGEMENT"),
        ("CTO", "C_LEVEL ENGINEERING"),
        ("CISO", "C_LEVEL IT"),
        ("CMO", "C_LEVEL MARKETING"),
        ("Sr. Mgr", "MANAGER UNKNOWN"),
        ("Dir, Marketing", "DIRECTOR MARKETING"),
        ("Senior Accountant", "SENIOR FINANCE"),
        ("Sales & Marketing Director", "DIRECTOR SALES"),
        ("Marketing/Sales Manager", "MANAGER MARKETING"),
        ("Founder & Designer", "OWNER DESIGN"),
        ("Head of Sales and CTO", "C_LEVEL ENGINEERING"),
        ("VP of Sales (EMEA)", "VP SALES"),
        ("MARKETING | EVENTS | Manager", "MANAGER MARKETING"),
        ("sales_manager", "MANAGER SALES"),
        ("Director of Student Affairs", "DIRECTOR EDUCATION"),
        ("CEO at Marketing GmbH", "C_LEVEL GENERAL_MANAGEMENT"),
        ("Geschäftsführer", "C_LEVEL GENERAL_MANAGEMENT"),
        ("GESCHÄFTSFÜHRERIN VERTRIEB", "C_LEVEL SALES"),
        ("Leiter Einkauf", "MANAGER PURCHASING"),
        ("Leiter:in Einkauf (m/w/d)", "MANAGER PURCHASING"),
        ("Mitarbeiter/in Einkauf", "INDIVIDUAL PURCHASING"),
        ("Einkaeuferin", "INDIVIDUAL PURCHASING"),
        ("Werkstudent Marketing", "STUDENT MARKETING"),
        ("Directeur commercial", "DIRECTOR SALES"),
        ("Chargé(e) de communication", "INDIVIDUAL MARKETING"),
        ("Jefe de ventas", "MANAGER SALES"),
        ("Responsável de compras", "MANAGER PURCHASING"),
        ("CEO's Office Manager", "MANAGER ADMINISTRATION"),
        ("Manufacturing Engineer", "INDIVIDUAL ENGINEERING"),
        ("Chargée de recrutement", "INDIVIDUAL HR"),
        ("Verkäuferin", "INDIVIDUAL SALES"),
        ("Director of Assistants", "DIRECTOR UNKNOWN"),
        ("e-commerce lead", "MANAGER MARKETING"),
        ("C - Level", "C_LEVEL UNKNOWN"),
    ],
)
def test_a_title_is_read(text: str, reported: str) -> None:
    assert read(text) == reported


@pytest.mark.parametrize(
    "text",
    [
        "Assistant to the VP",
        "VP's assistant",
        "VP’s Assistant",
        "Executive Assistant to the CEO and Founder",
        "Asst. to CFO",
        "Assistentin der Geschäftsführung",
        "Sekretärin des Vorstands",
        "Assistante de direction",
        "Asistente de gerencia",
        "Assistente da diretoria",
        "Director Assistant",
    ],
)
def test_who_assists_somebody_has_not_their_rank_but_keeps_the_gate(text: str) -> None:
    assert read(text) == "ENTRY ADMINISTRATION"
    assert clean_title(text).buying_role is BuyingRole.GATEKEEPER


@pytest.mark.parametrize(
    "text", ["Trainee Manager", "Praktikant der Geschäftsleitung", "VP Intern"]
)
def test_who_is_in_training_has_not_the_rank_they_learn(text: str) -> None:
    assert clean_title(text).seniority is Seniority.STUDENT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Directeur(trice) des ventes", ("directeur", "des", "ventes")),
        ("Chargé·e de clientèle", ("charge", "de", "clientele")),
        ("Entwickler*in (w/m/d)", ("entwickler",)),
        ("Ingeniero/a", ("ingeniero",)),
        ("HR/A", ("hr", "/", "a")),
        ("V.P.", ("vp",)),
        ("VP’s", ("vp", "'s")),
        ("e-commerce & C - Level", ("ecommerce", "&", "c", "level")),
        ("Sales — North", ("sales", "—", "north")),
    ],
)
def test_a_title_falls_into_words(text: str, words: tuple[str, ...]) -> None:
    assert title_words(tidy(text, limit=MAX_CHARACTERS)) == words


@pytest.mark.parametrize("text", ["Assistant Director", "Deputy Director", "Associate Director"])
def test_an_assistant_of_rank_keeps_the_rank(text: str) -> None:
    assert read(text) == "DIRECTOR UNKNOWN"


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("Ex-CEO", "UNKNOWN UNKNOWN"),
        ("CEO (retired)", "UNKNOWN UNKNOWN"),
        ("Geschäftsführer a.D.", "UNKNOWN UNKNOWN"),
        ("Former VP Sales, now consultant", "INDIVIDUAL CONSULTING"),
        ("Retired CFO, Board Member", "C_LEVEL GENERAL_MANAGEMENT"),
    ],
)
def test_what_somebody_was_does_not_count(text: str, reported: str) -> None:
    assert read(text) == reported


def test_a_title_that_is_only_of_the_past_says_so() -> None:
    (fault,) = clean_title("Ehem. Vorstand").faults
    assert (fault.code, fault.detail) == (FaultCode.TITLE_UNKNOWN, "not of today")


@pytest.mark.parametrize(
    "text",
    [
        *("n/a", "N.A.", "test", "-", "...", "mr", "Mrs.", "xxx", "asdf", "12345", "unknown"),
        *("none of the above", "Your job title here", "jo@acme.com", "https://acme.com", "👍"),
    ],
)
def test_what_is_no_title_is_bogus(text: str) -> None:
    title = clean_title(text)
    assert title.value is None
    assert [fault.code for fault in title.faults] == [FaultCode.TITLE_BOGUS]


@pytest.mark.parametrize("text", [None, "", " \t\n", "\u200b\u200e"])
def test_a_missing_title_has_no_fault(text: str | None) -> None:
    title = clean_title(text)
    assert (title.value, title.faults, title.rule_ids) == (None, (), ())


@pytest.mark.parametrize("text", ["Jedi", "人事部長", "Member", "Генеральный директор"])
def test_a_title_that_no_rule_knows_is_kept_and_unknown(text: str) -> None:
    title = clean_title(text)
    assert title.value == text
    assert [fault.code for fault in title.faults] == [FaultCode.TITLE_UNKNOWN]


@pytest.mark.parametrize("text", ["Director", "Sales", "Test Engineer", "Position Manager"])
def test_a_title_that_says_half_has_no_fault(text: str) -> None:
    assert clean_title(text).faults == ()


def test_the_value_is_on_one_line_and_does_not_shout() -> None:
    assert clean_title("  HEAD OF \n SALES  ").value == "Head of Sales"
    assert clean_title("VP HR").value == "VP HR"


def test_the_rules_that_counted_are_named_in_the_order_of_the_title() -> None:
    title = clean_title("SVP, Global Procurement at Sales Inc")
    assert title.rule_ids == ("en:svp", "en:procurement")
    assert title.language == "en"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("CEO", BuyingRole.ECONOMIC_BUYER),
        ("Owner", BuyingRole.ECONOMIC_BUYER),
        ("VP Sales", BuyingRole.DECISION_MAKER),
        ("Marketing Manager", BuyingRole.INFLUENCER),
        ("Buyer", BuyingRole.TECHNICAL_BUYER),
        ("Nurse", BuyingRole.USER),
        ("Intern", BuyingRole.NO_ROLE),
        ("Marketing", BuyingRole.UNKNOWN),
    ],
)
def test_seniority_and_function_give_the_part_in_a_purchase(text: str, role: BuyingRole) -> None:
    assert clean_title(text).buying_role is role


def test_every_seniority_has_a_buying_role() -> None:
    rows = read_table("buying_roles.tsv")
    assert {row["seniority"] for row in rows if row["job_function"] == "*"} == set(Seniority)
    for row in rows:
        assert row["job_function"] == "*" or JobFunction(row["job_function"])
        assert BuyingRole(row["buying_role"])


def test_the_rows_of_the_rule_table_are_sorted_and_of_known_codes() -> None:
    lines = read_lines("job_titles.tsv")[1:]
    assert list(lines) == sorted(set(lines))
    for row in read_table("job_titles.tsv"):
        assert row["kind"] in KINDS | {"BOGUS", "FILLER"}
        assert row["language"] in ("*", "de", "en", "es", "fr", "pt")
        assert row["seniority"] == "" or Seniority(row["seniority"])
        assert row["job_function"] == "" or JobFunction(row["job_function"])
        assert 0 <= int(row["priority"]) <= 90


def test_no_two_rules_are_met_by_the_same_words_and_no_two_share_their_name() -> None:
    rows = [row for row in read_table("job_titles.tsv") if row["kind"] not in ("BOGUS", "FILLER")]
    expanded = title_rules()
    choices = sum(_n_choices(row["words"]) for row in rows)
    n_met = len(expanded.phrases) + len(expanded.wholes) + len(expanded.gaps)
    assert choices == n_met + len(expanded.beginnings) + len(expanded.endings)
    ids = Counter(f"{row['language']}:{row['words']}" for row in rows)
    assert ids.most_common(1)[0][1] == 1


def _n_choices(words: str) -> int:
    n = 1
    for word in words.split():
        n *= word.count("|") + 1
    return n


def test_no_phrase_of_an_area_hides_a_rank_or_an_occupation_that_it_begins_with() -> None:
    """A row such as `jefe de producto` is a rank; as an area it would swallow "jefe"."""
    rules = title_rules()
    hiding = {
        " ".join(words)
        for words, rule in rules.phrases.items()
        if rule.kind == "AREA"
        and len(words) > 1
        and words[1] in ("de", "d", "des", "of", "personal")
        for hidden in rules.of_word(words[0])
        if hidden.kind in ("RANK", "WORK", "AIDE") and hidden.language != "pt"
    }
    assert hiding == set()


def test_every_rule_can_be_met() -> None:
    """The words of each rule, read as a title, meet that rule: none is hidden by folding."""
    rules = title_rules()
    for words, rule in some(rules.phrases.items()):
        assert rule in _met(" ".join(words)), words
    for word, rule in some(rules.beginnings.items()):
        assert rule in _met(f"{word}qx") or rule in _met(word), word
    for word, rule in some(rules.endings.items()):
        assert rule in _met(f"qx{word}"), word


def _met(text: str) -> set[TitleRule]:
    words = title_words(text)
    rules = title_rules()
    return {hit.rule for hit in find_hits(words, rules)} | set(rules.of_word(words[0]))


WORDS = st.sampled_from(
    ["VP", "CEO", "assistant", "to", "the", "'s", "Sales", "Leiter", "&", ",", "(", ")", "former"]
) | st.sampled_from(
    ["chief", "officer", "Marketing", "a.D.", "/", " - ", "\u200f", "Ä", "of", "at", "intern"]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map(" ".join))


@at_least(LAW.max_examples)
@LAW
@given(TEXTS)
def test_reading_the_value_again_changes_nothing(text: str) -> None:
    once = clean_title(text)
    assume(once.value is not None)
    assert clean_title(once.value) == once


@LAW
@given(TEXTS)
def test_case_and_white_space_change_no_reading(text: str) -> None:
    spaced = f"  {text.strip()}\t\n"
    assert clean_title(spaced) == clean_title(text.strip())


@LAW
@given(st.lists(WORDS, max_size=12))
def test_what_counts_is_among_what_was_met(parts: list[str]) -> None:
    words = title_words(" ".join(parts))
    hits = find_hits(words, title_rules())
    counted = counting_hits(hits, words)
    assert set(counted) <= set(hits)
    assert list(counted) == sorted(counted, key=lambda hit: hit.start)


@pytest.mark.parametrize(
    "piece",
    ["a", "VP ", "'s assistant ", "(((", "a.", "chief ", "- ", "\u0301", "\u202e", "\0", "\ud800"],
)
def test_hostile_runs_are_cut_before_any_rule_sees_them(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    title = clean_title(text)
    assert title.value is None or len(title.value) <= MAX_CHARACTERS
    assert clean_title(text[: 8 * MAX_CHARACTERS]) == title


def test_a_long_word_meets_no_rule_of_parts() -> None:
    assert title_rules().of_word("x" * (LONGEST_WORD - 6) + "leiter") != ()
    assert title_rules().of_word("x" * LONGEST_WORD + "leiter") == ()
