"""What the tests of the record share: a good exchange document, and a watch on everything that is stored."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps

from accounts.models import User
from assessments.models import OwnReading
from assessments.services import set_weights
from content.loader import current
from tests.answers import complete_answers
from tests.conftest import FIRM_FACTS, PERIOD

COMPARISONS = [["1", "3", "5"], ["1/3", "1", "3"], ["1/5", "1/3", "1"]]
"""Of data, integration and security: consistent enough to be accepted."""

ROOMS = ("accounts", "assessments")


def good_document() -> dict[str, Any]:
    """A complete exchange document with two amounts and one reference; every call gives a fresh copy."""
    return {
        "schema": "assessment-exchange/1",
        "firm": {**FIRM_FACTS, "trimmed": list(FIRM_FACTS["trimmed"])},
        "period": PERIOD,
        "answers": complete_answers(current()),
        "activity": [
            {"year": 2025, "code": "electricity_grid", "value": "120", "unit": "万kWh"},
            {"year": 2025, "code": "value_added", "value": "1600", "unit": "万元"},
        ],
        "references": [
            {
                "reading": "green-factory-2018",
                "indicator": "energy-intensity",
                "base": "0.5",
                "lead": "0.2",
                "unit": "tce/万元",
                "source": "sector sheet 2025",
            }
        ],
    }


def as_bytes(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def stored() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the record and of its people, by table."""
    return {
        model._meta.db_table: sorted(map(repr, model.objects.values_list()))
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
    }


@contextmanager
def nothing_stored() -> Iterator[None]:
    """Fail when the block adds, changes or removes a single row."""
    before = stored()
    yield
    assert stored() == before


def weigh(by: User | None = None, **changes: Any) -> OwnReading:
    """Set own weights inside technology of the capability ladder, or what `changes` say."""
    given = {
        "reading": "im-capability",
        "parent": "technology",
        "profile": "discrete",
        "matrix": COMPARISONS,
        "reason": "数据先行",
    }
    return set_weights(**{**given, **changes}, by=by)
