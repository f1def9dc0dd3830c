from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from leadpact.identity.enrichment.providers import AskBy
from leadpact.identity.enrichment.table_provider import (
    TableLayout,
    UnableToReadTable,
    read_append_table,
)
from leadpact.identity.enrichment.values import Provided, WhyNot

TODAY = date(2026, 5, 4)
OF_THE_TABLE = date(2026, 1, 1)
CSV = """\
site,branch,staff,seen
https://www.acme.com/,SOFTWARE,00120,2026-02-01
ACME.com,RETAIL,90,2025-02-01
globex.de,,50,
,LOST,1,2026-02-01
gmail.com,MAIL,1,2026-02-01
initech.com,,,2026-02-01
"""


def layout(**changes):
    usual = {
        "name": "firms",
        "ask_by": AskBy.DOMAIN,
        "key": "site",
        "fields_by_source": {"branch": "industry", "staff": "n_employees"},
        "observed_on": OF_THE_TABLE,
        "observed_on_column": "seen",
    }
    return TableLayout(**{**usual, **changes})


@pytest.fixture(params=["firms.csv", "firms.parquet"])
def table(request, tmp_path):
    path = tmp_path / request.param
    if path.suffix == ".csv":
        path.write_text(CSV, encoding="utf-8")
    else:
        header, *rows = (line.split(",") for line in CSV.splitlines())
        texts = zip(*rows, strict=True)
        columns = {n: [t or None for t in c] for n, c in zip(header, texts, strict=True)}
        columns["unread"] = [[1]] * len(rows)
        pq.write_table(pa.table(columns), path)
    return read_append_table(path, layout=layout())


def test_a_row_is_found_by_its_key_and_keeps_its_texts_source_and_day(table):
    found = table.look_up("acme.com", as_of=TODAY)
    day = date(2026, 2, 1)
    assert found.values == {
        "industry": Provided("SOFTWARE", "append:firms", day),
        "n_employees": Provided("00120", "append:firms", day),
    }


def test_a_row_without_a_day_has_that_of_the_table_and_an_empty_cell_gives_nothing(table):
    found = table.look_up("globex.de", as_of=TODAY)
    assert found.values == {"n_employees": Provided("50", "append:firms", OF_THE_TABLE)}


def test_what_is_not_there_is_not_found(table):
    assert table.look_up("unknown.com", as_of=TODAY).why_not is WhyNot.NOT_FOUND
    assert table.look_up("initech.com", as_of=TODAY).why_not is WhyNot.NOT_FOUND
    assert table.look_up("gmail.com", as_of=TODAY).why_not is WhyNot.NOT_FOUND


def test_rows_that_cannot_be_asked_for_and_rows_that_gave_way_are_counted(table):
    assert (table.n_without_key, table.n_superseded) == (2, 1)
    assert table.fields == {"industry", "n_employees"}


def test_a_table_of_people_is_keyed_by_mailbox(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("mail,job\nJo+x@ACME.com,CFO\n", encoding="utf-8")
    people = layout(
        ask_by=AskBy.EMAIL, key="mail", fields_by_source={"job": "title"}, observed_on_column=None
    )
    found = read_append_table(path, layout=people).look_up("jo@acme.com", as_of=TODAY)
    assert found.values == {"title": Provided("CFO", "append:firms", OF_THE_TABLE)}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("firms.csv", "site,branch,seen\na.com,b,\n", "0 columns 'staff'"),
        ("firms.csv", "site,branch,staff,staff,seen\na.com,b,1,2,\n", "2 columns 'staff'"),
        ("firms.csv", "site,branch,staff,seen\na.com,b,1,yesterday\n", "row 1: 'yesterday'"),
        ("firms.csv", "site,branch\na.com,b,c,d\n", "Give a CSV in UTF-8"),
        ("firms.csv", "", "Give a CSV in UTF-8"),
        ("firms.parquet", "no parquet", "Give a CSV in UTF-8"),
    ],
)
def test_a_table_that_cannot_be_used_says_why_and_what_to_do(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UnableToReadTable, match=message):
        read_append_table(path, layout=layout())


def test_a_table_that_is_not_there_says_so(tmp_path):
    with pytest.raises(UnableToReadTable, match=r"firms\.csv"):
        read_append_table(tmp_path / "firms.csv", layout=layout())


def rows(tmp_path, text, **changes):
    path = tmp_path / "firms.csv"
    path.write_text(f"site,branch,staff,seen\n{text}", encoding="utf-8")
    return read_append_table(path, layout=layout(**changes))


def test_of_a_moment_the_day_counts_and_of_rows_of_one_day_the_first(tmp_path):
    table = rows(
        tmp_path,
        "a.com,OLD,1,2026-02-01\na.com,FIRST,2,2026-02-02T10:00:00Z\n"
        "a.com,SECOND,3,2026-02-02T11:00:00Z\nb.com,B,4,\n",
    )
    found = table.look_up("a.com", as_of=TODAY).values
    assert found["industry"] == Provided("FIRST", "append:firms", date(2026, 2, 2))
    assert table.look_up("b.com", as_of=TODAY).values["industry"].observed_on == OF_THE_TABLE
    assert (table.n_without_key, table.n_superseded) == (0, 2)


def test_a_day_that_is_none_is_reported_with_its_row_and_the_fix(tmp_path):
    message = r"firms\.csv: row 2: '2026-02-30' is no day\. Write it as 2026-05-04\.$"
    with pytest.raises(UnableToReadTable, match=message):
        rows(tmp_path, "a.com,A,1,2026-02-28\nb.com,B,1,2026-02-30\n")


def test_values_are_trimmed_and_rows_without_a_mailbox_are_counted(tmp_path):
    text = "jo@acme.com, A ,  ,\nnobody,B,1,\n,C,1,\n"
    table = rows(tmp_path, text, ask_by=AskBy.EMAIL, observed_on_column=None)
    found = table.look_up("jo@acme.com", as_of=TODAY)
    assert (found.provider, found.why_not) == ("firms", None)
    assert found.values == {"industry": Provided("A", "append:firms", OF_THE_TABLE)}
    assert (table.n_without_key, table.n_superseded) == (2, 0)
    assert table.look_up("nobody", as_of=TODAY).provider == "firms"


def test_a_table_in_capitals_is_parquet_too(tmp_path):
    path = tmp_path / "FIRMS.PARQUET"
    pq.write_table(pa.table({"site": ["a.com"], "branch": [7], "staff": [None]}), path)
    found = read_append_table(path, layout=layout(observed_on_column=None))
    assert found.look_up("a.com", as_of=TODAY).values["industry"].value == "7"
