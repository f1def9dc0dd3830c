"""The model that ships: trained without labels on simulated leads, see its provenance."""

from functools import lru_cache
from importlib.resources import files

from leadpact.identity.duplicates.model import Kind, MatchModel, model_from_json

LEAD_FIELDS = {
    "first_name": Kind.GIVEN_NAME,
    "last_name": Kind.FAMILY_NAME,
    "email": Kind.EMAIL,
    "phone": Kind.PHONE,
    "company": Kind.COMPANY,
    "domain": Kind.DOMAIN,
    "country": Kind.CATEGORY,
}
"""The fields of a lead that tell people apart."""


@lru_cache(maxsize=1)
def shipped_model() -> MatchModel:
    """Return the model of leads that ships with Leadpact."""
    path = files("leadpact.identity") / "data" / "match_model_leads.json"
    return model_from_json(path.read_text(encoding="utf-8"))
