"""Hypothesis strategies: random pacts that are valid, and companies that test them at the edges."""

from leadpact.testing.strategies.focuses import FOCUSES, Focus
from leadpact.testing.strategies.random_companies import companies, company_groups, moments
from leadpact.testing.strategies.random_pacts import pact_texts, pacts

__all__ = ["FOCUSES", "Focus", "companies", "company_groups", "moments", "pact_texts", "pacts"]
