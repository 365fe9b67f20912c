import locale
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from reports import charts
from reports.charts import Axis, Bar, Mark, Segment, Series, Stack

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


def ladder(label: str = "x", width: float = 640) -> str:
    return charts.ladder_svg(
        [label, "Standardised", "集成级"], reached=1, part="0.61", title=label, note=label, width=width
    )


def position(label: str = "x", width: float = 640) -> str:
    stack = Stack(
        label, [Segment(label, "63", "63 %", 0, here=True), Segment("", 30, "", None), Segment("z", 7, "7 %", 4)]
    )
    return charts.position_svg([stack], title=label, here=label, width=width)


PICTURES = pytest.mark.parametrize("picture", [radar, bars, ladder, position])


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
