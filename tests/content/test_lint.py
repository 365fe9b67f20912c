"""One weakness per case: the tree still loads, and lint names the place and the weakness."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

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
