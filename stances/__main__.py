"""`python -m stances` is the `stances` command."""

import sys

from stances.cli import process

if __name__ == "__main__":
    sys.exit(process())
