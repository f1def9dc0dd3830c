"""The salts of personal values in a log: the same for the same data, and unknown without it."""

from collections.abc import Callable
from hashlib import sha256
from operator import itemgetter

from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store
from leadpact.terms.attributes import PERSONAL


def salts_of(store: Store, dataset: Dataset) -> Callable[[str], str]:
    """Return the salt of each lead by its id.

    It follows from all personal values of all leads: a log handed on without them cannot be
    compared with guessed values, and the same data gives the same log.
    """
    leads = dataset.tables["leads"]
    columns = ["lead_id", *sorted(PERSONAL & set(leads.columns))]
    rows = store.fetch_rows(leads.select(columns))
    secret = sha256()
    for row in sorted(rows, key=itemgetter("lead_id")):
        secret.update(repr([row[name] for name in columns]).encode("utf-8", "surrogatepass"))
    held = secret.hexdigest()
    return lambda lead_id: sha256(f"{held} {lead_id}".encode("utf-8", "surrogatepass")).hexdigest()
