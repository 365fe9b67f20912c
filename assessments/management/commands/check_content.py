import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from content.check import GOOD, check
from content.loader import PACKAGE


class Command(BaseCommand):
    help = "Check the content files: form, cross-references, gaps in the advice, published files. Exit 0 or 2."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=PACKAGE, help="content folder, default: content/")
        parser.add_argument("--freeze", action="store_true", help="list all files as published when nothing is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        code = check(options["folder"], self.stdout.write, self.stderr.write, write_frozen=options["freeze"])
        if code != GOOD:
            sys.exit(code)
