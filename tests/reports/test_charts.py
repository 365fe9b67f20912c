import locale
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from reports import charts
from reports.charts import Axis, Bar, Heat, HeatRow, Lane, Layer, Mark, Milestone, Pile, Point, Segment, Series, Stack
from reports.charts.heat import step_of

HOSTILE = "<script>alert('1')</script> & \"quotes\" ]]> \x00\ufffe"
SVG = "{http://www.w3.org/2000/svg}"

LONG = [
    "Organisation strategy", "Staff skills", "数据", "集成", "Information security", "装备", "Network", "产品设计",
    "Production planning and scheduling", "仓储配送", "Safety and environment", "能源管理",
]  # fmt: skip


def radar(label: str = "x", width: float = 640) -> str:
    axes = [Axis(name, group="a" if index < 6 else "b") for index, name in enumerate(LONG)] + [Axis(label, "3", "b")]
    return charts.radar_svg(axes, [Series(label, [Decimal("1.5")] * len(axes))], title=label, width=width)


def bars(label: str = "x", width: float = 640) -> str:
    rows = [
        Bar(label, Fraction(1, 3), "33.3"),
        Bar("long " * 40, None, "not assessed"),
        Bar("z", 250, "250", strong=True),
    ]
    return charts.bars_svg(rows, title=label, marks=[Mark("25", label)], width=width)


def rungs(label: str = "x", width: float = 640) -> str:
    return charts.rungs_svg(5, reached=2, part="0.61", title=label, width=width)


def shape(label: str = "x", width: float = 640) -> str:
    return charts.shape_svg(["1.5", None, 9, Decimal(3)], title=label, width=width)


def ladder(label: str = "x", width: float = 640) -> str:
    return charts.ladder_svg(
        [label, "Standardised", "集成级"], reached=1, part="0.61", title=label, note=label, width=width
    )


def position(label: str = "x", width: float = 640) -> str:
    stack = Stack(
        label, [Segment(label, "63", "63 %", 0, here=True), Segment("", 30, "", None), Segment("z", 7, "7 %", 4)]
    )
    return charts.position_svg([stack], title=label, here=label, width=width)


def quadrant(label: str = "x", width: float = 640) -> str:
    return charts.quadrant_svg(
        [Point("0.97", "0.98", label), Point("0", "0", label, quiet=True)],
        across=label,
        up=label,
        above=label,
        below=label,
        band=label,
        band_ends=("0.8", Fraction(6, 5)),
        title=label,
        width=width,
    )


def piles(label: str = "x", width: float = 640) -> str:
    layers = [Layer(label), *(Layer(f"carrier {number}") for number in range(5))]
    rows = [Pile("2024", [5, None, "2.5", 0, Fraction(1, 3), 1], "8.8 t"), Pile("2025", [None] * 6, "incomplete")]
    return charts.piles_svg(layers, rows, title=label, width=width)


def scale(label: str = "x", width: float = 640) -> str:
    bounds = [Fraction(number, 10) for number in range(10)]
    return charts.scale_svg(bounds, at="0.5", here=label, steps=[label] * 10, title=label, width=width)


def heat(label: str = "x", width: float = 640) -> str:
    cells = [Heat("0", "0 %"), Heat("0.79", "79 %", marked=True), Heat(1, "100 %"), Heat(None, "–")]
    rows = [HeatRow(label, "first", cells), HeatRow("计划与调度", "first", cells), HeatRow("z", label, cells)]
    return charts.heat_svg(
        [label, "Standardised", "集成级", "IV"], rows, title=label, scale="s", marked="m", width=width
    )


def gantt(
    label: str = "x",
    width: float = 640,
    lanes: tuple[Lane, ...] = (),
    marks: tuple[Milestone, ...] = (),
    rest: str = "",
) -> str:
    drawn = lanes or (
        Lane(label, 0, state="done"),
        Lane("Fit meters on every machine that uses much and read them each shift " * 3, 0, state="doing"),
        Lane("每条产线都装电表、水表、气表，班班抄表并张贴结果，月月比较" * 3, 1, due="9.5"),
        Lane(label, 2, due=99, state="dropped"),
        Lane(label, 2, due=-3),
    )
    return charts.gantt_svg(
        drawn,
        marks or (Milestone(0, label), Milestone(2, label * 9)),
        title=label,
        heads=[label, "Months 6–18", "第 18～36 个月"],
        states={"planned": label, "doing": "under way", "done": "完成", "dropped": "dropped"},
        milestone=label,
        rest=rest or label,
        width=width,
    )


