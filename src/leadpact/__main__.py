"""`python -m leadpact`: the command line."""

from leadpact.cli.start import main

if __name__ == "__main__":
    main()
