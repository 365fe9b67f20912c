"""What-if beside bare scoring, and least-cost roadmaps over the whole catalogue beside a naive greedy plan."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from assessments.selectors import Standing, standing_of_inputs
from assessments.services.exchange import Exchange
from benchmarks.firms import example
from benchmarks.greedy import greedy
from benchmarks.table import Row, best_of
from planning.candidates import Candidates, candidates_of
from planning.roadmap import Roadmap, plan
from planning.targets import Target, parse_target
from planning.whatif import WhatIf, rescore
from scoring.engine import score_all

TICKED = 10
BARE = "score_all of the same answers"
GREEDY = "naive greedy: most gain per cost first"
ROADMAPS = (
    ("electronics-plant", "im-capability:3"),
    ("dye-house", "green-factory-2018:provincial"),
    ("machining-shop", "energy:-10"),
)
"""An example firm and what it aims at."""

YUAN_PER_WAN = 10_000


def what_if(exchange: Exchange, *, times: int = 100) -> list[Row]:
    """Measures ticked and everything graded again: all readings, synergy and cuts."""
    standing = standing_of_inputs(exchange)
    today = standing.today
    again = partial(_rescored, standing, ticks(candidates_for(standing)))
    product, reference = best_of((again, partial(score_all, today.readings, today.answers, today.facts)), times)
    return [Row(f"what-if re-score, {TICKED} measures ticked", product * 1e3, reference * 1e3, "ms", BARE)]


def _rescored(standing: Standing, ticked: Collection[str]) -> WhatIf:
    return rescore(
        standing.today,
        catalogue=standing.catalogue,
        ticked=ticked,
        scale=standing.scale,
        effects=standing.effects,
    )


def candidates_for(standing: Standing) -> Candidates:
    """Everything in the catalogue that the firm could do."""
    return candidates_of(
        standing.today,
        standing.catalogue,
        industry=standing.industry,
        size=standing.size,
        effects=standing.effects,
    )


def ticks(candidates: Candidates) -> list[str]:
    """Some measures from all over the catalogue, the same ones in every run."""
    codes = list(candidates.measures)
    return codes[:: max(1, len(codes) // TICKED)][:TICKED]


def roadmaps(*, times: int = 3) -> list[Row]:
    """Time and cost of the plan for each firm, proved to be the least, and of what the greedy one takes."""
    rows = []
    for name, text in ROADMAPS:
        standing = standing_of_inputs(example(name))
        target, candidates = parse_target(text, standing.today.readings), candidates_for(standing)
        ways = (partial(_planned, standing, target), partial(_taken, standing, target))
        product, reference = best_of(ways, times)
        what = f"roadmap of {name.replace('-', ' ')} to {text}, {len(candidates.measures)} measures"
        least, cost = _least(plan(candidates, target), target), _cost(candidates, greedy(candidates, target))
        rows += [
            Row(what, product * 1e3, reference * 1e3, "ms", GREEDY),
            Row("its cost, proven to be the least: gap 0", least, cost, "万元", GREEDY),
        ]
    return rows


def _planned(standing: Standing, target: Target) -> Roadmap:
    return plan(candidates_for(standing), target)


def _taken(standing: Standing, target: Target) -> list[str] | None:
    return greedy(candidates_for(standing), target)


def _least(roadmap: Roadmap, target: Target) -> float:
    """The cost in 万元. Raises RuntimeError when the target is not reached or the cost not proven to be the least."""
    proof = roadmap.certificate
    if not roadmap.reached or proof.objective is None or proof.objective != proof.bound:
        raise RuntimeError(f"{target.text}: {proof}")
    return float(proof.objective) / YUAN_PER_WAN


def _cost(candidates: Candidates, codes: Collection[str] | None) -> float:
    if codes is None:
        raise RuntimeError("the greedy plan reaches nothing")
    return sum(map(candidates.yuan, codes)) / YUAN_PER_WAN
