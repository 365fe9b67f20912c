"""What the published schema says of what-if, roadmaps, plans, and of what the library holds."""

from collections.abc import Mapping

from api.v1.bodies import LARGEST_ID
from api.v1.schema import VERSION, Schema, body
from assessments.models import NOTE_LENGTH, PHASES, PlanAction
from assessments.services.limits import TARGET_LENGTH
from assessments.services.plan_changes import OWNER_LENGTH, TITLE_LENGTH

MOST_MEASURES = 500
MOST_ANSWERS = 1000
CODE_LENGTH = 60

CODES: Schema = {
    "type": "array",
    "items": {"type": "string", "maxLength": CODE_LENGTH},
    "uniqueItems": True,
    "maxItems": MOST_MEASURES,
}
OPTIONAL_NUMBER: Schema = {
    "anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "maxLength": 100, "nullable": True}]
}
BY_PHASE: Schema = {"type": "array", "items": OPTIONAL_NUMBER, "minItems": PHASES, "maxItems": PHASES, "nullable": True}
TITLE: Schema = {"type": "string", "minLength": 1, "maxLength": TITLE_LENGTH}
TARGET: Schema = {
    "type": "string",
    "maxLength": TARGET_LENGTH,
    "description": "Such as im-capability:2, green-factory-2018:provincial, barriers:all:50, energy:-10, "
    "im-capability:most; docs/method.md lists them.",
}

WHATIF_BODY = body(
    {
        "measures": {**CODES, "description": "Done in thought; what they need first is done, too."},
        "answers": {
            "type": "object",
            "additionalProperties": {"type": "string", "maxLength": 10},
            "maxProperties": MOST_ANSWERS,
            "description": "Question -> planned answer.",
        },
    },
    [],
    {"measures": [], "answers": {"IM-STRATEGY-L1-1": "1"}},
)

LIMITS: Mapping[str, Schema] = {
    "budget_wan": {**OPTIONAL_NUMBER, "description": "Money for everything, in 10,000 yuan."},
    "phase_wan": {**BY_PHASE, "description": "Money for months 0-6, 6-18 and 18-36; null is no limit."},
    "phase_days": {**BY_PHASE, "description": "The firm's own days for each phase, likewise."},
    "carried": {"type": "boolean", "description": "Whether money a phase leaves over is there for later ones."},
}
PICKED: Mapping[str, Schema] = {
    "pinned": {**CODES, "description": "Measures every plan has."},
    "dropped": {**CODES, "description": "Measures no plan has."},
}
ROADMAP_BODY = body(
    {"target": {**TARGET, "minLength": 1}, **LIMITS, **PICKED},
    ["target"],
    {"target": "im-capability:2", "budget_wan": "50", "phase_days": [60, None, None]},
)
PLAN_BODY = body(
    {
        "title": TITLE,
        "target": {**TARGET, "description": 'As for a roadmap; "" keeps the pinned measures as they are.'},
        **LIMITS,
        **PICKED,
    },
    ["title", "target"],
    {"title": "两年计划", "target": "im-capability:2"},
)

ACTION_FIELDS: Mapping[str, Schema] = {
    "title": {**TITLE, "description": "Of an action of the firm's own; measures keep theirs."},
    "note": {"type": "string", "maxLength": NOTE_LENGTH},
    "phase": {
        "anyOf": [{"type": "integer", "minimum": 0, "maximum": PHASES - 1}, {"type": "string", "maxLength": 100}],
        "description": "0, 1 or 2.",
    },
    "owner": {"type": "string", "maxLength": OWNER_LENGTH, "description": "Who does it."},
    "due": {
        "type": "string",
        "maxLength": 10,
        "nullable": True,
        "description": "A day such as 2026-03-31; null or blank takes it back.",
    },
    "budget_wan": OPTIONAL_NUMBER,
    "staff_days": OPTIONAL_NUMBER,
    "status": {"type": "string", "enum": list(PlanAction.Status.values)},
    "pinned": {"type": "boolean"},
}


def _action(required: tuple[str, ...] = ()) -> Schema:
    schema: Schema = {"type": "object", "properties": dict(ACTION_FIELDS), "additionalProperties": False}
    return {**schema, "required": list(required)} if required else schema


PLAN_VERSION: Schema = {**VERSION, "description": "The version last read."}
PLAN_CHANGES = body(
    {
        "version": PLAN_VERSION,
        "title": TITLE,
        "target": TARGET,
        **LIMITS,
        "actions": {
            "type": "object",
            "additionalProperties": _action(),
            "description": "Id of an action -> what changes of it.",
        },
        "added": {"type": "array", "items": _action(("title",)), "description": "Actions of the firm's own."},
        "removed": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
            "description": "Ids of actions of the firm's own; a measure is dropped instead.",
        },
    },
    ["version"],
    {"version": 1, "added": [{"title": "请设计院出方案", "phase": 0, "owner": "王工", "due": "2026-03-31"}]},
)
REPLAN_BODY = body({"version": PLAN_VERSION}, ["version"], {"version": 2})

WHATIF_DOCUMENT: Schema = {
    "type": "object",
    "description": "whatif/1; docs/schemas holds its JSON Schema.",
    "required": ["measures", "implied", "readings", "synergy", "cuts"],
}
ROADMAP_DOCUMENT: Schema = {
    "type": "object",
    "description": "roadmap/1; docs/schemas holds its JSON Schema.",
    "required": ["target", "phases", "projected", "certificate", "cost_wan"],
}
PLAN_DOCUMENT: Schema = {
    "type": "object",
    "description": (
        "plan/1; docs/schemas holds its JSON Schema. The actions by phase with what they cost, `dropped` ones apart; "
        "`today` beside `projected`, where the measures that are not dropped bring the firm after each phase; "
        "`out_of_order`, measures whose prerequisite is planned later or not at all."
    ),
    "properties": {
        "schema": {"type": "string", "enum": ["plan/1"]},
        "id": {"type": "string", "format": "uuid"},
        "version": {"type": "integer", "description": "To be sent back with the next PUT."},
        "phases": {"type": "array", "minItems": PHASES, "maxItems": PHASES, "items": {"type": "object"}},
    },
    "required": ["schema", "id", "title", "target", "limits", "version", "phases", "dropped", "today", "projected"],
}
PROGRESS_DOCUMENT: Schema = {
    "type": "object",
    "description": (
        "For every action each answer it was to raise (before, expected, now, and the outcome: reached, part, not, "
        "worse or unknown); for every reading where it was, where it was to be, and where it is."
    ),
    "required": ["plan", "against", "actions", "readings", "synergy"],
}
