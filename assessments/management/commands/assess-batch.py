import os
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from assessments.errors import InvalidInput, Problem
from assessments.management.doors import BAD_INPUT, refuse, tell
from assessments.services.exchange import document_of_exchange, import_exchange, load_exchange, references_for
from assessments.services.grading import canonical_json


class Command(BaseCommand):
    help = (
        "Assess many firms: one exchange document a line in, one result a line out. Bad lines are reported by number "
        "and skipped; the exit code is 2 when no line was good."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("input", help="JSON lines of assessment-exchange/1")
        parser.add_argument("output", help="JSON lines of assessment-result/1, in the order of the good lines")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        source, target = Path(options["input"]), Path(options["output"])
        if not source.is_file() or not target.parent.is_dir():
            refuse([Problem("", "file", f"{source} or the folder of {target} does not exist")])
        errors: list[dict[str, Any]] = []
        done = 0
        part = target.with_name(target.name + ".part")
        with source.open("rb") as lines, part.open("wb") as out:
            for text in _results(lines, errors, dry_run=options["dry_run"]):
                out.write(text + b"\n")
                done += 1
        os.replace(part, target)
        if errors:
            tell(errors)
        refused = len({error["line"] for error in errors})
        self.stdout.write(f"{done} assessed, {refused} refused")
        if refused and not done:
            raise SystemExit(BAD_INPUT)


def _results(lines: Any, errors: list[dict[str, Any]], *, dry_run: bool) -> Iterator[bytes]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            exchange = load_exchange(line)
            if dry_run:
                yield canonical_json(document_of_exchange(exchange, references_for(exchange)))
            else:
                yield import_exchange(exchange=exchange, by=None).text.encode()
        except InvalidInput as error:
            errors.extend({"line": number, **problem.json()} for problem in error.problems)
