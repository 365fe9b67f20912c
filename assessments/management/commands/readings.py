import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from content.export import readings_json
from content.loader import current


class Command(BaseCommand):
    help = "List the readings: key, version, status, sha256, model, weights, gates, thresholds, questions per node."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON list with everything")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = readings_json(current())
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
            return
        for row in rows:
            self.stdout.write(
                f"{row['key']} {row['version']}  {row['model']}  weights: {row['status']}  "
                f"{len(row['nodes'])} nodes  sha256 {row['sha256'][:12]}\n    {row['title']['zh-hans']}"
            )
