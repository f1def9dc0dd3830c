"""The codes of identity as a pact writes them: in small letters, but for faults."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from leadpact.pact.identity.accounts import Ambiguity, BlankField, DomainAlone, MatchTo, TieBreaker
from leadpact.pact.identity.enrichment import Derivation, Overwrite
from leadpact.pact.identity.hygiene import Severity
from leadpact.pact.identity.survivorship import Strategy
from leadpact.terms.hygiene import FaultCode


def written(code: StrEnum) -> str:
    """Return a code as a pact writes it."""
    return code.value.lower()


def _codes(kind: type[StrEnum]) -> Any:
    return Literal[tuple(written(code) for code in kind)]


if TYPE_CHECKING:
    FaultName: TypeAlias = str
    SeverityCode: TypeAlias = str
    DerivationCode: TypeAlias = str
    OverwriteCode: TypeAlias = str
    StrategyCode: TypeAlias = str
    DomainAloneCode: TypeAlias = str
    MatchToCode: TypeAlias = str
    TieBreakerCode: TypeAlias = str
    AmbiguityCode: TypeAlias = str
    BlankFieldCode: TypeAlias = str
else:  # the codes stand in one place, where their enumeration is
    FaultName = Literal[tuple(code.value for code in FaultCode)]
    SeverityCode = _codes(Severity)
    DerivationCode = _codes(Derivation)
    OverwriteCode = _codes(Overwrite)
    StrategyCode = _codes(Strategy)
    DomainAloneCode = _codes(DomainAlone)
    MatchToCode = _codes(MatchTo)
    TieBreakerCode = _codes(TieBreaker)
    AmbiguityCode = _codes(Ambiguity)
    BlankFieldCode = _codes(BlankField)
