"""Words are found alike in Python and on every engine, whatever the text."""

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.conditions.nodes import HasWord, Name
from leadpact.engine.scoring import KnownFacts, compile_condition
from leadpact.relational.evaluate import to_expression
from leadpact.storage.store import Store, open_duckdb
from leadpact.terms.text import FOLD_FROM, SEPARATORS, is_word

LETTERS = "aAbsSéÉßİıÎſ部長ñ🚀👩\u200d💻\u0301\u00ad９0"
PIECES = st.sampled_from(
    [*LETTERS, *FOLD_FROM[:40:7], *SEPARATORS, "vp", "VP", "Coo", "coordinator"]
)
TEXTS = st.lists(PIECES, max_size=7).map("".join)
ANY_TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)
WORDS = (TEXTS | ANY_TEXT).filter(is_word)


def check_words(store: Store, word: str, texts: list[str | None]) -> None:
    """Compare what is found in texts, in others made of the word, and where there is none."""
    made = [f"{text}{word}{text}" for text in texts if text is not None]
    texts = [None, word, word.swapcase(), *texts, *made]
    tree = HasWord(Name("title"), word)
    test = compile_condition(tree)
    rows = [(number, text) for number, text in enumerate(texts)]
    table = ibis.memtable(rows, schema={"n": "int64", "title": "string"})
    found = store.fetch_rows(table.select("n", found=to_expression(tree, table)))
    expected = {n: test(KnownFacts({"title": text})) for n, text in rows}
    assert {row["n"]: row["found"] for row in found} == expected


@settings(max_examples=40, deadline=None)
@given(word=WORDS, texts=st.lists(TEXTS | ANY_TEXT, max_size=20))
def test_duckdb_finds_the_words_that_python_finds(word: str, texts: list[str | None]) -> None:
    with open_duckdb(threads=1) as store:
        check_words(store, word, texts)


def test_every_separator_parts_words_on_duckdb() -> None:
    with open_duckdb(threads=1) as store:
        for word in ("vp", "部长", "é", "🚀"):
            check_words(store, word, [f"a{sign}{word}{sign}b" for sign in SEPARATORS])


@pytest.mark.postgres
@settings(max_examples=30, deadline=None)
@given(word=WORDS, texts=st.lists(TEXTS | ANY_TEXT, max_size=30))
def test_postgres_finds_the_words_that_python_finds(
    postgres_store: Store, word: str, texts: list[str | None]
) -> None:
    every = [f"a{sign}{word}{sign}b" for sign in SEPARATORS]
    check_words(postgres_store, word, [*texts, *every])


@pytest.mark.spark
@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@settings(max_examples=10, deadline=None)
@given(word=WORDS, texts=st.lists(TEXTS | ANY_TEXT, max_size=30))
def test_spark_finds_the_words_that_python_finds(
    spark_store: Store, word: str, texts: list[str | None]
) -> None:
    every = [f"a{sign}{word}{sign}b" for sign in SEPARATORS]
    check_words(spark_store, word, [*texts, *every])
