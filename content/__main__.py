"""`python -m content [--freeze] [folder]`: check the content without Django. Exit 0 sound, 2 something to mend."""

import argparse
import sys
from functools import partial
from pathlib import Path

from content.check import check
from content.loader import PACKAGE


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m content", description="Check the content files.")
    parser.add_argument("folder", nargs="?", type=Path, default=PACKAGE, help="content folder, default: the package's")
    parser.add_argument("--freeze", action="store_true", help="list all files as published when nothing is wrong")
    arguments = parser.parse_args()
    return check(arguments.folder, print, partial(print, file=sys.stderr), write_frozen=arguments.freeze)


if __name__ == "__main__":
    sys.exit(main())
