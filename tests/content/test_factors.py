"""Which factors a year of a firm is computed with."""

from fractions import Fraction
from pathlib import Path

import pytest

from content.loader import load


@pytest.mark.parametrize(
    ("province", "year", "expected"),
    [
        ("江苏", 2021, ("province", 2021, "0.7", False)),
        ("江苏", 2022, ("province", 2021, "0.7", True)),
        ("江苏", 2023, ("province", 2023, "0.6", False)),
        ("江苏", 2026, ("province", 2023, "0.6", True)),
        ("浙江", 2022, ("region", 2022, "0.55", False)),
        ("", 2024, ("national", 2022, "0.5", True)),
    ],
)
def test_the_grid_factor_is_of_the_province_and_the_newest_year_not_after(
    tiny: Path, province: str, year: int, expected: tuple[str, int, str, bool]
) -> None:
    provinces = tiny / "provinces.csv"
    text = provinces.read_text(encoding="utf-8") + "浙江,Zhejiang,华东,East China,unverified,tool-own\n"
    provinces.write_text(text, encoding="utf-8")
    factors = load(tiny).factors_for("first-set", province, year)
    assert factors.grid is not None
    assert tuple(factors.grid[key] for key in ("level", "year", "value", "later")) == expected
    assert factors.grid["province"] == province
    assert factors.carriers["electricity_grid"].co2 == Fraction(expected[2]) / 1000


def test_a_year_before_the_first_grid_factor_has_none(tiny: Path) -> None:
    factors = load(tiny).factors_for("first-set", "江苏", 2020)
    assert factors.grid is None
    assert factors.carriers["electricity_grid"].co2 is None
    assert factors.co2_per_unit == {}, "all CO2 factors of the tree start in 2021"


def test_sets_never_mix_and_the_default_is_the_first(tiny: Path) -> None:
    content = load(tiny)
    first, second = (content.factors_for(code, "江苏", 2023) for code in ("first-set", "second-set"))
    assert first.co2_per_unit["natural_gas"] == Fraction("0.038931") * Fraction("0.0153") * Fraction("0.99") * 44 / 12
    assert second.co2_per_unit["natural_gas"] == first.co2_per_unit["natural_gas"] / Fraction("0.99")
    assert content.factors_for("", "江苏", 2023) == first
    assert content.default_factor_set == "first-set"
    with pytest.raises(KeyError):
        content.factors_for("third-set", "江苏", 2023)


def test_a_year_takes_what_is_in_force_on_its_last_day(tiny: Path) -> None:
    content = load(tiny)
    tce = [content.factors_for("", "江苏", year).tce_per_unit.get("electricity_grid") for year in (2020, 2021, 2024)]
    assert tce == [None, Fraction("0.0001229"), Fraction("0.0001")]


def test_every_factor_names_its_source_and_status(tiny: Path) -> None:
    factors = load(tiny).factors_for("first-set", "江苏", 2023)
    assert factors.carriers["natural_gas"].sources == (
        {"kind": "tce", "value": "0.00133", "source": "gbt-39116-2020, Appendix A", "status": "confirmed"},
        {
            "kind": "co2",
            "ncv": "389.31",
            "per": "10000",
            "carbon": "15.3",
            "oxidation": "0.99",
            "value": "0.002162188809",
            "source": "gbt-39116-2020, Table 1",
            "status": "confirmed",
        },
    )
    assert [row["kind"] for row in factors.carriers["heat"].sources] == ["tce", "co2"]
    assert factors.carriers["diesel"].sources == ()


def test_the_coal_rate_is_the_newest_not_after_the_year(tiny: Path) -> None:
    content = load(tiny)
    rates = [content.factors_for("", "江苏", year).coal_rate for year in (2020, 2021, 2025)]
    assert [rate and rate["year"] for rate in rates] == [None, 2021, 2021]
    assert rates[1] == {"year": 2021, "value": "0.3025", "source": "paper-000, coal rate", "status": "single-source"}
