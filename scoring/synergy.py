"""Digital and green together: how strongly the two pull each other, which one lags, and what holds both back.

Coupling and coordination are roots of rationals. They are kept as the rational under the root, so that a grade is
compared exactly; only what is shown is rounded.

Source: fact-digital (corrected coupling, ten grades, relative development, obstacle degree), docs/method.md#synergy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import prod

from scoring.errors import ScoreOutOfRange
from scoring.exact import root, text_of
from scoring.model import NOT_APPLICABLE, Answers, Band, Json, Names, ReadingResult

MET_AT = Fraction(4, 5)
"""From which answer a step of a link counts as taken: mostly."""

METHOD = "corrected"


@dataclass(frozen=True, eq=False)
class LinkRule:
    """A digital step that unlocks a green saving, each told by the questions that ask for it."""

    code: str
    digital: tuple[str, ...]
    green: tuple[str, ...]
    title: Names
    why: Names
    source: str


@dataclass(frozen=True, eq=False)
class SynergyScale:
    """How synergy is named.

    Attributes:
        digital, green: keys of the two readings.
        grades: of D, ascending, the first from 0.
        couplings: of C, ascending, the first from 0.
        lags: of E, ascending, the first from 0.
        links: in the order they are shown.
    """

    digital: str
    green: str
    source: str
    grades: tuple[Band, ...]
    couplings: tuple[Band, ...]
    lags: tuple[Band, ...]
    links: tuple[LinkRule, ...]


@dataclass(frozen=True)
class Rooted:
    """The number whose `degree`-th power is `power`, on [0, 1]."""

    power: Fraction
    degree: int

    @property
    def value(self) -> Decimal:
        """The number itself, rounded half-even to 28 significant digits."""
        return root(self.power, self.degree)

    def reaches(self, bound: Fraction) -> bool:
        """Return whether the number is at or above `bound`, exactly.

        >>> Rooted(Fraction(1, 4), 2).reaches(Fraction(1, 2)), Rooted(Fraction(1, 4), 2).reaches(Fraction(501, 1000))
        (True, False)
        """
        return self.power >= bound**self.degree

    def coordinated_with(self, development: Fraction) -> "Rooted":
        """Return the root of this number times `development`: D from C and T."""
        return Rooted(self.power * development**self.degree, 2 * self.degree)


@dataclass(frozen=True)
class Coupling:
    """Development T, and coupling C and coordination D in the corrected and in the standard form, each on [0, 1]."""

    development: Fraction
    corrected: Rooted
    standard: Rooted

    @property
    def coordination(self) -> Rooted:
        return self.corrected.coordinated_with(self.development)

    @property
    def coordination_standard(self) -> Rooted:
        return self.standard.coordinated_with(self.development)


def coupling_of(scores: Sequence[Fraction]) -> Coupling:
    """Return how two or more subsystems go together; all count alike, their order does not matter.

    Rule, for n subsystems: T is the mean. Corrected C = sqrt((1 - mean distance of all pairs) x (product of all scores
    over the highest)^(1 / (n - 1))); standard C = n x (product of all scores)^(1 / n) / sum. D = sqrt(C x T). When
    all are 0, C and D are 0.

    Args:
        scores: At least two, each on [0, 1].

    Raises:
        ScoreOutOfRange: a score lies outside [0, 1].
        ValueError: fewer than two scores.

    Source: fact-digital, docs/method.md#synergy.

    >>> found = coupling_of([Fraction(4, 5), Fraction(1, 5)])
    >>> found.development, found.standard.value, round(found.corrected.value, 4), round(found.coordination.value, 4)
    (Fraction(1, 2), Decimal('0.8'), Decimal('0.3162'), Decimal('0.3976'))
    >>> coupling_of([Fraction(0), Fraction(0)]).corrected.value
    Decimal('0')
    """
    count = len(scores)
    if count < 2:
        raise ValueError("synergy needs two subsystems or more")
    for score in scores:
        if not 0 <= score <= 1:
            raise ScoreOutOfRange(score, "0", "1")
    total = sum(scores, Fraction(0))
    if not total:
        return Coupling(total, Rooted(total, 1), Rooted(total, 1))
    pairs = [abs(one - other) for place, one in enumerate(scores) for other in scores[:place]]
    nearness = 1 - sum(pairs, Fraction(0)) / len(pairs)
    highest = max(scores)
    balance = prod((score / highest for score in scores), start=Fraction(1))
    return Coupling(
        development=total / count,
        corrected=Rooted(nearness ** (count - 1) * balance, 2 * (count - 1)),
        standard=Rooted(prod(scores, start=Fraction(1)) * (count / total) ** count, count),
    )


def band_reached(number: Rooted, bands: Sequence[Band]) -> Band:
    """Return the band with the highest lower bound that `number` reaches.

    Args:
        number: On [0, 1].
        bands: Ascending, the first from 0.

    >>> low, high = Band("low", {}, Fraction(0)), Band("high", {}, Fraction(1, 2))
    >>> band_reached(Rooted(Fraction(1, 4), 2), (low, high)).code
    'high'
    """
    return [band for band in bands if number.reaches(band.from_score)][-1]


def synergy(digital: ReadingResult, green: ReadingResult, answers: Answers, scale: SynergyScale) -> Json | None:
    """Return the block `synergy` of a result document, or None unless both readings are complete.

    Args:
        digital: Of a ladder reading; its score over the top of its scale is U1.
        green: Of a points reading; its score over the top of its scale is U2.
        answers: Question code -> answer; those the links name are used.
        scale: Names, bounds and links.

    Returns:
        U1, U2, T, C, D and E as text with up to 28 significant digits; grade of D; bands of C and E (E and its band are
        None when U1 is 0); obstacles whose degrees sum to 1; links with what is still open on either side.
    """
    sides = _sides(digital, green)
    if sides is None:
        return None
    found, ratio = coupling_of(sides), _ratio(sides)
    grade = band_reached(found.coordination, scale.grades)
    lag = None if ratio is None else band_reached(Rooted(ratio, 1), scale.lags)
    figures = _figures(sides, found, grade)
    return {
        **{name: figures[name] for name in ("digital", "green", "T", "C", "D")},
        "C_standard": _text(found.standard),
        "D_standard": _text(found.coordination_standard),
        "E": figures["E"],
        "grade": grade.code,
        "method": METHOD,
        "grade_name": dict(grade.name),
        "coupling": _named(band_reached(found.corrected, scale.couplings)),
        "lag": None if lag is None else _named(lag),
        "obstacles": obstacles(digital, green),
        "links": [link_status(link, answers) for link in scale.links],
    }


def figures_of(digital: ReadingResult, green: ReadingResult, scale: SynergyScale) -> Json | None:
    """Return U1, U2, T, C, D, E and the grade of the block `synergy` alone; None unless both readings are complete."""
    sides = _sides(digital, green)
    if sides is None:
        return None
    found = coupling_of(sides)
    return _figures(sides, found, band_reached(found.coordination, scale.grades))


def _sides(digital: ReadingResult, green: ReadingResult) -> tuple[Fraction, Fraction] | None:
    if digital.score is None or green.score is None:
        return None
    return digital.score / digital.scale[1], green.score / green.scale[1]


def _ratio(sides: tuple[Fraction, Fraction]) -> Fraction | None:
    ahead, behind = sides
    return behind / ahead if ahead else None


def _figures(sides: tuple[Fraction, Fraction], found: Coupling, grade: Band) -> Json:
    ratio = _ratio(sides)
    return {
        "digital": text_of(sides[0]),
        "green": text_of(sides[1]),
        "T": text_of(found.development),
        "C": _text(found.corrected),
        "D": _text(found.coordination),
        "E": None if ratio is None else text_of(ratio),
        "grade": grade.code,
    }


def _text(number: Rooted) -> str:
    return text_of(Fraction(number.value))


def _named(band: Band) -> Json:
    return {"code": band.code, "name": dict(band.name)}


def obstacles(digital: ReadingResult, green: ReadingResult) -> list[Json]:
    """Return what holds both sides back, the heaviest first; what is fully there is no obstacle and is left out.

    Rule: degree = weight x (1 - x) over the sum of these. Each side carries half of the weight: a sub-domain of the
    ladder what the weights above it leave it, a block of the points reading its own weight. x is the score the row
    shows, over the top of its scale, on [0, 1]. Rows that are not scored leave their weight to their siblings.

    Args:
        digital: Complete, of a ladder reading.
        green: Complete, of a points reading.

    Returns:
        Rows with weight (all rows of both sides sum to 1 before full ones are left out), score and degree (sum 1).

    Source: fact-digital (obstacle degree), docs/method.md#synergy.
    """
    rows = [
        (side, code, share / 2, own)
        for side, result in (("digital", digital), ("green", green))
        for code, share, own in _leaf_rows(result)
    ]
    pulls = [weight * (1 - own) for _, _, weight, own in rows]
    total = sum(pulls, Fraction(0))
    ranked = sorted(zip(rows, pulls, strict=True), key=lambda pair: -pair[1])
    return [
        {"side": side, "code": code, "weight": text_of(weight), "score": text_of(own), "degree": text_of(pull / total)}
        for (side, code, weight, own), pull in ranked
        if pull
    ]


def _leaf_rows(result: ReadingResult) -> list[tuple[str, Fraction, Fraction]]:
    """(code, share of the whole, score on [0, 1]) of every scored row without children, in the order of the rows."""
    scored = [row for row in result.nodes if row["status"] == "scored"]
    children: dict[str | None, list[Json]] = {}
    for row in scored:
        children.setdefault(row["parent"], []).append(row)
    shares: dict[str | None, Fraction] = {None: Fraction(1)}
    for row in scored:
        siblings = sum((Fraction(each["weight"]) for each in children[row["parent"]]), Fraction(0))
        shares[row["code"]] = shares[row["parent"]] * Fraction(row["weight"]) / siblings
    return [
        (row["code"], shares[row["code"]], Fraction(row["score"]) / _top(row, result))
        for row in scored
        if row["code"] not in children
    ]


def _top(row: Json, result: ReadingResult) -> int | Fraction:
    """The highest score of a row: a sub-domain of a ladder may have fewer levels than the whole."""
    return int(row["scale"][1]) if "scale" in row else result.scale[1]


def link_status(link: LinkRule, answers: Answers) -> Json:
    """Return how far a firm has come along a link, with the questions still open on either side.

    A question is met at "yes", at 0.8 or above, and when it does not apply. "locked": the digital step is not taken;
    "ready": it is, and the green saving is not; "used": both are.

    >>> link = LinkRule("meters", ("DATA",), ("ENERGY",), {}, {}, "")
    >>> link_status(link, {"DATA": "0.8", "ENERGY": "0.5"})
    {'code': 'meters', 'status': 'ready', 'digital': [], 'green': ['ENERGY']}
    """
    digital, green = ([code for code in codes if not _met(answers.get(code))] for codes in (link.digital, link.green))
    status = "locked" if digital else "ready" if green else "used"
    return {"code": link.code, "status": status, "digital": digital, "green": green}


def _met(answer: str | None) -> bool:
    if answer in (None, "no"):
        return False
    return answer in ("yes", NOT_APPLICABLE) or Fraction(str(answer)) >= MET_AT


def synergy_trace(found: Json, scale: SynergyScale) -> list[Json]:
    """Return one trace line per figure of a synergy block, computable again from what stands in the line.

    Args:
        found: What `synergy` returned.
        scale: The same scale.
    """
    both = [{"node": scale.digital, "value": found["digital"]}, {"node": scale.green, "value": found["green"]}]
    lines: list[tuple[str, str, list[Json]]] = [
        ("T", "(U1 + U2) / 2", both),
        ("C", "sqrt((1 - |U1 - U2|) x min(U1, U2) / max(U1, U2))", both),
        ("D", "sqrt(C x T)", [{"node": name, "value": found[name]} for name in ("C", "T")]),
        ("C_standard", "2 x sqrt(U1 x U2) / (U1 + U2)", both),
        ("D_standard", "sqrt(C x T)", [{"node": name, "value": found[name]} for name in ("C_standard", "T")]),
        ("E", "U2 / U1", both),
    ]
    rows = [(name, rule, inputs, found[name]) for name, rule, inputs in lines if found[name] is not None]
    losses = [{"node": row["code"], "weight": row["weight"], "value": row["score"]} for row in found["obstacles"]]
    lost = sum((Fraction(row["weight"]) * (1 - Fraction(row["value"])) for row in losses), Fraction(0))
    if lost:
        rows.append(("obstacles", "sum of weight x (1 - value)", losses, text_of(lost)))
    rows += [
        (
            f"obstacle.{row['side']}.{row['code']}",
            "weight x (1 - value) / obstacles",
            [loss, {"node": "obstacles", "value": text_of(lost)}],
            row["degree"],
        )
        for row, loss in zip(found["obstacles"], losses, strict=True)
    ]
    return [
        {"reading": "synergy", "node": node, "rule": rule, "inputs": inputs, "output": output, "source": scale.source}
        for node, rule, inputs, output in rows
    ]
