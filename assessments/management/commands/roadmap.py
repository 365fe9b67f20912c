import json
from argparse import ArgumentParser
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.errors import InvalidInput, Problem
from assessments.management.doors import read, refuse
from assessments.services import validation
from assessments.services.exchange import load_exchange, references_for
from assessments.services.roadmap import roadmap_document
from content.loader import current
from planning.errors import PlanningError
from planning.limits import NO_LIMITS, Limits


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
        parser.add_argument("--json", action="store_true", help="the whole roadmap as JSON")
        parser.add_argument("--lang", choices=("zh-hans", "en"), default="zh-hans", help="language of names")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["lang"]):
            try:
                exchange = load_exchange(read(options["file"]))
                found = roadmap_document(
                    exchange,
                    target=options["target"],
                    limits=_limits_of(options),
                    sector=references_for(exchange),
                )
            except InvalidInput as error:
                refuse(error.problems)
            except PlanningError as error:
                refuse([Problem("target", "planning", str(error))])
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, separators=(",", ":")))
        else:
            self.stdout.write("\n".join(_lines(found, options["lang"])))


def _limits_of(options: dict[str, Any]) -> Limits:
    findings = validation.Findings()
    budget = options["budget_wan"]
    total = None if budget is None else findings.take("budget_wan", validation.number, budget)
    money, days = (_by_phase(name, options[name], findings) for name in ("phases", "days"))
    if findings.problems:
        raise InvalidInput(findings.problems)
    return Limits(total_wan=total, phase_wan=money, phase_days=days, carried=options["carry"])


def _by_phase(name: str, given: str | None, findings: validation.Findings) -> tuple[Decimal | None, ...]:
    if given is None:
        return NO_LIMITS
    parts = [part.strip() for part in given.split(",")]
    if len(parts) != len(NO_LIMITS):
        findings.add(name, "form", _("Write three numbers with commas between them; - is no limit."))
        return NO_LIMITS
    return tuple(None if part == "-" else findings.take(name, validation.number, part) for part in parts)


def _lines(found: dict[str, Any], language: str) -> list[str]:
    """The roadmap in a few lines for a person at the terminal."""
    measures, target = current().measures, found["target"]
    if not target["reached"]:
        nearest = target["nearest"]
        lines = [f"{target['text']}: cannot be reached ({target['reason']['reason']})"]
        return [*lines, f"nearest: {nearest['text']}, {nearest['cost_wan']} wan yuan"] if nearest else lines
    lines = [f"{target['text']}: {found['cost_wan']} wan yuan, proven optimal"]
    for phase in found["phases"]:
        lines.append(f"{phase['months']} months: {phase['cost_wan']} wan yuan, {phase['staff_days']} days")
        lines += [f"  {row['code']}  {measures[row['code']].title[language]}" for row in phase["measures"]]
    return lines
