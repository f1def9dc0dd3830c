"""How long one untidy lead takes to clean, and to clean and enrich."""

import argparse
from datetime import date
from random import Random
from statistics import median
from time import perf_counter_ns, thread_time_ns

from child import Figures, report, write_figures
from leadpact.identity.clean_lead import clean_lead
from leadpact.identity.enrichment.enrich import enrich_lead
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy
from leadpact.pact.sections.identity.hygiene import HygienePolicy
from machine import quantile

N_LEADS = 2_000
AS_OF = date(2026, 1, 1)

_PARTS = {
    "first_name": (
        "JANE",
        "jean-luc",
        "Dr. Mary",
        "asdf",
        "Bob",
        "Łukasz",
        "  anna ",
        "María José",
    ),
    "last_name": ("O'NEIL", "mcdonald", "van der Berg", "Smith, John", "Inc", "Nguyễn", "test", ""),
    "company": (
        "ACME Bakery, S. de R.L. de C.V.",
        "the walt disney company",
        "Müller & Söhne GmbH & Co. KG",
        "n/a",
        "株式会社サンプル",
        "Fenwick Robotics d/b/a Robo Bits",
        "IBM",
        "self employed",
    ),
    "email_domain": ("gmial.com", "acme.co.uk", "mailinator.com", "web.de", "bücher.example.org"),
    "phone": (
        "020 7946 0958 ext. 12",
        "+1 (415) 555-0199",
        "1-800-FLOWERS",
        "123",
        "",
        "+49 30 901820",
    ),
    "country": ("England", "Deutschland", "USA", "EE. UU.", "Narnia", "", "Brasil", "FR"),
    "state": ("Calif.", "Bavaria", "NSW", "", "SP"),
    "title": (
        "SVP, Global Procurement",
        "Leiter Einkauf (m/w/d)",
        "Directeur commercial adjoint",
        "CEO & Founder",
        "mr",
        "Assistant to the VP Sales",
        "Responsável de compras",
    ),
    "website": (
        "https://www.Acme.co.uk:8080/path?x",
        "acme",
        "jo@acme.com",
        "",
        "facebook.com/acme",
    ),
    "industry": ("Information Technology and Services", "541511", "banking", "???", ""),
}


def make_leads(n_leads: int, seed: int = 1) -> list[dict[str, str]]:
    """Return untidy leads; no two have the same address, and one in three a title of its own."""
    rng = Random(seed)
    leads = []
    for number in range(n_leads):
        lead = {name: rng.choice(values) for name, values in _PARTS.items()}
        domain = lead.pop("email_domain")
        local = f"{lead['first_name'].strip().split()[0]}.{number}+news".replace("é", "e")
        lead["email"] = f" {local}@{domain}"
        lead["company"] = f"{lead['company']} {number}" if number % 2 else lead["company"]
        lead["title"] = f"{lead['title']} {number}" if number % 3 == 0 else lead["title"]
        leads.append(lead)
    return leads


def measure(repetitions: int) -> Figures:
    """Time every lead by itself, the first round, which fills caches, apart."""
    leads = make_leads(N_LEADS)
    policy, enrichment = HygienePolicy(), EnrichmentPolicy()
    clean_lead(leads[0], policy=policy)
    report(f"clean: {len(leads)} leads, {repetitions} rounds")
    figures: Figures = {"n_leads": len(leads), "n_calls": len(leads) * repetitions}
    wall: list[float] = []
    cpu: list[float] = []
    with_enrichment: list[float] = []
    for repetition in range(repetitions):
        for lead in make_leads(N_LEADS, seed=repetition + 2):
            started, cpu_started = perf_counter_ns(), thread_time_ns()
            cleaned = clean_lead(lead, policy=policy)
            cpu.append((thread_time_ns() - cpu_started) / 1000)
            wall.append((perf_counter_ns() - started) / 1000)
            enrich_lead(cleaned.values, policy=enrichment, as_of=AS_OF)
            with_enrichment.append((perf_counter_ns() - started) / 1000)
    return figures | {
        "p50_us": median(wall),
        "p95_us": quantile(wall, 0.95),
        "p99_us": quantile(wall, 0.99),
        "cpu_p99_us": quantile(cpu, 0.99),
        "enriched_p99_us": quantile(with_enrichment, 0.99),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repetitions", type=int, default=5, help="rounds of other leads")
    write_figures(measure(parser.parse_args().repetitions))
