"""Matching leads to accounts: one decision per lead, with its evidence, in whatever order."""

from leadpact.identity.accounts.compare import (
    CompanyComparison,
    NameLevel,
    NameReason,
    compare_companies,
)
from leadpact.identity.accounts.evidence import Evidence, EvidenceCode
from leadpact.identity.accounts.facts import (
    AccountRecord,
    LeadRecord,
    PreparedAccount,
    PreparedLead,
    account_roots,
    prepare_account,
    prepare_accounts,
    prepare_lead,
)
from leadpact.identity.accounts.found import ProposedAccount, propose_accounts
from leadpact.identity.accounts.index import (
    AccountIndex,
    account_from_payload,
    account_to_payload,
    find_candidates,
)
from leadpact.identity.accounts.keys import account_keys, lead_keys
from leadpact.identity.accounts.match import (
    AccountMatch,
    LostBy,
    MatchOutcome,
    RunnerUp,
    match_account,
)
from leadpact.identity.accounts.weighing import Waterfall, WaterfallStep, explain_account_match

__all__ = [
    "AccountIndex",
    "AccountMatch",
    "AccountRecord",
    "CompanyComparison",
    "Evidence",
    "EvidenceCode",
    "LeadRecord",
    "LostBy",
    "MatchOutcome",
    "NameLevel",
    "NameReason",
    "PreparedAccount",
    "PreparedLead",
    "ProposedAccount",
    "RunnerUp",
    "Waterfall",
    "WaterfallStep",
    "account_from_payload",
    "account_keys",
    "account_roots",
    "account_to_payload",
    "compare_companies",
    "explain_account_match",
    "find_candidates",
    "lead_keys",
    "match_account",
    "prepare_account",
    "prepare_accounts",
    "prepare_lead",
    "propose_accounts",
]
