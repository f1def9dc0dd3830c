"""`python -m leadpact`: the command line."""

from leadpact.cli.start import main

main()
