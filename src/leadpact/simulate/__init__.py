"""A business-to-business company whose truth is known, simulated at any scale."""

from leadpact.simulate.run import UnableToSimulate, simulate_company

__all__ = ["UnableToSimulate", "simulate_company"]
