"""One simulated company for all tests of what is in it."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leadpact.simulate import simulate_company
from leadpact.terms.tables import TABLES

STARTS_ON = date(2024, 1, 1)

Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of 45,000 leads: three chunks, the last one smaller."""
    out = tmp_path_factory.mktemp("simulated") / "company"
    simulate_company(n_leads=45_000, n_months=24, seed=11, out=out, starts_on=STARTS_ON)
    return out


@pytest.fixture(scope="session")
def ask(company: Path) -> Iterator[Ask]:
    """Return a function that answers a query over the company's tables."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for name in TABLES:
            path = company / name
            files = f"{path}/*.parquet" if path.is_dir() else f"{path}.parquet"
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM '{files}'")
        yield lambda query: connection.execute(query).fetchall()
