"""What the API sends of plans and of the library."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.v1.serializers import NAMES, NamesField, Sent, SourceSerializer
from assessments.models import Plan
from content.fit import PILLARS
from content.help import DIRECTIONS, FORMS


class PlanSummarySerializer(serializers.ModelSerializer[Plan]):
    # Expects `kept` and `done` to be counted.

    result = serializers.UUIDField(source="result_id")
    kept = serializers.IntegerField(help_text="Actions that are not dropped.")
    done = serializers.IntegerField(help_text="Actions that are done.")

    class Meta:
        model = Plan
        fields = ("id", "result", "title", "target", "version", "kept", "done", "created_at", "updated_at")
        read_only_fields = fields


class FittingSerializer(Sent):
    # Whom an entry fits and what it answers.
    code = serializers.CharField()
    title = NamesField()
    relieves = serializers.ListField(child=serializers.CharField(), help_text="Barriers it speaks to.")
    measures = serializers.ListField(child=serializers.CharField(), help_text="Measures it goes with.")
    sectors = serializers.ListField(child=serializers.CharField(), help_text='Division codes, or "all" alone.')
    sizes = serializers.ListField(child=serializers.CharField())
    source = SourceSerializer()


class CaseFigureSerializer(Sent):
    what = NamesField()
    value = serializers.CharField(help_text='A number, or a range such as "10-15".')
    unit = serializers.CharField()
    direction = serializers.ChoiceField(choices=DIRECTIONS)


class CaseSerializer(FittingSerializer):
    """`paper`: a named firm or park as a paper tells it; `typical`: engineering practice, no firm named."""

    kind = serializers.CharField(help_text="paper or typical.")
    situation = NamesField()
    done = NamesField()
    outcome = NamesField()
    figures = CaseFigureSerializer(many=True)
    pillar = serializers.ChoiceField(choices=PILLARS)


class DatedSerializer(FittingSerializer):
    # Shown until a day.
    what = NamesField()
    beware = NamesField()
    checked_on = serializers.DateField()
    valid_until = serializers.DateField(help_text="The last day it is shown.")
    checked_by = NamesField()


class SolutionSerializer(DatedSerializer):
    """A class of things to buy; no vendor is named."""

    prerequisites = serializers.ListField(child=serializers.CharField(), help_text="Measures that should stand first.")
    ask = serializers.SerializerMethodField()
    pillar = serializers.ChoiceField(choices=PILLARS)

    @extend_schema_field({"type": "array", "items": NAMES, "description": "Questions to put to a supplier."})
    def get_ask(self, solution: Any) -> list[dict[str, str]]:
        return [dict(question) for question in solution.ask]


class SupportSerializer(DatedSerializer):
    """A way to be paid, lent, taught or advised."""

    form = serializers.ChoiceField(choices=FORMS)
    who = NamesField()
    first_step = NamesField()
