import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from content.export import questions_json
from content.loader import current


class Command(BaseCommand):
    help = "List the question bank: code, kind, choices, unit, applies-to, readings that use it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON list with all texts in both languages")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = questions_json(current())
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            choices = "/".join(choice["value"] for choice in row["choices"]) or row["unit"]
            self.stdout.write(
                f"{row['code']}  [{row['kind']}: {choices}]  {row['section']} -> {', '.join(row['readings'])}\n"
                f"    {row['text']['zh-hans']}"
            )
