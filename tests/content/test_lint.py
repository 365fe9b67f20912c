"""One weakness per case: the tree still loads, and lint names the place and the weakness."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from content.advice_lint import cells_without_advice, prerequisites_that_do_not_fit
from content.help_lint import cuts_beyond_the_whole
from content.lint import findings, kinds_that_do_not_fit, weights_that_do_not_sum
from content.loader import load
from scoring.model import PointsReading

WEAKNESSES = yaml.safe_load((Path(__file__).parent / "weaknesses.yaml").read_text(encoding="utf-8"))


def test_the_tiny_tree_has_no_weakness(tiny: Path) -> None:
    assert findings(load(tiny)) == []


@pytest.mark.parametrize("weakness", WEAKNESSES, ids=[weakness["name"] for weakness in WEAKNESSES])
def test_each_weakness_is_found(tiny: Path, weakness: dict[str, str]) -> None:
    path = tiny / weakness["file"]
    text = path.read_text(encoding="utf-8")
    old, new = weakness["replace"], weakness["with"]
    path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    found = [finding for finding in findings(load(tiny)) if weakness["says"] in finding.message]
    assert [(finding.level, finding.place) for finding in found][:1] == [(weakness["level"], weakness["place"])]


def test_a_reading_that_grades_another_kind_is_found(tiny: Path) -> None:
    content = load(tiny)
    barriers = content.readings["transformation-barriers"]
    nodes = (replace(barriers.nodes[0], questions={"": ("GF-INFRA-METERING",)}), *barriers.nodes[1:])
    mixed = replace(content, readings={**content.readings, barriers.key: replace(barriers, nodes=nodes)})
    assert "grades GF-INFRA-METERING of kind item; a severity reading takes barrier" in [
        finding.message for finding in kinds_that_do_not_fit(mixed)
    ]


def test_weights_that_do_not_sum_are_found_in_a_reading_made_by_hand(tiny: Path) -> None:
    content = load(tiny)
    reading = content.readings["green-factory-2018"]
    assert isinstance(reading, PointsReading)
    blocks = {code: replace(block, weight=Fraction(30)) for code, block in reading.blocks.items()}
    light = replace(content, all_readings=(replace(reading, blocks=blocks),))
    assert [finding.message for finding in weights_that_do_not_sum(light)] == [
        "weights of the blocks sum to 60; they must sum to 100"
    ]


def test_a_question_without_advice_is_found_in_every_reading_that_asks_it(tiny: Path) -> None:
    content = load(tiny)
    nothing_for_data = {
        code: replace(measure, fixes={})
        for code, measure in content.measures.items()
        if code in ("MEA-DATA-BASICS", "MEA-DATA-SCAN")
    }
    found = cells_without_advice(replace(content, measures={**content.measures, **nothing_for_data}))
    assert [finding.place for finding in found] == [
        "im-capability people.skills level 1",
        "im-capability technology.data level 1",
        "im-capability technology.data level 2",
        "green-factory-2018 infrastructure",
        "green-factory-2025 gate no-violation",
        "mechanisms management",
        "transformation-path digital level 1",
    ]


def test_a_solution_needs_nothing_first_that_does_not_fit_its_firms(tiny: Path) -> None:
    content = load(tiny)
    solution = content.solutions["SOL-DATA-SCANNER"]
    needed = {**content.measures, "MEA-GREEN-BASICS": replace(content.measures["MEA-GREEN-BASICS"], sizes=("micro",))}
    needy = replace(solution, prerequisites=("MEA-GREEN-BASICS",))
    mended = replace(needy, sizes=("micro",))
    found = [
        [str(finding) for finding in prerequisites_that_do_not_fit(replace(content, measures=needed, solutions=each))]
        for each in ({solution.code: needy}, {solution.code: mended})
    ]
    assert found == [
        ["error: SOL-DATA-SCANNER: needs MEA-GREEN-BASICS, which does not fit small, medium, large firms"],
        [],
    ]


def test_cuts_of_all_uses_together_leave_something_of_the_site(tiny: Path) -> None:
    content = load(tiny)
    scan, basics = (content.effects[code] for code in ("MEA-DATA-SCAN", "MEA-DATA-BASICS"))
    large = {"energy": (Decimal(1), Decimal(70))}
    effects = {"MEA-DATA-SCAN": replace(scan, **large), "MEA-DATA-BASICS": replace(basics, **large)}
    assert [str(finding) for finding in cuts_beyond_the_whole(replace(content, effects=effects))] == [
        "error: effects energy: the largest cuts of all uses sum to 140 %, more than there is"
    ]
    on_one_use = {code: replace(effect, use="lighting") for code, effect in effects.items()}
    assert list(cuts_beyond_the_whole(replace(content, effects=on_one_use))) == []
