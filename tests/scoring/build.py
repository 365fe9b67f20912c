"""Small readings with round numbers, so that every expected figure in these tests can be worked out by hand."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from scoring.model import (
    Band,
    Block,
    Facts,
    GateClause,
    GateQuestion,
    Indicator,
    Item,
    LadderReading,
    Level,
    Node,
    PointsReading,
    Profile,
    RangeIndicator,
    RangeReading,
    SeverityReading,
    Tier,
)

PASS_MARK = Fraction(4, 5)
COMMON = {"version": "1", "sha256": "0" * 64, "status": "own", "valid_from": "2025-01-01", "source": "tool-own, tests"}


def names(text: str) -> dict[str, str]:
    return {"zh-hans": text, "en": text}


def ladder(
    leaves: Mapping[str, Sequence[int]],
    *,
    weights: Mapping[str, str] | None = None,
    levels: int = 5,
    trimmable: Sequence[str] = (),
    pass_mark: Fraction = PASS_MARK,
    **profiles: Mapping[str, str],
) -> LadderReading:
    """A ladder reading.

    Args:
        leaves: Dotted code -> how many requirements at each level from 1 up. The requirements of "a.x" are
            X-L1-1, X-L1-2, X-L2-1 ...; the nodes above are made from the codes.
        weights: Of the profile "discrete"; every node weighs 1 when left out.
        profiles: More profiles.
    """
    nodes: dict[str, Node] = {}
    for code, counts in leaves.items():
        parts = code.split(".")
        for depth in range(1, len(parts)):
            inner = ".".join(parts[:depth])
            nodes.setdefault(inner, Node(inner, ".".join(parts[: depth - 1]) or None, names(inner)))
        questions = {
            str(level): tuple(f"{parts[-1].upper()}-L{level}-{n}" for n in range(1, count + 1))
            for level, count in enumerate(counts, 1)
        }
        nodes[code] = Node(code, ".".join(parts[:-1]) or None, names(code), questions)
    given = {"discrete": weights or dict.fromkeys(nodes, "1"), **profiles}
    return LadderReading(
        key="ladder",
        title=names("ladder"),
        nodes=tuple(nodes.values()),
        pass_mark=pass_mark,
        below=names("below"),
        levels=tuple(Level(str(number), names(f"level {number}")) for number in range(1, levels + 1)),
        profiles={
            code: Profile(code, "own", {node: Fraction(weight) for node, weight in table.items()})
            for code, table in given.items()
        },
        trimmable=tuple(trimmable),
        **COMMON,
    )


def answers_by_level(reading: LadderReading, *by_level: str) -> dict[str, str]:
    """The same answer to every requirement of a level; levels without one stay unanswered."""
    return {
        code: by_level[int(level) - 1]
        for node in reading.nodes
        for level, codes in node.questions.items()
        if int(level) <= len(by_level)
        for code in codes
    }


def severity(
    groups: Mapping[str, Sequence[str]], *, weights: Mapping[str, str] | None = None, lead: str = "5"
) -> SeverityReading:
    """A severity reading with the bands 0 / 25 / 50 / 75 and weights of 1 where none is given."""
    codes = [code for group in groups.values() for code in group]
    return SeverityReading(
        key="severity",
        title=names("severity"),
        nodes=tuple(Node(code, None, names(code), {"": tuple(group)}) for code, group in groups.items()),
        weights={code: Fraction((weights or {}).get(code, "1")) for code in codes},
        bands=tuple(
            Band(code, names(code), Fraction(start))
            for code, start in (("low", 0), ("moderate", 25), ("high", 50), ("severe", 75))
        ),
        dominant_lead=Fraction(lead),
        **COMMON,
    )


TIERS = (
    Tier("not-ready", names("not ready")),
    Tier("cultivating", names("cultivating"), gates=True),
    Tier("municipal", names("municipal"), gates=True, score=Fraction(60)),
    Tier("provincial", names("provincial"), gates=True, score=Fraction(75), musts=True),
    Tier("national", names("national"), gates=True, score=Fraction(85), musts=True, indicator="energy"),
)


def indicator(
    code: str = "energy",
    *,
    formula: str = "energy_tce / value_added",
    base: str | None = "0.9",
    lead: str | None = "0.6",
    node: str = "performance",
    weight: str = "1",
    principle: str = "low-carbon",
) -> Indicator:
    return Indicator(
        code=code,
        title=names(code),
        node=node,
        principle=principle,
        weight=Fraction(weight),
        unit="unit",
        formula=formula,
        base=None if base is None else Fraction(base),
        lead=None if lead is None else Fraction(lead),
        source="tool-own, tests",
        status="own",
    )


def points(
    blocks: Mapping[str, tuple[str, Sequence[str]]],
    *,
    gates: Sequence[str] = ("GATE-A", "GATE-B"),
    indicators: Sequence[Indicator] = (),
    tiers: Sequence[Tier] = TIERS,
    weights: Mapping[str, str] | None = None,
) -> PointsReading:
    """A points reading with shares 60 / 40.

    Args:
        blocks: Block -> (weight, items). An item whose code starts with MUST is a must, every other one optional. A
            block named "performance" is a weighted mean, every other one musts and optionals.
        weights: Of optional items; 1 where none is given.
    """
    codes = [code for _, group in blocks.values() for code in group]
    return PointsReading(
        key="points",
        title=names("points"),
        nodes=tuple(Node(code, None, names(code), {"": tuple(group)}) for code, (_, group) in blocks.items()),
        gates=tuple(GateQuestion(code.lower(), code, names(code)) for code in gates),
        principles=(Level("clean", names("clean")), Level("low-carbon", names("low-carbon"))),
        blocks={
            code: Block(code, Fraction(weight), "weighted-mean" if code == "performance" else "musts-and-optionals")
            for code, (weight, _) in blocks.items()
        },
        items={
            code: Item(
                code,
                "must" if code.startswith("MUST") else "optional",
                "clean",
                Fraction((weights or {}).get(code, "1")),
            )
            for code in codes
        },
        must_share=Fraction(60),
        optional_share=Fraction(40),
        indicators=tuple(indicators),
        tiers=tuple(tiers),
        **COMMON,
    )


def ranged(
    code: str,
    *,
    node: str = "low-carbon",
    points: str = "10",
    formulas: Mapping[str, str] | None = None,
    question: str = "",
    base: str | None = None,
    lead: str | None = None,
) -> RangeIndicator:
    """An indicator of a range reading: graded by its question, else energy per output value or per tonne."""
    by_unit = formulas or {"tce/万元": "energy_tce / output_value", "tce/t": "energy_tce / product_tonnes"}
    return RangeIndicator(
        code=code,
        title=names(code),
        node=node,
        points=Fraction(points),
        formulas={} if question else by_unit,
        question=question,
        base=None if base is None else Fraction(base),
        lead=None if lead is None else Fraction(lead),
        source="standard, table",
        status="confirmed",
    )


def range_reading(*indicators: RangeIndicator, gates: Mapping[str, Mapping[str, str]] | None = None) -> RangeReading:
    """A range reading; its nodes and their points follow from the indicators, gates are {code: needs}."""
    nodes = dict.fromkeys(row.node for row in indicators)
    return RangeReading(
        key="range",
        title=names("range"),
        nodes=tuple(Node(code, None, names(code)) for code in nodes),
        gates=tuple(GateClause(code, names(code), needs) for code, needs in (gates or {}).items()),
        points={code: sum((row.points for row in indicators if row.node == code), Fraction(0)) for code in nodes},
        indicators=indicators,
        **COMMON,
    )


OPEN_GATES = {"GATE-A": "yes", "GATE-B": "yes"}

FACTORS = {"electricity_grid": Decimal("0.0001229"), "natural_gas": Decimal("0.00133")}


def figures(**quantities: str) -> Facts:
    """Facts with amounts in base units and two carriers' factors."""
    return Facts(quantities={code: Decimal(amount) for code, amount in quantities.items()}, tce_per_unit=FACTORS)
