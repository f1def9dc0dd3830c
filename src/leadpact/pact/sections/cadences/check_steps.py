"""Checks of the steps of a track: leads of the track can come to take each of them."""

from leadpact.conditions.nodes import And
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.pact.draft import Draft
from leadpact.pact.scopes import ConditionPlace
from leadpact.pact.sections.cadences.checks import tracks_of
from leadpact.pact.sections.cadences.document import CadencesDocument


def check_steps_can_be_taken(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that the condition of no step contradicts that of its track."""
    names = draft.scopes[ConditionPlace.GATE].names
    for path, track in tracks_of(cadences):
        of_track = draft.conditions.get((*path, "when"))
        if of_track is None or find_contradiction(of_track, {}, names=names):
            continue
        for place, step in track.listed_steps:
            own = draft.conditions.get((*path, *place, "when"))
            if own is None or find_contradiction(own, {}, names=names):
                continue
            found = find_contradiction(And((of_track, own)), {}, names=names)
            if found:
                draft.add(
                    "step-never-taken",
                    (*path, *place, "when"),
                    f"{found.fact} So no lead of the track `{track.id}` takes the step"
                    f" `{step.id}`.",
                    "Let the two conditions agree, or remove the step.",
                )
