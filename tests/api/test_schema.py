"""The published schema: the file in the repository is the one the code gives, and the code keeps what it says.

The second half sends what the schema allows and what it forbids, a fixed number of requests made from a fixed seed.
"""

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import yaml
from django.core.cache import cache
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.utils.translation import override
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from rest_framework.authtoken.models import Token
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from accounts.models import User
from api.openapi import Generator
from api.throttling import TokenThrottle
from assessments.models import Assessment, OwnReading, Plan, SectorReference
from content.loader import current
from reports.models import Report
from scoring.model import ALLOWED
from tests.api.conftest import API, Machine
from tests.conftest import FIRM_FACTS

FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
EXAMPLES = 15
ACCEPTED = ("2xx", "3xx", "401", "403", "404", "409", "429", "5xx")
REGENERATE = (
    "docs/openapi.yaml is out of date: run "
    "`python manage.py spectacular --generator-class api.openapi.Generator --lang en --file docs/openapi.yaml`"
)


def document() -> dict[str, Any]:
    with override("en"):
        schema: dict[str, Any] = Generator().get_schema(request=None, public=True)
    return schema


def test_the_schema_in_the_repository_is_the_one_the_code_gives() -> None:
    schema = document()
    validate_schema(schema)
    fresh = OpenApiYamlRenderer().render(schema, renderer_context={})
    assert FILE.read_bytes() == fresh, REGENERATE


def test_every_operation_says_what_it_does_and_how_it_fails() -> None:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert "default" in operation["responses"], (method, path)


@pytest.mark.django_db
def test_the_schema_is_served_as_json_and_as_yaml() -> None:
    client = Client()
    assert client.get(f"{API}/schema/", headers={"Accept-Language": "en"}).json()["info"] == document()["info"]
    yaml = client.get(f"{API}/schema/?format=yaml", headers={"Accept-Language": "en"})
    assert yaml.content == FILE.read_bytes(), REGENERATE


@pytest.mark.django_db
def test_the_pages_bring_their_own_files_and_no_inline_script() -> None:
    page = Client().get(f"{API}/docs/").content.decode()
    assert "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle" in page
    assert "<script>" not in page
    assert "//" not in page.replace("http://testserver", "").replace("</", "")
    script = Client().get(f"{API}/docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")


PUBLISHED = yaml.load(FILE.read_bytes(), Loader=yaml.CSafeLoader) if FILE.exists() else {"paths": {}}


def _exchanges() -> Iterator[tuple[str, str, str]]:
    """Every operation with what its schema allows; with bodies that fit what is stored; with what it forbids."""
    for path, methods in PUBLISHED["paths"].items():
        for method, operation in methods.items():
            yield path, method, "allowed"
            if "requestBody" in operation and not path.endswith("/auth/token/"):
                yield path, method, "fitting"
            if "requestBody" in operation or any(each["in"] == "query" for each in operation.get("parameters", ())):
                yield path, method, "forbidden"


@pytest.fixture
def objects(
    owner: User, submitted: Assessment, report: Report, reference: SectorReference, plan: Plan
) -> dict[str, dict[str, Any]]:
    """What stands in a path for {id}, {result}, {section} and {code}, so that most requests find something."""
    program = Machine(owner)
    draft = program.post("assessments/", {"firm": submitted.firm_id, "period": 2024}).json()["id"]
    copied = {"firm": submitted.firm_id, "period": 2026, "started_from": str(submitted.pk)}
    full = program.post("assessments/", copied).json()["id"]
    section, measure = next(iter(current().sections)), next(iter(current().measures))
    entries = {name: next(iter(getattr(current(), name))) for name in ("cases", "solutions", "supports")}
    # It is still waiting: the file of a finished one would be left open by the client that is used here.
    of_report = {"id": str(report.pk)}
    return {
        "/firms/{id}/": {"id": submitted.firm_id},
        "/assessments/{id}/": {"id": draft},
        "/assessments/{id}/answers/": {"id": draft},
        "/assessments/{id}/sections/{section}/": {"id": draft, "section": section},
        "/assessments/{id}/sheet/": {"id": draft},
        "/assessments/{id}/submit/": {"id": full},
        "/assessments/{id}/result/": {"id": str(submitted.pk)},
        "/assessments/{id}/results/": {"id": str(submitted.pk)},
        "/assessments/{id}/results/{result}/": {"id": str(submitted.pk), "result": str(submitted.results.get().pk)},
        "/assessments/{id}/rescore/": {"id": str(submitted.pk)},
        "/references/{id}/": {"id": reference.pk},
        "/assessments/{id}/reports/": {"id": str(submitted.pk)},
        "/reports/{id}/": of_report,
        "/reports/{id}/retry/": of_report,
        "/reports/{id}/download/": of_report,
        "/measures/{code}/": {"code": measure},
        **{f"/{name}/{{code}}/": {"code": code} for name, code in entries.items()},
        **{f"/assessments/{{id}}/{name}/": {"id": str(submitted.pk)} for name in ("whatif", "roadmap", "plans")},
        **{f"/plans/{{id}}/{name}": {"id": str(plan.pk)} for name in ("", "replan/", "progress/")},
    }


