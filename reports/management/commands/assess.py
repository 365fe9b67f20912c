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

PDF_KINDS = ("brief", "diagnosis", "annex")
FILES = {"pdf": "", "docx": "diagnosis", "xlsx": "annex"}
"""Format -> the kind it is written of; "" is chosen."""


class Command(BaseCommand):
    help = "Assess one exchange file (assessment-exchange/1) through the same services as the web form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the exchange file, or - for standard input")
        parser.add_argument("--result", help="write assessment-result/1 here instead of to standard output")
        parser.add_argument("--pdf", help="write the report as PDF here")
        parser.add_argument("--kind", choices=PDF_KINDS, default="diagnosis", help="which report --pdf writes")
        parser.add_argument("--docx", help="write the diagnosis as Word document here")
        parser.add_argument("--xlsx", help="write the annex of figures as Excel workbook here")
        parser.add_argument(
            "--lang", choices=("zh-hans", "en"), default="zh-hans", help="language of files and messages"
        )
        parser.add_argument("--dry-run", action="store_true", help="store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["lang"]):
            try:
                exchange = load_exchange(read(options["file"]))
                targets = [target for name in ("result", *FILES) if (target := options[name])]
                refuse_unwritable(targets)
                text = self._text(exchange, dry_run=options["dry_run"])
            except InvalidInput as error:
                refuse(error.problems)
        if options["result"]:
            Path(options["result"]).write_bytes(text + b"\n")
        elif not any(options[name] for name in FILES):
            self.stdout.write(text.decode())
        wanted = {format: Path(options[format]) for format in FILES if options[format]}
        if wanted:
            # Imported here: WeasyPrint takes half a second that runs without a report need not wait.
            from reports.build import render_document

            document = json.loads(text)
            for format, path in wanted.items():
                kind = FILES[format] or options["kind"]
                path.write_bytes(render_document(document, options["lang"], kind=kind, format=format))

    def _text(self, exchange: Exchange, *, dry_run: bool) -> bytes:
        if dry_run:
            return canonical_json(document_of_exchange(exchange, references_for(exchange)))
        return import_exchange(exchange=exchange, by=None).text.encode()


def refuse_unwritable(targets: list[str]) -> None:
    """Before anything is stored: a result that cannot be written would be lost."""
    for target in targets:
        if not Path(target).parent.is_dir():
            raise InvalidInput([Problem("", "file", f"{target}: no such folder")])