PICTURES = pytest.mark.parametrize(
    "picture", [radar, bars, ladder, rungs, shape, position, quadrant, piles, scale, heat, gantt]
)


@PICTURES
def test_a_picture_says_what_it_shows_and_names_its_font(picture: Callable[..., str]) -> None:
    root = ElementTree.fromstring(picture("What it shows"))
    assert root.get("role") == "img"
    assert root.get("aria-label") == "What it shows"
    assert root.findtext(f"{SVG}title") == "What it shows"
    assert all("Noto Sans SC" in element.get("font-family", "") for element in (root, *root.iter(f"{SVG}text")))


@PICTURES
def test_a_picture_has_no_style_attribute(picture: Callable[..., str]) -> None:
    assert all("style" not in element.attrib for element in ElementTree.fromstring(picture()).iter())


@PICTURES
def test_hostile_labels_stay_text(picture: Callable[..., str]) -> None:
    root = ElementTree.fromstring(picture(HOSTILE))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "text", "line", "rect", "circle", "polygon", "polyline",
    }  # fmt: skip
    assert root.findtext(f"{SVG}title") == HOSTILE.replace("\x00", "").replace("\ufffe", "")


@PICTURES
@pytest.mark.parametrize("width", [340, 640])
def test_nothing_is_drawn_outside_the_picture(picture: Callable[..., str], width: float) -> None:
    root = ElementTree.fromstring(picture("Label", width=width))
    _x, _y, wide, high = map(float, root.get("viewBox", "").split())
    for element in root.iter(f"{SVG}text"):
        length = charts.width_of(element.text or "", float(element.get("font-size", "0")))
        share = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")]
        left = float(element.get("x", "0")) - length * share
        assert left >= -2, element.text
        assert left + length <= wide + 2, element.text
        assert 0 <= float(element.get("y", "0")) <= high, element.text
    for element in root.iter(f"{SVG}rect"):
        assert float(element.get("x", "0")) + float(element.get("width", "0")) <= wide + 1


@PICTURES
def test_numbers_keep_their_point_under_a_comma_locale(picture: Callable[..., str]) -> None:
    before = picture()
    for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "de_DE"):
        try:
            locale.setlocale(locale.LC_NUMERIC, name)
        except locale.Error:
            continue
        break
    try:
        assert picture() == before
    finally:
        locale.setlocale(locale.LC_NUMERIC, "C")


def test_a_figure_that_is_missing_is_not_drawn_as_zero() -> None:
    axes = [Axis("a"), Axis("b"), Axis("c"), Axis("d")]
    svg = charts.radar_svg(axes, [Series("s", [1, 2, None, 4])], title="t")
    assert svg.count("<circle") == 3
    assert 'fill-opacity="0.18"' not in svg


def test_a_radar_needs_three_axes() -> None:
    with pytest.raises(ValueError, match="three axes"):
        charts.radar_svg([Axis("a"), Axis("b")], [Series("s", [1, 2])], title="t")


def test_chinese_does_not_begin_a_line_with_a_comma() -> None:
    lines = charts.lines_of("设备管理和维护，安全环保", 7 * charts.SIZE, most=3)
    assert not any(line.startswith("，") for line in lines)