@pytest.fixture
def fitting(objects: dict[str, dict[str, Any]], submitted: Assessment, own_weights: OwnReading) -> dict[str, Any]:
    """For fields that name something: what there is, so that generated bodies are not all refused for that alone."""
    section = next(iter(current().sections.values()))
    questions = {code: {"type": "string", "enum": list(ALLOWED["requirement"])} for code in section.questions}
    notes = {code: {"type": "string", "pattern": "^[a-z ]{0,40}$"} for code in section.questions}
    measures = list(current().measures)[:20]
    ample = {"type": "integer", "minimum": 5000, "maximum": 90_000}
    return {
        "uscc": {"type": "string", "enum": [FIRM_FACTS["uscc"]]},
        "name": {"type": "string", "pattern": "^[A-Za-z]{1,120}$"},
        "industry": {"type": "string", "enum": list(current().industries)},
        "province": {"type": "string", "enum": list(current().provinces)},
        "employees": {"type": "integer", "minimum": 1, "maximum": 2_000_000},
        "revenue_wan": {"type": "integer", "minimum": 0, "maximum": 10**10},
        "trimmed": {"type": "array", "items": {"type": "string", "enum": ["design", "sales"]}, "uniqueItems": True},
        "firm": {"type": "integer", "enum": [submitted.firm_id]},
        "period": {"type": "integer", "minimum": 2000, "maximum": 2100},
        "started_from": {"type": "string", "enum": [str(submitted.pk)]},
        "section": {"type": "string", "enum": [section.code]},
        "version": {"type": "integer", "minimum": 0, "maximum": 2},
        "answers": {"type": "object", "properties": questions, "additionalProperties": False},
        "notes": {"type": "object", "properties": notes, "additionalProperties": False},
        "amounts": {"type": "object", "maxProperties": 0},
        "factor_set": {"type": "string", "enum": ["", *current().factor_sets]},
        "activity": {"type": "array", "maxItems": 1, "items": _rows()},
        "readings": {
            "type": "object",
            "properties": {own_weights.key: {"type": "string", "enum": [own_weights.version]}},
        },
        "reading": {"type": "string", "enum": ["green-factory-2025"]},
        "indicator": {"type": "string", "enum": ["energy-intensity"]},
        "unit": {"type": "string", "enum": ["tce/万元"]},
        "base": {"type": "integer", "minimum": 1, "maximum": 9},
        "lead": {"type": "string", "enum": ["0.2", "0.25"]},
        "source": {"type": "string", "pattern": "^[A-Za-z]{1,100}$"},
        "note": {"type": "string", "pattern": "^[a-z ]{0,40}$"},
        "title": {"type": "string", "pattern": "^[A-Za-z]{1,40}$"},
        "target": {"type": "string", "enum": ["im-capability:2", "green-factory-2018:national", "barriers:all:40"]},
        "measures": {"type": "array", "items": {"type": "string", "enum": measures}, "maxItems": 3},
        "pinned": {"type": "array", "maxItems": 0},
        "dropped": {"type": "array", "maxItems": 0},
        "budget_wan": ample,
        "phase_wan": {"type": "array", "minItems": 3, "maxItems": 3, "items": ample},
        "phase_days": {"type": "array", "minItems": 3, "maxItems": 3, "items": ample},
        "actions": {"type": "object", "maxProperties": 0},
        "added": {"type": "array", "maxItems": 0},
        "removed": {"type": "array", "maxItems": 0},
    }


def _rows() -> dict[str, Any]:
    """Rows of the sheet that fit the assessed year 2024."""
    properties = {
        "year": {"type": "integer", "minimum": 2020, "maximum": 2024},
        "code": {"type": "string", "enum": ["electricity_grid", "natural_gas"]},
        "value": {"type": "integer", "minimum": 0, "maximum": 10**6},
        "unit": {"type": "string", "enum": ["kWh", "m3"]},
    }
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


@lru_cache(maxsize=1)
def _served() -> bytes:
    """The schema as the application serves it; it takes a while to make."""
    return bytes(Client().get(f"{API}/schema/", headers={"Accept-Language": "en"}).content)


@pytest.fixture
def published(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """The schema of the application, its bodies narrowed to what fits when that is given."""
    cache.clear()
    monkeypatch.setattr(TokenThrottle, "rate", "100000/min")
    # A body may fit the schema and still name a question that does not exist: 422 says so.
    accepted = {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "422"]}}

    def load(fitting: dict[str, Any]) -> Any:
        served = json.loads(_served())
        for methods in served["paths"].values():
            for operation in methods.values():
                if "requestBody" in operation:
                    body = operation["requestBody"]["content"]["application/json"]["schema"]["properties"]
                    body.update({name: schema for name, schema in fitting.items() if name in body})
        config = SchemathesisConfig.from_dict({"checks": accepted})
        schema = schemathesis.openapi.from_dict(served, config=config)
        schema.app = get_wsgi_application()
        return schema

    return load


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method", "kind"), list(_exchanges()))
def test_the_application_keeps_to_its_schema(
    path: str,
    method: str,
    kind: str,
    published: Callable[..., Any],
    objects: dict[str, dict[str, Any]],
    fitting: dict[str, Any],
    owner: User,
    consultant: User,
) -> None:
    # Those who may: sector references are the consultants' to add.
    asker = consultant if path.endswith("/references/") else owner
    operation = published(fitting if kind == "fitting" else {})[path][method]
    mode = GenerationMode.NEGATIVE if kind == "forbidden" else GenerationMode.POSITIVE
    statuses = set()

    @settings(
        deadline=None, derandomize=True, max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy(generation_mode=mode, path_parameters=objects.get(path.removeprefix(API))))
    def exchange(case: schemathesis.Case) -> None:
        token, _created = Token.objects.get_or_create(user=asker)
        statuses.add(case.call_and_validate(headers={"Authorization": f"Token {token.key}"}).status_code)

    exchange()
    if kind == "fitting":
        assert statuses & {200, 201, 202}, statuses
