"""People in front of the pages: `seen_by(user)` is a browser that is signed in and reads English."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from assessments.models import Assessment
from assessments.services import submit_assessment
from assessments.services.figures import record_sheet

Seen = Callable[..., Client]


@pytest.fixture
def seen_by() -> Seen:
    def browser(user: User | None = None, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        if user is not None:
            client.force_login(user)
        return client

    return browser


@pytest.fixture
def anonymous(seen_by: Seen, db: None) -> Client:
    return seen_by()


FIGURES = {
    "electricity_grid": ("120", "万kWh"),
    "electricity_solar_own": ("10", "万kWh"),
    "natural_gas": ("18000", "m3"),
    "raw_coal": ("3", "t"),
    "limestone": ("2", "t"),
    "steam_bought": ("40", "t"),
    "water_taken": ("5200", "m3"),
    "water_reused": ("800", "m3"),
    "waste_generated": ("10", "t"),
    "waste_used": ("12", "t"),
    "cod": ("90", "kg"),
    "output_value": ("6000", "万元"),
    "value_added": ("1800", "万元"),
    "green_investment": ("60", "万元"),
    "platform_functions": ("3", "项"),
    "floor_area": ("4000", "m2"),
    "land_area": ("8000", "m2"),
}


def give_figures(assessment: Assessment, years: int = 3) -> None:
    """Fill in the sheet for the assessed year and those before it, a little less each year back."""
    rows = {
        (assessment.period - back, code): (value if code == "platform_functions" else str(int(value) - back), unit)
        for back in range(years)
        for code, (value, unit) in FIGURES.items()
    }
    record_sheet(assessment=assessment, rows=rows, version=0, by=None)


@pytest.fixture
def with_figures(answered: Assessment, owner: User) -> Assessment:
    """A submitted assessment with every question answered and figures of three years."""
    give_figures(answered)
    submit_assessment(assessment=answered, by=owner)
    return answered


def section_url(assessment: Assessment, code: str = "people.strategy") -> str:
    return f"/assessments/{assessment.pk}/sections/{code}/"
