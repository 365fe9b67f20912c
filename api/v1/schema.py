"""What the published schema says of bodies, parameters and errors. Bodies are described here and checked by the
services; tests/api sends what the schema allows and forbids and compares the answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiRequest,
    OpenApiResponse,
    inline_serializer,
)
from rest_framework.serializers import IntegerField, Serializer, URLField

from api.idempotency import HEADER, LONGEST_KEY
from api.v1.bodies import LARGEST_ID, LARGEST_VERSION, Parameter
from api.v1.serializers import LANGUAGES, ErrorSerializer
from assessments.models import NOTE_LENGTH
from assessments.services.validation import FIRST_YEAR, LAST_YEAR, MOST_EMPLOYEES, NAME_LENGTH
from reports.build import MEDIA_TYPES
from reports.models import OFFERED

Schema = dict[str, Any]

SUCCESSES: Mapping[int, str] = {
    200: "The answer.",
    201: "Created; Location says where it is.",
    202: "Accepted; a worker does it soon.",
    204: "Done.",
}
ERRORS: Mapping[int, str] = {
    400: "The body is not JSON, or a key stands twice in it.",
    401: "No token, or one that is not valid.",
    403: "Seen but not to be changed by this person, or the X-CSRFToken header of a session is missing.",
    404: "Nothing at this address, or nothing this person may see.",
    409: "What is stored stands against it; `current` shows what is stored where that helps.",
    422: "A field is wrong; each of the details names one.",
    429: "Too many attempts; Retry-After says when to try again.",
}
OTHER_ERRORS = (
    "Any other error has the same shape: 405 method, 413 size, 415 media type, 500, and 503 when the database is busy "
    "(Retry-After says when to try again)."
)
READING = (401, 404)
WRITING = (400, 401, 403, 404, 409, 422)


def responses(success: Mapping[int, Any], errors: Sequence[int]) -> dict[Any, Any]:
    """Successes, the errors worth naming, and `default` for all others: every error has the one shape."""
    return {
        **{status: OpenApiResponse(sent, SUCCESSES[status]) for status, sent in success.items()},
        **{status: OpenApiResponse(ErrorSerializer, ERRORS[status]) for status in errors},
        "default": OpenApiResponse(ErrorSerializer, OTHER_ERRORS),
    }


def body(properties: Mapping[str, Schema], required: Sequence[str], example: Mapping[str, Any]) -> OpenApiRequest:
    """A JSON object with these fields and no others."""
    schema = {
        "type": "object",
        "properties": dict(properties),
        "additionalProperties": False,
        **({"required": list(required)} if required else {}),
    }
    return OpenApiRequest(schema, examples=[OpenApiExample("Example", value=dict(example), request_only=True)])


def parameters(described: Sequence[Parameter]) -> list[OpenApiParameter]:
    return [
        OpenApiParameter(each.name, each.schema, OpenApiParameter.QUERY, description=each.description)
        for each in described
    ]


IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]*[!-~][ -~]*$"},
    OpenApiParameter.HEADER,
    description="A repeat with the same key within 24 hours gets the answer of the first instead of acting again.",
)

NUMBER: Schema = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "maxLength": 100}]}
YEAR: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
        {"type": "string", "maxLength": 100},
    ]
}
VERSION: Schema = {
    "type": "integer",
    "minimum": 0,
    "maximum": LARGEST_VERSION,
    "description": "The version last read; 0 for a section never saved.",
}
ANSWER: Schema = {
    "anyOf": [{"type": "string", "maxLength": 10, "nullable": True}, {"type": "integer", "minimum": 0, "maximum": 4}],
    "description": 'One of the question\'s choices; null takes the answer back. Never a float: "0.8", not 0.8.',
}
AMOUNT: Schema = {
    "type": "object",
    "properties": {"value": NUMBER, "unit": {"type": "string"}},
    "required": ["value", "unit"],
    "additionalProperties": False,
    "nullable": True,
}

FIRM_FIELDS: Mapping[str, Schema] = {
    "name": {"type": "string", "minLength": 1, "maxLength": NAME_LENGTH},
    "uscc": {
        "type": "string",
        "description": "Unified social credit code; its last character checks the others (GB 32100).",
    },
    "industry": {"type": "string", "description": "Division code such as C34."},
    "province": {"type": "string", "description": "Short Chinese name such as 江苏."},
    "employees": {
        "anyOf": [
            {"type": "integer", "minimum": 1, "maximum": MOST_EMPLOYEES},
            {"type": "string", "maxLength": 100},
        ]
    },
    "revenue_wan": {**NUMBER, "description": "Yearly revenue in 10,000 yuan, as text or as an integer."},
    "production": {"type": "string", "enum": ["discrete", "process"]},
    "trimmed": {
        "type": "array",
        "items": {"type": "string"},
        "uniqueItems": True,
        "description": "What the firm does not do, such as product-service.",
    },
}
FIRM_EXAMPLE = {
    "name": "示例精密机械",
    "uscc": "91320594MA1X2Y3T4K",
    "industry": "C34",
    "province": "江苏",
    "employees": 80,
    "revenue_wan": "6000",
    "production": "discrete",
    "trimmed": ["product-service"],
}
FIRM_BODY = body(FIRM_FIELDS, [field for field in FIRM_FIELDS if field != "trimmed"], FIRM_EXAMPLE)
FIRM_CHANGES = body(FIRM_FIELDS, [], {"employees": 95})

LOGIN_BODY = body(
    {
        "email": {"type": "string", "minLength": 1, "maxLength": 254},
        "password": {"type": "string", "minLength": 1, "maxLength": 1000},
        "code": {
            "type": "string",
            "nullable": True,
            "minLength": 1,
            "maxLength": 64,
            "description": "Of the authenticator app, or a recovery code, once a second factor is set up.",
        },
    },
    ["email", "password"],
    {"email": "owner@firm.example", "password": "a long password"},
)

ASSESSMENT_BODY = body(
    {
        "firm": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
        "period": {**YEAR, "description": "The assessed year."},
        "started_from": {
            "type": "string",
            "nullable": True,
            "format": "uuid",
            "description": "An earlier assessment of the same firm whose answers are taken over.",
        },
    },
    ["firm", "period"],
    {"firm": 1, "period": 2025},
)

SAVE_FIELDS: Mapping[str, Schema] = {
    "version": VERSION,
    "answers": {"type": "object", "additionalProperties": ANSWER, "description": "Question code -> answer."},
    "notes": {
        "type": "object",
        "additionalProperties": {"type": "string", "maxLength": NOTE_LENGTH},
        "description": 'Question code -> remark; "" takes it back.',
    },
    "amounts": {
        "type": "object",
        "additionalProperties": AMOUNT,
        "description": "Quantity code -> amount of the assessed year; null takes it back.",
    },
}
SAVE_EXAMPLE = {"version": 0, "answers": {"IM-STRATEGY-L1-1": "0.8"}, "notes": {"IM-STRATEGY-L1-1": "2026 年计划"}}
SECTION_BODY = body(SAVE_FIELDS, ["version"], SAVE_EXAMPLE)
ANSWERS_BODY = body(
    {"section": {"type": "string"}, **SAVE_FIELDS},
    ["section", "version"],
    {"section": "people.strategy", **SAVE_EXAMPLE},
)

FACTOR_SET_BODY = body(
    {
        "factor_set": {
            "type": "string",
            "maxLength": 40,
            "description": 'Code of a set of emission factors; "" for the default of the content.',
        }
    },
    ["factor_set"],
    {"factor_set": "ndrc-2015"},
)

SHEET_BODY = body(
    {
        "version": VERSION,
        "activity": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
                    "code": {"type": "string"},
                    "value": NUMBER,
                    "unit": {"type": "string"},
                },
                "required": ["year", "code", "value", "unit"],
                "additionalProperties": False,
            },
            "description": (
                "Everything the sheet is to hold, of the assessed year and the four before it; what is left out is "
                "taken back. The same rows as in the exchange file."
            ),
        },
    },
    ["version", "activity"],
    {"version": 0, "activity": [{"year": 2025, "code": "electricity_grid", "value": "120", "unit": "万kWh"}]},
)

RESCORE_BODY = body(
    {
        "readings": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": (
                "Reading -> version, where it is not the newest published one: an older version, or one with weights "
                "of your consultant's own."
            ),
        }
    },
    [],
    {"readings": {"im-capability": "2020-1"}},
)

REFERENCE_BODY = body(
    {
        "reading": {"type": "string"},
        "indicator": {"type": "string"},
        "industry": {"type": "string", "description": 'Division code such as C34, or "all".'},
        "unit": {"type": "string", "description": "One of the indicator's units."},
        "base": {**NUMBER, "description": "Baseline: from here on points are earned."},
        "lead": {**NUMBER, "description": "Leading value: here all points are earned."},
        "valid_from": {"type": "string", "format": "date"},
        "source": {"type": "string", "minLength": 1, "maxLength": 200},
        "note": {"type": "string", "maxLength": NOTE_LENGTH},
    },
    ["reading", "indicator", "industry", "unit", "base", "lead", "valid_from", "source"],
    {
        "reading": "green-factory-2025",
        "indicator": "energy-intensity",
        "industry": "C34",
        "unit": "tce/万元",
        "base": "0.5",
        "lead": "0.2",
        "valid_from": "2025-01-01",
        "source": "Sector sheet 2025",
    },
)

REPORT_BODY = body(
    {
        "language": {"type": "string", "enum": list(LANGUAGES)},
        "kind": {"type": "string", "enum": list(dict.fromkeys(kind for kind, _format in OFFERED))},
        "format": {
            "type": "string",
            "enum": list(dict.fromkeys(format for _kind, format in OFFERED)),
            "description": f"Pairs of kind and format: {', '.join('/'.join(pair) for pair in OFFERED)}.",
        },
    },
    ["language"],
    {"language": "zh-hans", "kind": "diagnosis", "format": "pdf"},
)

RESULT_DOCUMENT: Schema = {
    "type": "object",
    "description": "assessment-result/1; docs/schemas holds its JSON Schema.",
    "properties": {"schema": {"type": "string", "enum": ["assessment-result/1"]}},
    "required": ["schema", "engine", "inputs_sha256", "period", "size", "readings", "measures", "trace"],
}
REPORT_FILE = {
    (200, MEDIA_TYPES[format]): OpenApiResponse(OpenApiTypes.BINARY, "The file.")
    for format in dict.fromkeys(format for _kind, format in OFFERED)
}

QUESTION: Schema = {
    "type": "object",
    "properties": {
        "code": {"type": "string"},
        "kind": {"type": "string", "enum": ["requirement", "item", "barrier", "gate", "quantity"]},
        "choices": {"type": "array", "items": {"type": "object", "required": ["value", "label"]}},
        "unit": {"type": "string", "nullable": True},
        "text": {"type": "object"},
        "help": {"type": "object"},
        "section": {"type": "string"},
        "readings": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["code", "kind", "choices", "unit", "text", "help", "section", "readings"],
}
READING_DOCUMENT: Schema = {
    "type": "object",
    "properties": {
        "key": {"type": "string"},
        "version": {"type": "string"},
        "status": {"type": "string"},
        "sha256": {"type": "string"},
        "model": {"type": "string", "enum": ["ladder", "points", "severity", "range"]},
        "nodes": {"type": "array", "items": {"type": "object", "required": ["code", "parent", "questions"]}},
    },
    "required": ["key", "version", "status", "sha256", "model", "nodes"],
}


def list_of(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def page_of(name: str, item: type[Serializer[Any]]) -> Serializer[Any]:
    """A page of a list, as `pages.page_of` sends it."""
    return inline_serializer(
        name,
        {
            "count": IntegerField(min_value=0),
            "next": URLField(allow_null=True),
            "previous": URLField(allow_null=True),
            "results": item(many=True),
        },
    )
