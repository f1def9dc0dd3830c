"""The scorecard of `run` tells how good the data are: the numbers of `identity.json`."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from leadpact.cli.app import app

LEADS = """\
lead_id,first_name,last_name,company,email,source
1,Jane,Okonkwo,Fenwick Robotics Ltd,jane@fenwick-robotics.com,web
2,Jane,Okonkwo,Fenwick Robotics,jane@fenwick-robotics.com,event
3,asdf,asdf,test,x@mailinator.com,list
4,Tomas,Brandvold,Harrow & Sons,t.b@gmail.com,web
"""
ACCOUNTS = "account_id,name,domain\nA1,Fenwick Robotics Limited,fenwick-robotics.com\n"
PLAIN = "spec: 1\nname: Quality\n"
ASKING = PLAIN + "identity:\n  duplicates: {}\n  accounts: {}\n"


def run(folder: Path, pact: str) -> dict[str, Any]:
    """Run a pact over the leads; return the section of the scorecard."""
    data = folder / "data"
    data.mkdir()
    (data / "leads.csv").write_text(LEADS)
    (data / "accounts.csv").write_text(ACCOUNTS)
    (folder / "pact.yaml").write_text(pact)
    options = ("--pact", folder / "pact.yaml", "--data", data, "--out", folder / "out")
    outcome = CliRunner().invoke(app, ["run", *map(str, options)])
    assert outcome.exit_code == 0, outcome.output
    card = json.loads((folder / "out" / "scorecard.json").read_text())
    section: dict[str, Any] = card["data_quality"]
    return section


@pytest.fixture
def found(tmp_path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    section = run(tmp_path, ASKING)
    return section, json.loads((tmp_path / "out" / "identity" / "identity.json").read_text())


def test_the_section_holds_the_numbers_of_identity(
    found: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    section, identity = found
    grades = {row["grade"]: row["share"]["n"] for row in section["grades"] if row["share"]["n"]}
    assert grades == identity["grades"]
    assert section["grave"]["n"] == sum(identity["grades"].get(grade, 0) for grade in "CDF")
    assert {row["code"]: row["share"]["n"] for row in section["faults"]} == identity["faults"]
    assert section["persons"] == {
        "n_persons": identity["duplicates"]["n_persons"],
        "n_merged": identity["duplicates"]["n_merged_away"],
        "n_to_review": identity["duplicates"]["n_to_review"],
    }
    outcomes = {row["outcome"]: row["share"]["n"] for row in section["accounts"]}
    assert outcomes == identity["accounts"]["outcomes"]
    assert section["n_founded"] == identity["accounts"]["n_founded"]


def test_the_bogus_lead_of_the_list_and_the_merged_person_are_seen(
    found: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    section, _ = found
    by_source = {row["value"]: (row["grave"]["n"], row["n_leads"]) for row in section["sources"]}
    assert by_source == {"list": (1, 1), "web": (0, 2), "event": (0, 1)}
    assert (section["persons"]["n_persons"], section["persons"]["n_merged"]) == (3, 1)


def test_a_pact_that_does_not_ask_says_so(tmp_path: Path) -> None:
    section = run(tmp_path, PLAIN)
    assert section["missing"] == "The pact does not ask how good the data of leads are."
    assert not (tmp_path / "out" / "identity").exists()
