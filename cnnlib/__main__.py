"""``python -m cnnlib`` is the command line; so it starts under torchrun."""

import sys

from cnnlib.cli import main

if __name__ == "__main__":
    sys.exit(main())
