"""The codes of identity as a pact writes them: in small letters, but for faults."""

from typing import TYPE_CHECKING, Literal, TypeAlias

from leadpact.pact.document_model import codes_of
from leadpact.pact.sections.identity.accounts import (
    Ambiguity,
    BlankField,
    DomainAlone,
    MatchTo,
    TieBreaker,
)
from leadpact.pact.sections.identity.enrichment import Derivation, Overwrite
from leadpact.pact.sections.identity.hygiene import Severity
from leadpact.pact.sections.identity.survivorship import Strategy
from leadpact.terms.hygiene import FaultCode

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
else:  # the codes are written once, in their enumeration
    FaultName = Literal[tuple(code.value for code in FaultCode)]
    SeverityCode = codes_of(Severity)
    DerivationCode = codes_of(Derivation)
    OverwriteCode = codes_of(Overwrite)
    StrategyCode = codes_of(Strategy)
    DomainAloneCode = codes_of(DomainAlone)
    MatchToCode = codes_of(MatchTo)
    TieBreakerCode = codes_of(TieBreaker)
    AmbiguityCode = codes_of(Ambiguity)
    BlankFieldCode = codes_of(BlankField)
