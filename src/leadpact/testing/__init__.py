"""The public test kit: tables of cases, random pacts and companies, parity of the interpreters.

`leadpact.testing.strategies` needs Hypothesis, which Leadpact does not install.
"""
