"""`python -m content [--freeze | --crosswalk] [folder]`: check the content without Django. Exit 0 sound, 2 to mend."""

import argparse
import sys
from functools import partial
from pathlib import Path

from content.check import check
from content.crosswalk import crosswalk_markdown
from content.loader import PACKAGE, load

CROSSWALK = PACKAGE.parent / "docs" / "crosswalk.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m content", description="Check the content files.")
    parser.add_argument("folder", nargs="?", type=Path, default=PACKAGE, help="content folder, default: the package's")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--freeze", action="store_true", help="list all files as published when nothing is wrong")
    action.add_argument("--crosswalk", action="store_true", help="write docs/crosswalk.md anew when nothing is wrong")
    arguments = parser.parse_args()
    code = check(arguments.folder, print, partial(print, file=sys.stderr), write_frozen=arguments.freeze)
    if arguments.crosswalk and not code:
        CROSSWALK.write_text(crosswalk_markdown(load(arguments.folder)), encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
