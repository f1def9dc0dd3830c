"""Invented names: of people, of companies, of titles and pages.

Made of syllables, so of no real person.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from leadpact.simulate.sampling import IntArray
from leadpact.simulate.world import COUNTRIES


def _words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


_FIRST_ONSETS = _words("A Be Ca Da E Fe Ga Ha I Jo Ka Le Ma Ni O Pe Ra Sa Te U Va Wi Ya Zo")
_FIRST_ENDS = _words(
    "bel dan dra fin gal la lan len lia lo mi mon na nel ra ren ri ro sa sen ta tan vin via"
)
_LAST_ONSETS = _words(
    "Al Bar Bel Bran Cor Dal Dor El Fal Fen Gar Gil Hal Har Hol Kel Lan Lin Mar Mel Nor Or Pel Ral"
    " Ros San Tal Tor Val Wen"
)
_LAST_MIDDLES = _words("a al be da de en er fa ga i in la le ma ne o ra re se va")
_LAST_ENDS = _words(
    "berg den field ford gren lin man mark mer nes quist rell ro sen son stad ster ton vel wick"
)
_SYLLABLES = _words(
    "ba be bo da de do fa fe fo ha he la le lo ma me mo na ne no ra re ro sa se so ta te va ve"
)
_MATTERS = _words(
    "Amber Anchor Arch Atlas Autumn Basalt Beacon Birch Bridge Canal Cedar Chalk Clear Cliff Cloud"
    " Coast Copper Coral Crest Delta Dune Eagle East Elm Ember Falcon Fern Field Flint Forest"
    " Garnet Glen Granite Grove Harbor Hazel Heath Hill Iron Island Ivory Juniper Lake Lantern"
    " Linden Maple Marsh Meadow Mill Mist North Oak Ocean Orchard Pearl Pine Prairie Quarry River"
    " Stone"
)
_TRADES = _words(
    "Advisory Alliance Analytics Assembly Automation Bakery Brokers Builders Catering Ceramics"
    " Chemicals Clinics College Components Consulting Controls Couriers Design Devices Diagnostics"
    " Distribution Electric Energy Engineering Equipment Exchange Fabrics Finance Foods Foundry"
    " Freight Goods Group Health Holdings Instruments Insurance Labs Learning Logistics Machines"
    " Markets Materials Media Mobility Networks Optics Packaging Partners Payments Plastics Power"
    " Printing Retail Robotics Schools Services Software Supply Systems"
)
_OFFSET, _SCATTER = 65_537, 48_271_007

_FUNCTION_WORDS = {
    "MARKETING": ("Marketing", "Demand Generation", "Brand"),
    "SALES": ("Sales", "Business Development", "Revenue"),
    "OPERATIONS": ("Operations", "Supply Chain", "Business Operations"),
    "IT": ("IT", "Information Technology", "Systems"),
    "ENGINEERING": ("Engineering", "Product Engineering", "Platform"),
    "FINANCE": ("Finance", "Controlling", "Accounting"),
    "HR": ("HR", "Human Resources", "People"),
}
_SENIORITY_FORMS = {
    "C_LEVEL": ("Chief {} Officer", "Chief Officer, {}", "CxO {}"),
    "VP": ("VP {}", "Vice President of {}", "VP of {}"),
    "DIRECTOR": ("Director of {}", "{} Director", "Director, {}"),
    "MANAGER": ("{} Manager", "Manager, {}", "Senior {} Manager"),
    "INDIVIDUAL": ("{} Specialist", "{} Analyst", "{} Coordinator"),
}
N_TITLE_FORMS = 9

CONTENTS = {
    "page_viewed": ("home", "product", "customers", "blog", "about", "platform", "security"),
    "pricing_viewed": ("pricing",),
    "content_downloaded": (
        "buyer-guide",
        "benchmark-study",
        "checklist",
        "roi-template",
        "handbook",
    ),
    "webinar_registered": ("monthly-webinar", "expert-panel", "live-demo"),
    "webinar_attended": ("monthly-webinar", "expert-panel", "live-demo"),
    "demo_requested": ("demo-form",),
    "trial_started": ("trial-form",),
    "event_attended": ("booth", "talk", "dinner"),
    "careers_viewed": ("careers", "open-positions"),
    "email_opened": ("newsletter", "product-news", "invitation", "follow-up"),
    "email_clicked": ("newsletter", "product-news", "invitation", "follow-up"),
    "chat_started": ("pricing", "product", "home"),
    "case_study_viewed": ("case-logistics", "case-software", "case-retail", "case-clinic"),
    "integration_docs_viewed": ("docs-crm", "docs-api", "docs-sso"),
    "competitor_comparison_viewed": ("comparison",),
}
"""The values that an activity's `content` can have, by kind."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every name as an Arrow array that a chunk draws from by index."""

    first_names: Any
    last_names: Any
    brands: Any
    trades: Any
    titles: Any
    phones: Any
    phone_starts: tuple[int, ...]

    def name_companies(self, numbers: IntArray) -> tuple[Any, Any]:
        """Return the names and the domains of companies by their number."""
        codes = (numbers + _OFFSET) * _SCATTER % (len(self.brands) * len(self.trades))
        brands = self.brands.take(pa.array(codes // len(self.trades)))
        trades = self.trades.take(pa.array(codes % len(self.trades)))
        names = pc.binary_join_element_wise(brands, trades, " ")
        slugs = pc.replace_substring(pc.ascii_lower(names), " ", "-")
        return names, pc.binary_join_element_wise(slugs, "example", ".")


def make_lexicon() -> Lexicon:
    """Combine the syllables and words."""
    phones = [country.phones for country in COUNTRIES]
    starts = [sum(len(numbers) for numbers in phones[:n]) for n in range(len(phones) + 1)]
    return Lexicon(
        first_names=pa.array([a + b for a in _FIRST_ONSETS for b in _FIRST_ENDS]),
        last_names=pa.array(
            [a + b + c for a in _LAST_ONSETS for b in _LAST_MIDDLES for c in _LAST_ENDS]
        ),
        brands=pa.array(
            [(a + b + c).capitalize() for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
        ),
        trades=pa.array([f"{a} {b}" for a in _MATTERS for b in _TRADES]),
        titles=pa.array(_make_titles()),
        phones=pa.array([number for numbers in phones for number in numbers]),
        phone_starts=tuple(starts),
    )


def _make_titles() -> list[str]:
    """Return the titles by seniority, job function and form, the form fastest."""
    return [
        form.format(word)
        for forms in _SENIORITY_FORMS.values()
        for words in _FUNCTION_WORDS.values()
        for form in forms
        for word in words
    ]
