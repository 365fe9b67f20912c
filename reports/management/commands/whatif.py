import json
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.errors import InvalidInput
from assessments.management.doors import read, refuse
from assessments.selectors import standing_of_inputs
from assessments.services import validation
from assessments.services.exchange import load_exchange, references_for
from assessments.services.limits import planning_problem
from assessments.services.whatif import whatif_document
from content.loader import current
from planning.errors import PlanningError
from planning.priorities import HORIZONS
from reports.context.projection import projection_of
from reports.context.words import Reader


class Command(BaseCommand):
    help = (
        "Grade the firm of an exchange file as if measures were done and answers were as planned, beside today; "
        "nothing is stored. What a measure needs first is done, too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="assessment-exchange/1 as UTF-8 JSON; - reads standard input")
        parser.add_argument("--measure", action="append", default=[], metavar="CODE", help="a measure that is done")
        parser.add_argument("--answer", action="append", default=[], metavar="QUESTION=ANSWER", help="a planned answer")
        parser.add_argument("--json", action="store_true", help="whatif/1 instead of words")
        parser.add_argument("--lang", choices=("zh-hans", "en"), default="zh-hans", help="language of the words")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["lang"]):
            try:
                exchange = load_exchange(read(options["file"]))
                found = whatif_document(
                    standing_of_inputs(exchange, sector=references_for(exchange)),
                    measures=options["measure"],
                    answers=_planned(options["answer"]),
                )
            except InvalidInput as error:
                refuse(error.problems)
            except PlanningError as error:
                refuse([planning_problem(error)])
            if options["json"]:
                self.stdout.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
            else:
                self.stdout.write("\n".join(_lines(found, Reader(options["lang"]))))


def _planned(given: Sequence[str]) -> dict[str, str]:
    """Raises InvalidInput, with every planned answer that is none."""
    findings = validation.Findings()
    found: dict[str, str] = {}
    for text in given:
        code, equals, value = text.partition("=")
        if not equals:
            findings.add("answers", "form", _("Write a question and its answer, such as IM-DATA-L1-1=0.8."))
            continue
        if code in found:
            findings.add(f"answers.{code[:60]}", "duplicate", _("A code stands twice in the list."))
            continue
        answer = findings.take(f"answers.{code[:60]}", lambda value, code=code: validation.answer(code, value), value)
        if answer is not None:
            found[code] = answer
    if findings.problems:
        raise InvalidInput(findings.problems)
    return found


def _lines(found: dict[str, Any], reader: Reader) -> Iterable[str]:
    """Today beside what would be, for a person at the terminal."""
    measures = current().measures
    for code in found["measures"]:
        implied = _(" (needed first)") if code in found["implied"] else ""
        yield f"{code}  {reader.text(measures[code].title)}{implied}"
    sides: dict[str, dict[str, Any]] = {}
    for side in ("before", "after"):
        readings = [{"key": row["key"], **row[side]} for row in found["readings"]]
        cuts = found["cuts"] if side == "after" else []
        sides[side] = {"months": HORIZONS[-1], "readings": readings, "synergy": found["synergy"][side], "cuts": cuts}
    for row in projection_of([sides["after"]], sides["before"], current(), reader).rows:
        yield f"{row.name}: {' > '.join(f'{cell.text} {cell.note}'.strip() for cell in row.cells)}"
