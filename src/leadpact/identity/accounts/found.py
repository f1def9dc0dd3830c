"""Accounts that leads without one found: a company written five ways is one account."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from leadpact.identity.accounts.facts import (
    CompanyEvidence,
    PreparedAccount,
    PreparedLead,
    as_account,
)
from leadpact.identity.accounts.index import AccountIndex
from leadpact.identity.accounts.match import MatchOutcome, match_account
from leadpact.identity.accounts.names import MAX_NAMES, CompanyNames
from leadpact.identity.accounts.weighing import weigh_account
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy, DomainAlone, MatchTo


@dataclass(frozen=True, slots=True)
class ProposedAccount:
    """An account that a batch's leads found.

    Attributes
    ----------
    account_id
        The id that `make_id` returns for the smallest id of its leads.
    name
        How most of its leads write the name; among equals the longest, then the first by letters.
        None where no lead gives a name.
    domains
        The registered domains of its leads, sorted.
    lead_ids
        Its leads, sorted.
    """

    account_id: str
    name: str | None
    domains: tuple[str, ...]
    lead_ids: tuple[str, ...]


def propose_accounts(
    leads: Iterable[PreparedLead], *, policy: AccountMatchingPolicy, make_id: Callable[[str], str]
) -> tuple[ProposedAccount, ...]:
    """Propose accounts for leads that have none.

    First the leads with a domain of their own come together, each with all that it matches as if
    they were accounts. Then each of the others joins the one account it matches; where it could
    join several it stays out, for a person to decide. The remaining leads are grouped with each
    other.

    Parameters
    ----------
    leads
        Leads of one batch that no account matched. Their order changes nothing.
    policy
        The same as for `match_account`.
    make_id
        Makes an account id of a lead id.

    Returns
    -------
    tuple[ProposedAccount, ...]
        Sorted by id. A lead without name and domain founds nothing, nor does any where the policy
        has `founds_accounts` off.
    """
    if not policy.founds_accounts:
        return ()
    known = {lead.lead_id: lead for lead in leads if lead.company.names.names or lead.company.hosts}
    batch = [known[key] for key in sorted(known)]
    inner = replace(policy, match_to=MatchTo.LEAF)
    placed = _groups([lead for lead in batch if lead.company.hosts], inner)
    homeless = [lead for lead in batch if not lead.company.hosts]
    joined, left = _join(placed, homeless, inner)
    groups = [*joined, *_groups(left, inner)]
    return tuple(
        sorted(
            (_propose(group, make_id) for group in groups), key=lambda account: account.account_id
        )
    )


def _groups(
    leads: Sequence[PreparedLead], policy: AccountMatchingPolicy
) -> list[list[PreparedLead]]:
    """Return the leads in groups, of which each member matches another."""
    alike: dict[CompanyEvidence, list[str]] = defaultdict(list)
    for lead in leads:
        alike[lead.company].append(lead.lead_id)
    top = {lead_id: same[0] for same in alike.values() for lead_id in same}
    distinct = [lead for lead in leads if top[lead.lead_id] == lead.lead_id]
    accounts = (as_account(lead, lead.lead_id) for lead in distinct)
    index = AccountIndex(accounts, has_crowds=True)
    for lead in distinct:
        for account in index.find(lead):
            if account.account_id != lead.lead_id and _match(lead, account, policy):
                _unite(top, lead.lead_id, account.account_id)
    groups: dict[str, list[PreparedLead]] = defaultdict(list)
    for lead in leads:
        groups[_top(top, lead.lead_id)].append(lead)
    return list(groups.values())


def _match(lead: PreparedLead, account: PreparedAccount, policy: AccountMatchingPolicy) -> bool:
    """Return whether two leads are of one company: by name and support, or by domain if allowed."""
    if policy.domain_alone is not DomainAlone.OFF:
        policy = replace(policy, domain_alone=DomainAlone.ALWAYS)
    return weigh_account(lead, account, policy=policy).total >= policy.threshold


def _top(top: dict[str, str], lead_id: str) -> str:
    while top[lead_id] != lead_id:
        top[lead_id] = top[top[lead_id]]
        lead_id = top[lead_id]
    return lead_id


def _unite(top: dict[str, str], one: str, other: str) -> None:
    first, second = sorted((_top(top, one), _top(top, other)))
    top[second] = first


def _join(
    groups: Sequence[list[PreparedLead]],
    leads: Sequence[PreparedLead],
    policy: AccountMatchingPolicy,
) -> tuple[list[list[PreparedLead]], list[PreparedLead]]:
    """Let each lead join the one group it matches; return the groups, and the leads with none."""
    by_id = {group[0].lead_id: group for group in groups}
    index = AccountIndex(
        as_account(replace(group[0], company=_whole(group)), key) for key, group in by_id.items()
    )
    joining: dict[str, list[PreparedLead]] = defaultdict(list)
    left: list[PreparedLead] = []
    for lead in leads:
        found = match_account(lead, index.find(lead), policy=policy)
        if found.outcome is MatchOutcome.MATCHED and found.account_id is not None:
            joining[found.account_id].append(lead)
        elif found.outcome is MatchOutcome.NONE:
            left.append(lead)
    return [[*group, *joining[key]] for key, group in by_id.items()], left


def _whole(group: Sequence[PreparedLead]) -> CompanyEvidence:
    """Return the company of a group: all names and hosts of its leads."""
    first = group[0].company
    all_names = [lead.company.names for lead in group]
    names = dict.fromkeys(words for known in all_names for words in known.names)
    whole = CompanyNames(
        names=tuple(names)[:MAX_NAMES],
        shown=first.names.shown,
        whole=first.names.whole,
        acronyms=frozenset().union(*(known.acronyms for known in all_names)),
        legal_form=first.names.legal_form,
        legal_kind=first.names.legal_kind,
    )
    hosts = tuple(sorted({host for lead in group for host in lead.company.hosts}))
    return replace(first, names=whole, hosts=hosts)


def _propose(group: Sequence[PreparedLead], make_id: Callable[[str], str]) -> ProposedAccount:
    lead_ids = tuple(sorted(lead.lead_id for lead in group))
    domains = {host.registrable for lead in group for host in lead.company.hosts}
    return ProposedAccount(
        make_id(lead_ids[0]), _best_name(group), tuple(sorted(domains)), lead_ids
    )


def _best_name(group: Sequence[PreparedLead]) -> str | None:
    counts = Counter(lead.company.names.shown for lead in group if lead.company.names.shown)
    return min(counts, key=lambda name: (-counts[name], -len(name), name), default=None)
