"""Results are written once: the database itself refuses to change them, on SQLite and on PostgreSQL."""

import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction

from assessments.models import Assessment, Result
from assessments.services.grading import canonical_json

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def result(submitted: Assessment) -> Result:
    return submitted.results.get()


@pytest.mark.parametrize(
    "change", [{"level": "5"}, {"tier": "national"}, {"size": "large"}, {"text": "{}"}, {"inputs_sha256": "0" * 64}]
)
def test_the_database_refuses_an_update_of_any_column(result: Result, change: dict[str, str]) -> None:
    with pytest.raises(DatabaseError, match="results are never changed"), transaction.atomic():
        Result.objects.filter(pk=result.pk).update(**change)
    assert Result.objects.get(pk=result.pk).text == result.text


def test_the_database_refuses_a_save(result: Result) -> None:
    result.level = "5"
    with pytest.raises(DatabaseError, match="results are never changed"), transaction.atomic():
        result.save()


def test_the_database_refuses_plain_sql(result: Result) -> None:
    with (
        pytest.raises(DatabaseError, match="results are never changed"),
        transaction.atomic(),
        connection.cursor() as c,
    ):
        c.execute("UPDATE assessments_result SET level = '5'")
    assert Result.objects.get(pk=result.pk).level == "1"


def test_the_database_refuses_a_bulk_update(result: Result) -> None:
    result.tier = "national"
    with pytest.raises(DatabaseError, match="results are never changed"), transaction.atomic():
        Result.objects.bulk_update([result], ["tier"])


def test_the_text_is_the_document_byte_for_byte(result: Result) -> None:
    stored = Result.objects.get(pk=result.pk)
    assert stored.text.encode() == canonical_json(json.loads(stored.text)), "no key was reordered on the way"
    assert list(stored.document)[:3] == ["schema", "engine", "content_sha256"]


def test_the_hash_of_the_inputs_is_that_of_the_inputs_printed_beside_it(result: Result) -> None:
    assert hashlib.sha256(canonical_json(result.document["inputs"])).hexdigest() == result.inputs_sha256


def test_the_columns_only_repeat_the_document(result: Result) -> None:
    document = result.document
    assert result.engine == document["engine"]
    assert result.content_sha256 == document["content_sha256"]
    assert result.size == document["size"]
    assert result.level == result.reading("im-capability")["level"]["code"]
    assert result.tier == result.reading("green-factory-2018")["level"]["code"]
