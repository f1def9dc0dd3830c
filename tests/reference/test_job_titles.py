"""Titles labelled by hand before any rule existed: how many are read right."""

import csv
import gzip
import hashlib
from pathlib import Path

import pytest

from leadpact.identity.hygiene.job_title import CleanTitle, clean_title
from leadpact.terms.hygiene import FaultCode

HERE = Path(__file__).parent
SALT = "leadpact job titles 2026-11"


def labels(name: str) -> list[dict[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((x for x in lines if not x.startswith("# ")), delimiter="\t"))


def digest(title: str) -> str:
    return hashlib.sha256(f"{SALT}\n{title}".encode()).hexdigest()


@pytest.fixture(scope="module")
def drawn(shared_data: Path) -> list[str]:
    """Return the 200 titles of the draw that the guide tells."""
    path = shared_data / "marketstar-sdr-funnel" / "Leads.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        titles = {row["Title"] for row in csv.DictReader(file)}
    return sorted((title for title in titles if title.strip()), key=digest)[:200]


def shares(rows: list[tuple[CleanTitle, dict[str, str]]]) -> tuple[float, float, list[str]]:
    """Return the shares right on seniority and function, and the titles read wrong."""
    wrong = [
        f"{title.value}: {title.seniority} {title.job_function}"
        for title, row in rows
        if (title.seniority, title.job_function) != (row["seniority"], row["job_function"])
    ]
    n_seniority = sum(title.seniority == row["seniority"] for title, row in rows)
    n_function = sum(title.job_function == row["job_function"] for title, row in rows)
    return n_seniority / len(rows), n_function / len(rows), wrong


def test_the_labels_are_those_of_the_draw(drawn: list[str]) -> None:
    keys = [row["key"] for row in labels("job_titles_labelled.tsv")]
    assert keys == [digest(title)[:16] for title in drawn]


def test_nine_in_ten_real_titles_are_read_right(drawn: list[str]) -> None:
    rows = labels("job_titles_labelled.tsv")
    seniority, function, wrong = shares(
        [(clean_title(title), row) for title, row in zip(drawn, rows, strict=True)]
    )
    assert seniority >= 0.90, wrong
    assert function >= 0.90, wrong


def test_no_real_title_is_called_bogus_and_most_bogus_ones_are(drawn: list[str]) -> None:
    pairs = list(zip(drawn, labels("job_titles_labelled.tsv"), strict=True))
    found = {title for title in drawn if _is_bogus(title)}
    labelled = {title for title, row in pairs if row["bogus"] == "yes"}
    assert found <= labelled
    assert len(found) >= 0.8 * len(labelled)


def _is_bogus(title: str) -> bool:
    return any(fault.code is FaultCode.TITLE_BOGUS for fault in clean_title(title).faults)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "pt"])
def test_nine_in_ten_titles_of_each_language_are_read_right(language: str) -> None:
    rows = [x for x in labels("job_titles_multilingual.tsv") if x["language"] == language]
    seniority, function, wrong = shares([(clean_title(row["title"]), row) for row in rows])
    assert len(rows) >= 20
    assert seniority >= 0.90, wrong
    assert function >= 0.90, wrong


def test_nine_in_ten_untidy_titles_are_read_right() -> None:
    rows = labels("job_titles_unseen.tsv")
    seniority, function, wrong = shares([(clean_title(row["title"]), row) for row in rows])
    assert seniority >= 0.90, wrong
    assert function >= 0.90, wrong
