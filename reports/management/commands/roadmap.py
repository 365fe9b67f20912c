import json
from argparse import ArgumentParser
from collections.abc import Iterable
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
from assessments.services.roadmap import roadmap_document
from content.loader import current
from planning.errors import PlanningError
from planning.limits import NO_LIMITS, Limits
from reports.context.roadmap import Roadmap, roadmap_of
from reports.context.words import Reader


class Command(BaseCommand):
    help = (
        "Plan the least-cost measures that bring the firm of an exchange file to a target, within money and days; "
        "nothing is stored. A target that cannot be reached is an answer, too, with its reason and the nearest one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="assessment-exchange/1 as UTF-8 JSON; - reads standard input")
        parser.add_argument("--target", required=True, help="such as im-capability:2 or green-factory-2018:provincial")
        parser.add_argument("--budget-wan", help="money for everything, in 10,000 yuan")
        parser.add_argument("--phases", help="money for 0-6, 6-18 and 18-36 months, such as 5,20,-; - is no limit")
        parser.add_argument("--days", help="the firm's own days for each phase, written likewise")
        parser.add_argument("--carry", action="store_true", help="money a phase leaves over is there for later ones")
        parser.add_argument("--pin", action="append", default=[], metavar="CODE", help="a measure the plan must have")
        parser.add_argument("--drop", action="append", default=[], metavar="CODE", help="a measure it must not have")
        parser.add_argument("--json", action="store_true", help="roadmap/1 instead of words")
        parser.add_argument("--lang", choices=("zh-hans", "en"), default="zh-hans", help="language of the words")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["lang"]):
            try:
                exchange = load_exchange(read(options["file"]))
                found = roadmap_document(
                    standing_of_inputs(exchange, sector=references_for(exchange)),
                    target=options["target"],
                    limits=_limits_of(options),
                    pinned=options["pin"],
                    dropped=options["drop"],
                )
            except InvalidInput as error:
                refuse(error.problems)
            except PlanningError as error:
                refuse([planning_problem(error)])
            if options["json"]:
                self.stdout.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
                return
            said = roadmap_of(found, current(), Reader(options["lang"]))
            if said is not None:
                self.stdout.write("\n".join(line for line in _lines(said) if line))


def _limits_of(options: dict[str, Any]) -> Limits:
    findings = validation.Findings()
    budget = options["budget_wan"]
    total = None if budget is None else findings.take("budget_wan", validation.number, budget)
    money, days = (_by_phase(name, options[name], findings) for name in ("phases", "days"))
    if findings.problems:
        raise InvalidInput(findings.problems)
    return Limits(total_wan=total, phase_wan=money, phase_days=days, carried=options["carry"])


def _by_phase(name: str, given: str | None, findings: validation.Findings) -> tuple[Any, ...]:
    if given is None:
        return NO_LIMITS
    parts = [part.strip() for part in given.split(",")]
    if len(parts) != len(NO_LIMITS):
        findings.add(name, "form", _("Write three numbers with commas between them; - is no limit."))
        return NO_LIMITS
    return tuple(None if part == "-" else findings.take(name, validation.number, part) for part in parts)


def _lines(said: Roadmap) -> Iterable[str]:
    """The roadmap for a person at the terminal."""
    yield said.target
    yield said.outcome
    yield said.nearest and f"{said.nearest} (--target {said.nearest_text})"
    for phase in said.phases if said.count else ():
        yield ""
        yield f"{phase.title}: {phase.said}"
        yield from (f"  {step.number:>2}  {step.code}  {step.title}" for step in phase.steps)
    if said.projection is not None:
        for row in said.projection.rows:
            yield f"{row.name}: {' > '.join(cell.text for cell in row.cells)}"
    yield said.certificate
