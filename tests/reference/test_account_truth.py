"""Leads of real organisations against their accounts: precision and recall.

How it is counted. A lead is *right* where it is matched to the account of its organisation, and
*wrong* where it is matched to any other account, or at all where its organisation has none.
Precision is right / (right + wrong). Recall is right / (all leads whose organisation has an
account); an ambiguous outcome counts as not matched. Leads from mail providers are counted with
the rest: they can be matched by their name only. See `perturbed_companies` for how leads are made.

`python tests/reference/test_account_truth.py FOLDER` prints the figures; FOLDER is the one that
holds `org-domain-truth`.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from perturbed_companies import (
    CHANGES,
    Organisation,
    Truth,
    TruthLead,
    build_truth,
    perturb,
    read_organisations,
    read_sub_organisations,
)

from leadpact.identity.accounts import (
    AccountIndex,
    AccountMatch,
    AccountRecord,
    LeadRecord,
    MatchOutcome,
    prepare_accounts,
    prepare_lead,
)
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    AccountWeights,
    DomainAlone,
    MatchTo,
)
from vacuous import some

POLICY = AccountMatchingPolicy()
SOURCES = ("dotgov", "tech", "universities", "yc")

Judged = list[tuple[TruthLead, AccountMatch]]


@dataclass(frozen=True)
class Score:
    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed)


def score(judged: Iterable[tuple[TruthLead, AccountMatch]]) -> Score:
    counts: Counter[str] = Counter()
    for lead, match in judged:
        is_right = match.outcome is MatchOutcome.MATCHED and match.account_id == lead.org_id
        counts["right"] += is_right
        counts["wrong"] += match.outcome is MatchOutcome.MATCHED and not is_right
        counts["missed"] += bool(lead.org_id) and not is_right
    return Score(counts["right"], counts["wrong"], counts["missed"])


@pytest.fixture(scope="module")
def truth(shared_data: Path) -> Truth:
    return build_truth(shared_data / "org-domain-truth")


@pytest.fixture(scope="module")
def index(truth: Truth) -> AccountIndex:
    return AccountIndex(prepare_accounts(truth.accounts))


def judge(leads: Iterable[TruthLead], index: AccountIndex, policy: AccountMatchingPolicy) -> Judged:
    return [(lead, index.match(prepare_lead(lead.lead), policy=policy)) for lead in leads]


@pytest.fixture(scope="module")
def judged(truth: Truth, index: AccountIndex) -> Judged:
    return judge(truth.leads, index, POLICY)


def test_the_truth_is_what_it_says(truth: Truth) -> None:
    n_leads = len(truth.leads)
    assert {lead.source for lead in truth.leads} == set(SOURCES)
    assert len(truth.accounts) > 20_000
    assert 0.08 < sum(lead.is_free_mail for lead in truth.leads) / n_leads < 0.12
    assert 0.08 < sum(not lead.org_id for lead in truth.leads) / n_leads < 0.12
    assert all(lead.changes for lead in some(truth.leads))
    assert {change for lead in truth.leads for change in lead.changes} == set(CHANGES)
    assert len({lead.lead.lead_id for lead in truth.leads}) == n_leads


def test_precision_and_recall_of_all_leads(judged: Judged) -> None:
    reached = score(judged)
    assert reached.precision >= 0.99
    assert reached.recall >= 0.90


@pytest.mark.parametrize("source", SOURCES)
def test_precision_and_recall_of_each_source(judged: Judged, source: str) -> None:
    reached = score(item for item in judged if item[0].source == source)
    assert reached.precision >= 0.99
    assert reached.recall >= 0.90


def test_free_mail_never_matches_by_domain(judged: Judged) -> None:
    free = [match for lead, match in judged if lead.is_free_mail]
    assert len(free) > 400
    codes = {item.code for match in free for item in match.evidence}
    assert not {code for code in codes if code.startswith("DOMAIN")}


def test_a_free_mail_lead_without_a_company_matches_nothing(
    truth: Truth, index: AccountIndex
) -> None:
    free = [replace(lead.lead, company=None) for lead in truth.leads if lead.is_free_mail]
    outcomes = {index.match(prepare_lead(lead), policy=POLICY).outcome for lead in free}
    assert outcomes == {MatchOutcome.NONE}


def test_strangers_are_rarely_given_an_account(judged: Judged) -> None:
    strangers = [match for lead, match in judged if not lead.org_id]
    matched = sum(match.outcome is MatchOutcome.MATCHED for match in strangers)
    assert matched / len(strangers) <= 0.03


def test_names_with_the_domain_as_support_only_are_enough(
    truth: Truth, index: AccountIndex
) -> None:
    policy = replace(POLICY, domain_alone=DomainAlone.OFF)
    reached = score(judge(truth.leads[::4], index, policy))
    assert reached.precision >= 0.99
    assert reached.recall >= 0.90


def test_leads_of_acquired_companies_are_matched_to_their_acquirers(shared_data: Path) -> None:
    """Each acquired company is a child of its acquirer; its leads go to the top of the family."""
    found = read_organisations(shared_data / "org-domain-truth")
    companies = [org for org in found if org.source == "tech"]
    owners = {org.name: org.org_id for org in companies if org.org_id.startswith("acquirer")}
    parents = {org.org_id: owners.get(org.owner) for org in companies}
    children = [org for org in companies if parents[org.org_id] and org.domains]
    leads = [(perturb(org)[0], org, parents[org.org_id]) for org in children]
    right, wrong = _count(leads, _index(companies, parents), MatchTo.ROOT)
    assert len(leads) > 900
    assert right / (right + wrong) >= 0.99
    assert right / len(leads) >= 0.90


@pytest.mark.parametrize("match_to", list(MatchTo))
def test_leads_of_federal_offices_are_matched_to_the_office_or_its_department(
    shared_data: Path, match_to: MatchTo
) -> None:
    offices = read_sub_organisations(shared_data / "org-domain-truth")
    names = sorted({whole for _, whole in offices})
    wholes = {name: f"whole-{number}" for number, name in enumerate(names)}
    departments = [Organisation(wholes[name], "dotgov", name, ()) for name in wholes]
    parents = {office.org_id: wholes[whole] for office, whole in offices}
    index = _index([*departments, *(office for office, _ in offices)], parents)
    is_root = match_to is MatchTo.ROOT
    leads = [
        (perturb(office)[0], office, wholes[whole] if is_root else office.org_id)
        for office, whole in offices
    ]
    right, wrong = _count(leads, index, match_to)
    assert len(leads) > 250
    assert right / (right + wrong) >= 0.99
    assert right / len(leads) >= 0.90


def _index(
    organisations: Iterable[Organisation], parents: Mapping[str, str | None]
) -> AccountIndex:
    return AccountIndex(
        prepare_accounts(
            AccountRecord(
                org.org_id, org.name, org.domains, parent_account_id=parents.get(org.org_id)
            )
            for org in organisations
        )
    )


def _count(
    leads: Iterable[tuple[str, Organisation, str | None]], index: AccountIndex, match_to: MatchTo
) -> tuple[int, int]:
    """Count the leads that are matched to the account that is true of them, and to another."""
    policy = replace(POLICY, match_to=match_to)
    counts: Counter[bool] = Counter()
    for name, org, account_id in leads:
        lead = LeadRecord(f"lead-{org.org_id}", name, f"jo@{org.domains[-1]}")
        match = index.match(prepare_lead(lead), policy=policy)
        if match.outcome is MatchOutcome.MATCHED:
            counts[match.account_id == account_id] += 1
    return counts[True], counts[False]


def test_a_name_is_disfigured_the_same_way_on_every_run() -> None:
    org = Organisation("university-1", "universities", "University of Port Merton", (), "Chile")
    assert perturb(org) == ("THE UNIVERSITY OF PORT MERTON", ("THE", "CASE"))


def main(folder: Path) -> None:
    """Print precision and recall by switch, source and sort of address."""
    truth = build_truth(folder / "org-domain-truth")
    index = AccountIndex(prepare_accounts(truth.accounts))
    print(f"{len(truth.accounts)} accounts, {len(truth.leads)} leads")
    for switch in DomainAlone:
        judged = judge(truth.leads, index, replace(POLICY, domain_alone=switch))
        print(f"{switch:38} leads  right  wrong  missed  precision  recall")
        for source in (*SOURCES, "all"):
            own = [item for item in judged if source in (item[0].source, "all")]
            _print(f"{source}, work addresses", [item for item in own if not item[0].is_free_mail])
            _print(f"{source}, mail providers", [item for item in own if item[0].is_free_mail])
            _print(f"{source}", own)
    _print_with_one_domain(truth)


def _print_with_one_domain(truth: Truth) -> None:
    """Print the same where each account knows only its first domain, at two weights."""
    records = (replace(account, domains=account.domains[:1]) for account in truth.accounts)
    index = AccountIndex(prepare_accounts(records))
    for weight in (-35, -20):
        policy = replace(POLICY, weights=AccountWeights(domain_differs=weight))
        _print(f"first domain only, DOMAIN_DIFFERS {weight}", judge(truth.leads, index, policy))


def _print(name: str, judged: Judged) -> None:
    reached = score(judged)
    print(
        f"{name:38}{len(judged):6}{reached.right:7}{reached.wrong:7}{reached.missed:8}"
        f"{reached.precision:11.4f}{reached.recall:8.4f}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
