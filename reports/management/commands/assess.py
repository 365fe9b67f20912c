import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from assessments.errors import InvalidInput, Problem
from assessments.management.doors import read, refuse
from assessments.services.exchange import (
    Exchange,
    document_of_exchange,
    import_exchange,
    load_exchange,
    references_for,
)
from assessments.services.grading import canonical_json


class Command(BaseCommand):
    help = "Assess one exchange file (assessment-exchange/1) through the same services as the web form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the exchange file, or - for standard input")
        parser.add_argument("--result", help="write assessment-result/1 here instead of to standard output")
        parser.add_argument("--pdf", help="write the diagnosis here")
        parser.add_argument("--lang", choices=("zh-hans", "en"), default="zh-hans", help="language of PDF and messages")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["lang"]):
            try:
                exchange = load_exchange(read(options["file"]))
                targets = [target for name in ("result", "pdf") if (target := options[name])]
                refuse_unwritable(targets)
                text = self._text(exchange, dry_run=options["dry_run"])
            except InvalidInput as error:
                refuse(error.problems)
        if options["result"]:
            Path(options["result"]).write_bytes(text + b"\n")
        elif not options["pdf"]:
            self.stdout.write(text.decode())
        if options["pdf"]:
            # Imported here: WeasyPrint takes half a second that runs without --pdf need not wait.
            from reports.build import render_document

            Path(options["pdf"]).write_bytes(render_document(json.loads(text), options["lang"]))

    def _text(self, exchange: Exchange, *, dry_run: bool) -> bytes:
        if dry_run:
            return canonical_json(document_of_exchange(exchange, references_for(exchange)))
        return import_exchange(exchange=exchange, by=None).text.encode()


def refuse_unwritable(targets: list[str]) -> None:
    """Before anything is stored: a result that cannot be written would be lost."""
    for target in targets:
        if not Path(target).parent.is_dir():
            raise InvalidInput([Problem("", "file", f"{target}: no such folder")])
