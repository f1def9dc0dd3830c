"""What a pact asks about identity, done with progress and warnings on the screen."""

from typing import Any

from leadpact.cli.output import print_issues
from leadpact.cli.progress import advancing
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.storage.dataset import Dataset
from leadpact.storage.identify import Identified, identify
from leadpact.storage.store import Store


def identify_leads(
    store: Store, dataset: Dataset, policy: IdentityPolicy, **options: Any
) -> Identified:
    """Work out who the leads of a data set are; the options are those of `identify`."""
    with advancing("Cleaning leads") as report:
        done = identify(store, dataset, policy, report=report, **options)
    print_issues(done.issues)
    return done