def test_a_label_too_long_for_its_room_ends_in_an_ellipsis() -> None:
    lines = charts.lines_of("one two three four five six seven", 40, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


# Piles, the quadrant and the scale


def boxes_of(root: ElementTree.Element) -> list[tuple[str, float, float, float, float]]:
    """(words, left, top, right, bottom) of every text, as far as its width can be told."""
    boxes = []
    for element in root.iter(f"{SVG}text"):
        size = float(element.get("font-size", "0"))
        wide = charts.width_of(element.text or "", size)
        left = (
            float(element.get("x", "0")) - wide * {"start": 0, "middle": 0.5, "end": 1}[element.get("text-anchor", "")]
        )
        bottom = float(element.get("y", "0"))
        boxes.append((element.text or "", left, bottom - size * 0.8, left + wide, bottom))
    return boxes


def overlaps(svg: str) -> list[tuple[str, str]]:
    boxes = boxes_of(ElementTree.fromstring(svg))
    return [
        (one[0], other[0])
        for place, one in enumerate(boxes)
        for other in boxes[:place]
        if one[1] < other[3] and other[1] < one[3] and one[2] < other[4] and other[2] < one[4]
    ]


@pytest.mark.parametrize("width", [340, 640])
@pytest.mark.parametrize(
    "place", [(0, 0), (1, 1), (0, 1), (1, 0), ("0.5", "0.5"), ("0.03", "0.95"), ("0.97", "0.05"), ("0.42", "0.61")]
)
@pytest.mark.parametrize("label", ["勉强协调", "Barely coordinated"])
def test_no_words_cover_each_other_in_the_quadrant(
    width: float, place: tuple[charts.drawing.Number, charts.drawing.Number], label: str
) -> None:
    svg = charts.quadrant_svg(
        [Point(*place, label)],
        across="Digital, of 100",
        up="Green, of 100",
        above="The digital side lags",
        below="The green side lags",
        band="In step",
        band_ends=("0.8", "1.2"),
        title="t",
        width=width,
    )
    assert overlaps(svg) == []


@pytest.mark.parametrize(
    "values", [("0.92", "0.61", "0.6"), ("1", "1", "1"), ("0", "0.01", "2"), ("2", "1.99", "1.98")]
)
def test_the_names_of_lines_across_bars_never_cover_each_other(values: tuple[str, ...]) -> None:
    marks = [Mark(value, f"national industry 2022: {value}") for value in values]
    svg = charts.bars_svg([Bar("2024", 1, "1"), Bar("2025", "1.2", "1.2")], most=2, marks=marks, title="t")
    assert overlaps(svg) == []


@pytest.mark.parametrize(
    "values",
    [("0.92", "0.61", "0.35"), ("0.92", "0.6", "0.61", "0.1"), ("0.92", "0.9", "0.88"), ("0.05", "0.1", "0.9")],
)
@pytest.mark.parametrize("label", ["national", "Local near-zero-carbon park reference, 2024", "全国工业平均（2022年）"])
def test_no_line_across_bars_runs_through_the_name_of_another(values: tuple[str, ...], label: str) -> None:
    marks = [Mark(value, f"{label}: {value}") for value in values]
    svg = charts.bars_svg([Bar("2025", "0.1", "0.1")], most="0.966", marks=marks, title="t")
    root = ElementTree.fromstring(svg)
    names = [box for box in boxes_of(root) if box[0].startswith(label)]
    assert len(names) == len(values)
    for line in root.iter(f"{SVG}line"):
        x, top = float(line.get("x1", "0")), float(line.get("y1", "0"))
        assert not [words for words, left, _top, right, bottom in names if left < x < right and top < bottom - 4]


def test_a_point_of_an_earlier_year_is_drawn_hollow_and_has_a_free_label() -> None:
    points = [Point("0.31", "0.68", "2025 · Barely coordinated"), Point("0.3", "0.62", "2024", quiet=True)]
    svg = charts.quadrant_svg(
        points, across="a", up="u", above="x", below="y", band="b", band_ends=("0.8", "1.2"), title="t", width=460
    )
    fills = [element.get("fill") for element in ElementTree.fromstring(svg).iter(f"{SVG}circle")]
    assert fills == [charts.drawing.ACCENT, charts.drawing.WHITE]
    assert overlaps(svg) == []


def test_rungs_fill_what_is_reached_and_a_part_of_the_next() -> None:
    drawn = [
        (float(element.get("width", "0")), element.get("fill"))
        for element in ElementTree.fromstring(charts.rungs_svg(3, reached=1, part="0.5", title="t")).iter(f"{SVG}rect")
    ]
    full = drawn[0][0]
    tones = (charts.drawing.MAIN, charts.drawing.TINT, charts.drawing.ACCENT, charts.drawing.TINT)
    assert [tone for _width, tone in drawn] == list(tones)
    assert drawn[2][0] == pytest.approx(full / 2, abs=0.02)


def test_what_a_mark_means_is_written_once() -> None:
    stacks = [Stack(year, [Segment("a", 60, "60 %", 0, here=True), Segment("b", 40, "40 %", 1)]) for year in "123"]
    svg = charts.position_svg(stacks, title="t", here="your firm")
    assert svg.count(">your firm</text>") == 1
    assert svg.count("<polygon") == 3


def test_a_point_lies_where_its_two_figures_say() -> None:
    root = ElementTree.fromstring(quadrant("x"))
    frame = next(element for element in root.iter(f"{SVG}rect"))
    left, top, side = (float(frame.get(name, "0")) for name in ("x", "y", "width"))
    point = next(element for element in root.iter(f"{SVG}circle"))
    assert float(point.get("cx", "0")) == pytest.approx(left + 0.97 * side, abs=0.01)
    assert float(point.get("cy", "0")) == pytest.approx(top + 0.02 * side, abs=0.01)


def test_layers_are_as_long_as_their_values_and_a_missing_one_is_not_drawn() -> None:
    svg = charts.piles_svg(
        [Layer("a"), Layer("b")], [Pile("2024", [3, 1], "4"), Pile("2025", [2, None], "2")], title="t"
    )
    drawn = [element for element in ElementTree.fromstring(svg).iter(f"{SVG}rect") if element.get("height") == "20"]
    grounds, layers = (
        [float(element.get("width", "0")) for element in drawn if (element.get("stroke") == "none") is is_ground]
        for is_ground in (True, False)
    )
    full = grounds[0]
    assert layers == pytest.approx([full * 3 / 4, full / 4, full / 2], abs=0.02)


def test_layers_differ_without_colour() -> None:
    hatched = [kind for kind in charts.stacks.HATCHES if kind]
    assert len(set(hatched)) == len(hatched)
    plain = [tone for tone, kind in zip(charts.drawing.GROUPS, charts.stacks.HATCHES, strict=True) if not kind]
    lightness = sorted(sum(int(tone[place : place + 2], 16) for place in (1, 3, 5)) for tone in plain)
    assert all(after - before > 60 for before, after in pairwise(lightness))


def test_hatching_stays_inside_its_layer() -> None:
    svg = charts.piles_svg([Layer(str(n)) for n in range(6)], [Pile("2025", [1, 2, 3, 4, 5, 6], "21")], title="t")
    root = ElementTree.fromstring(svg)
    end = max(float(e.get("x", "0")) + float(e.get("width", "0")) for e in root.iter(f"{SVG}rect"))
    for line in root.iter(f"{SVG}line"):
        assert all(float(line.get(name, "0")) <= end + 0.01 for name in ("x1", "x2"))


def test_piles_of_nothing_are_drawn_without_a_layer() -> None:
    svg = charts.piles_svg([Layer("a")], [Pile("2025", [0], "0 tce")], title="t")
    assert "0 tce" in svg


@pytest.mark.parametrize(("layers", "values"), [(0, 0), (7, 7), (2, 1)])
def test_piles_need_layers_and_a_value_for_each(layers: int, values: int) -> None:
    with pytest.raises(ValueError, match="one to six layers"):
        charts.piles_svg([Layer("a")] * layers, [Pile("2025", [1] * values, "")], title="t")


@pytest.mark.parametrize(("at", "bold"), [("0", "a"), ("0.4999", "a"), ("0.5", "b"), ("1", "b")])
def test_the_pointer_stands_in_the_part_that_begins_at_its_bound(at: str, bold: str) -> None:
    root = ElementTree.fromstring(charts.scale_svg(["0", "0.5"], at=at, here="x", steps=["a", "b"], title="t"))
    found = [e.text for e in root.iter(f"{SVG}text") if e.get("font-weight") == "700" and e.text in ("a", "b")]
    assert found == [bold]


# A roadmap in time


def bars_of(svg: str) -> list[ElementTree.Element]:
    """The bars of lanes, without their signs in the legend, which are 20 wide."""
    drawn = [element for element in ElementTree.fromstring(svg).iter(f"{SVG}rect") if element.get("height") == "12"]
    return [element for element in drawn if element.get("width") != "20"]


def test_a_bar_spans_its_phase_or_ends_on_the_day_it_is_due() -> None:
    lanes = (Lane("a", 0), Lane("b", 1), Lane("c", 2), Lane("d", 1, due=12))
    bars = bars_of(gantt(lanes=lanes, width=340))
    month = (340 - 16) / 36
    ends = [(float(bar.get("x", "0")), float(bar.get("width", "0"))) for bar in bars]
    wanted = [(0, 6), (6, 12), (6, 6), (18, 18)]
    assert ends == [pytest.approx((8 + start * month, length * month), abs=0.02) for start, length in wanted]


def test_what_is_due_long_ago_can_still_be_seen() -> None:
    (bar,) = bars_of(gantt(lanes=(Lane("a", 2, due=-5),)))
    assert float(bar.get("width", "0")) >= 3


def test_states_differ_without_colour() -> None:
    def looks(state: str) -> tuple[bool, bool, bool, int]:
        svg = gantt(lanes=(Lane("a", 1, state=state),))
        root = ElementTree.fromstring(svg)
        bars = bars_of(svg)
        dark = any(
            sum(int((bar.get("fill") or "")[place : place + 2], 16) for place in (1, 3, 5)) < 300 for bar in bars
        )
        lines = [line for line in root.iter(f"{SVG}line") if line.get("stroke") != charts.drawing.LINE]
        return bool(bars), dark, any(True for _ in root.iter(f"{SVG}polyline")), min(len(lines), 9)

    assert len({looks(state) for state in charts.gantt.STATES}) == len(charts.gantt.STATES)


def test_the_legend_names_only_what_is_drawn() -> None:
    svg = gantt("mark", lanes=(Lane("a", 0, state="done"),), marks=(Milestone(0, "b"),))
    words = [element.text for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert "完成" in words
    assert "under way" not in words
    assert "dropped" not in words


def test_a_long_roadmap_is_cut_and_says_so() -> None:
    lanes = tuple(Lane("A name that needs two lines beside its bar in the picture", n % 3) for n in range(60))
    svg = gantt(lanes=lanes, rest="and 36 more in the table")
    assert len(bars_of(svg)) == charts.MOST_LANES
    assert "and 36 more in the table" in svg
    assert float(ElementTree.fromstring(svg).get("height", "0")) < 1000


@pytest.mark.parametrize("width", [340, 640])
@pytest.mark.parametrize("label", ["Level 2, Standardised · Provincial", "二级（规范级）· 省级", "x"])
def test_no_words_cover_each_other_in_a_roadmap(width: float, label: str) -> None:
    assert overlaps(gantt(label, width)) == []


# The heat map


def test_a_heat_map_writes_every_share_and_frames_what_is_marked() -> None:
    root = ElementTree.fromstring(heat())
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert words.count("79 %") == words.count("100 %") == words.count("–") == 3
    frames = [element for element in root.iter(f"{SVG}rect") if element.get("fill") == "none"]
    assert len(frames) == 2 * (3 + 1)  # a double line around each marked cell and around the sign in the legend


def test_a_share_never_has_the_tone_of_a_passed_one_before_it_is_passed() -> None:
    assert step_of(0.7999) < step_of(0.8)  # type: ignore[operator]
    assert step_of(0) is None


def test_a_group_is_named_once() -> None:
    assert heat("x").count(">first</text>") == 1


@pytest.mark.parametrize("columns", [[], ["one"]])
def test_a_heat_map_wants_a_cell_for_each_column(columns: list[str]) -> None:
    with pytest.raises(ValueError, match="columns"):
        charts.heat_svg(columns, [HeatRow("x", "", [Heat(1, "1"), Heat(1, "1")])], title="", scale="", marked="")
