"""The model that ships: trained without labels on simulated leads, see its provenance."""

from functools import lru_cache
from importlib.resources import files

from leadpact.identity.duplicates.model import FieldKind, MatchModel, model_from_json

LEAD_FIELDS = {
    "first_name": FieldKind.GIVEN_NAME,
    "last_name": FieldKind.FAMILY_NAME,
    "email": FieldKind.EMAIL,
    "phone": FieldKind.PHONE,
    "company": FieldKind.COMPANY,
    "domain": FieldKind.DOMAIN,
    "country": FieldKind.CATEGORY,
}
"""The fields of a lead by which people are distinguished."""


@lru_cache(maxsize=1)
def shipped_model() -> MatchModel:
    """Return the model of leads that ships with Leadpact."""
    path = files("leadpact.identity") / "data" / "match_model_leads.json"
    return model_from_json(path.read_text(encoding="utf-8"))
