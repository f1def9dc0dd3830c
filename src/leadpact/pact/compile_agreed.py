"""From what is agreed besides decisions, as it is written, to frozen values."""

from collections.abc import Mapping, Sequence

from leadpact.pact.agreed import (
    Consequence,
    PromiseTarget,
    RateTarget,
    Targets,
    Volume,
    VolumeTarget,
    Window,
)
from leadpact.pact.document_agreed import ConsequenceDocument, TargetsDocument
from leadpact.terms.stages import FUNNEL, RepRole, Stage


def targets_of(document: TargetsDocument) -> Targets:
    """Compile the targets; of each list, the order means nothing."""
    return Targets(
        opportunity_creation_rate=document.opportunity_creation_rate,
        acceptance_rate=document.acceptance_rate,
        conversation_leads_per_month=document.conversation_leads_per_month,
        rates=tuple(
            RateTarget(Stage(item.from_), Stage(item.to), item.at_least) for item in document.rates
        ),
        promises=tuple(PromiseTarget(name, share) for name, share in document.promises.items()),
        volumes=tuple(
            VolumeTarget(
                Volume(item.count.upper()),
                RepRole(item.of_each) if item.of_each else None,
                item.per_month,
            )
            for item in document.volumes
        ),
    )


def windows_of(document: Mapping[str, int]) -> tuple[Window, ...]:
    """Compile the windows, in the order of the funnel."""
    return tuple(Window(stage, document[stage]) for stage in FUNNEL if stage in document)


def consequences_of(document: Sequence[ConsequenceDocument]) -> tuple[Consequence, ...]:
    """Compile the consequences."""
    return tuple(Consequence(item.promise, item.kept_below, item.then) for item in document)
