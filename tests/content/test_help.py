"""Effects, cases, solutions and supports as the content room hands them out."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from content.help import Cut
from content.loader import load


def test_cuts_come_by_kind_and_measure_and_only_where_they_are_quantified(tiny: Path) -> None:
    assert load(tiny).cuts == {
        "energy": {
            "MEA-DATA-SCAN": Cut(Decimal(1), Decimal(3), "monitoring"),
            "MEA-DATA-BASICS": Cut(Decimal("0.5"), Decimal(2), "lighting"),
        },
        "co2": {"MEA-DATA-BASICS": Cut(Decimal("0.5"), Decimal("2.5"), "lighting")},
    }


def test_an_effect_that_only_moves_an_indicator_acts_upon_no_use(tiny: Path) -> None:
    content = load(tiny)
    effect = content.effects["MEA-GREEN-BASICS"]
    assert (effect.use, effect.energy, effect.moves) == (None, (), ("green-factory-2025:daylight",))
    assert content.uses["lighting"] == {"zh-hans": "照明", "en": "Lighting"}


def test_a_case_keeps_its_figures_as_told(tiny: Path) -> None:
    energy, capacity = load(tiny).cases["CASE-DATA-PARK"].figures
    assert (energy.value, energy.unit, energy.direction) == ("10", "%", "down")
    assert (capacity.value, capacity.direction) == ("5-7.5", "up")


def test_a_case_for_one_trade_and_size_fits_only_those(tiny: Path) -> None:
    case = load(tiny).cases["CASE-DATA-SHOP"]
    assert case.fits(industry="C34", size="small")
    assert not case.fits(industry="C30", size="small")
    assert not case.fits(industry="C34", size="micro")


def test_a_solution_is_valid_up_to_its_last_day(tiny: Path) -> None:
    solution = load(tiny).solutions["SOL-DATA-SCANNER"]
    assert solution.is_valid(date(2028, 6, 30))
    assert not solution.is_valid(date(2028, 7, 1))
    assert len(solution.ask) == 4


def test_a_support_says_its_form_and_who_checked_it(tiny: Path) -> None:
    support = load(tiny).supports["SUP-FREE-DIAGNOSIS"]
    assert (support.form, support.checked_on, support.checked_by["en"]) == (
        "diagnosis",
        date(2026, 11, 21),
        "the content editors",
    )
    assert not support.is_valid(date(2028, 1, 1))


def test_rows_of_several_files_come_together(tiny: Path) -> None:
    more = (tiny / "effects" / "basics.yaml").read_text(encoding="utf-8").split("  - measure: MEA-DATA-SCAN")[0]
    more = more.replace("lighting", "heat").replace("monitoring", "cold").replace("effects:\n", "effects: []\n")
    (tiny / "effects" / "more.yaml").write_text(more, encoding="utf-8")
    content = load(tiny)
    assert (list(content.uses), len(content.effects)) == (["lighting", "monitoring", "heat", "cold"], 3)


def test_the_sha256_covers_what_helps_with_measures(tiny: Path) -> None:
    before = load(tiny).sha256
    for folder in ("effects", "cases", "solutions", "supports"):
        path = tiny / folder / "basics.yaml"
        path.write_text(path.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
        after = load(tiny).sha256
        assert after != before
        before = after
