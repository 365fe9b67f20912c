"""What the API sends. Incoming bodies are checked by the services, so that every door gives the same verdict."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assessments.models import Assessment, Firm, Result, SectorReference
from assessments.selectors import size_class
from content.model import HORIZONS, PILLARS, SIZES
from reports.build import verify_url_of
from reports.models import Report

LANGUAGES = ("zh-hans", "en")
NAMES = {
    "type": "object",
    "properties": {language: {"type": "string"} for language in LANGUAGES},
    "required": list(LANGUAGES),
    "additionalProperties": False,
}
TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}


# Comments instead of docstrings on what is not worth saying to the reader of the schema.
class Sent(serializers.Serializer[Any]):
    # Goes out only.
    pass


@extend_schema_field(NAMES)
class NamesField(serializers.DictField):
    """A text in both languages."""


@extend_schema_field(TEXTS)
class TextsField(serializers.DictField):
    """Texts by code."""


class ProblemSerializer(Sent):
    path = serializers.CharField(help_text='Where, such as "answers.IM-DATA-L1-1"; empty for the request as a whole.')
    code = serializers.CharField(help_text="A stable word for programs.")
    message = serializers.CharField(help_text="For people, in the language of the request.")


class ErrorSerializer(Sent):
    code = serializers.CharField(help_text="A stable word for programs.")
    message = serializers.CharField(help_text="For people, in the language of the request.")
    details = ProblemSerializer(many=True)
    current = serializers.DictField(required=False, help_text="With 409: what is stored.")


class TokenSerializer(Sent):
    token = serializers.CharField()


class FirmSerializer(serializers.ModelSerializer[Firm]):
    name = serializers.CharField()
    revenue_wan = serializers.SerializerMethodField()
    trimmed = serializers.ListField(child=serializers.CharField())
    size = serializers.SerializerMethodField()

    class Meta:
        model = Firm
        fields = (
            "id",
            "name",
            "uscc",
            "industry",
            "province",
            "employees",
            "revenue_wan",
            "production",
            "trimmed",
            "size",
            "created_at",
        )
        read_only_fields = fields

    def get_revenue_wan(self, firm: Firm) -> str:
        return format(firm.revenue_wan.normalize(), "f")

    @extend_schema_field({"type": "string", "enum": list(SIZES)})
    def get_size(self, firm: Firm) -> str:
        return size_class(firm.employees, firm.revenue_wan)


class ResultSummarySerializer(serializers.ModelSerializer[Result]):
    class Meta:
        model = Result
        fields = ("id", "engine", "size", "level", "tier", "inputs_sha256", "created_at")
        read_only_fields = fields


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    # Expects `results` to be prefetched.

    firm = serializers.IntegerField(source="firm_id")
    factor_set = serializers.CharField(help_text='Set of emission factors; "" for the default of the content.')
    started_from = serializers.UUIDField(source="started_from_id", allow_null=True)
    result = serializers.SerializerMethodField(help_text="The newest one; an assessment may have been scored again.")

    class Meta:
        model = Assessment
        fields = (
            "id",
            "firm",
            "period",
            "state",
            "factor_set",
            "started_from",
            "created_at",
            "submitted_at",
            "result",
        )
        read_only_fields = fields

    @extend_schema_field(ResultSummarySerializer(allow_null=True))
    def get_result(self, assessment: Assessment) -> dict[str, Any] | None:
        newest = next(iter(assessment.results.all()), None)
        return ResultSummarySerializer(newest).data if newest else None


class SectionProgressSerializer(Sent):
    section = serializers.CharField()
    title = NamesField()
    answered = serializers.IntegerField()
    asked = serializers.IntegerField()
    required = serializers.ListField(child=serializers.CharField(), help_text="Still to be answered.")
    open_level = serializers.IntegerField(help_text="Highest level asked; 0 outside the ladder.")
    top_level = serializers.IntegerField()


class ProgressSerializer(Sent):
    answered = serializers.IntegerField()
    asked = serializers.IntegerField()
    percent = serializers.IntegerField()
    minutes_left = serializers.IntegerField()
    sections = SectionProgressSerializer(many=True)


class AssessmentDetailSerializer(AssessmentSerializer):
    progress = ProgressSerializer()
    missing = serializers.ListField(child=serializers.CharField(), help_text="Questions open before submission.")

    class Meta(AssessmentSerializer.Meta):
        fields = (*AssessmentSerializer.Meta.fields, "progress", "missing")  # type: ignore[assignment]


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {"value": {"type": "string"}, "unit": {"type": "string"}},
            "required": ["value", "unit"],
        },
    }
)
class AmountsField(serializers.DictField):
    """Amounts of the assessed year by code."""


class SectionSerializer(Sent):
    section = serializers.CharField()
    title = NamesField()
    version = serializers.IntegerField(help_text="To be sent back with the next PATCH.")
    applies = serializers.BooleanField(help_text="False when the firm does not do this.")
    asked = serializers.ListField(child=serializers.CharField())
    required = serializers.ListField(child=serializers.CharField(), help_text="Still to be answered.")
    open_level = serializers.IntegerField(help_text="Highest level asked; 0 outside the ladder.")
    top_level = serializers.IntegerField()
    answers = TextsField()
    notes = TextsField()
    amounts = AmountsField()


class SectionsSerializer(Sent):
    sections = SectionSerializer(many=True)


class ActivitySerializer(Sent):
    year = serializers.IntegerField()
    code = serializers.CharField()
    value = serializers.CharField()
    unit = serializers.CharField()


class TotalsSerializer(Sent):
    year = serializers.IntegerField()
    energy_tce = serializers.CharField(allow_null=True, help_text="Tonnes of coal equivalent; null without figures.")
    co2_t = serializers.CharField(allow_null=True, help_text="Tonnes of CO2; null where a factor is missing.")


class FlagSerializer(Sent):
    year = serializers.IntegerField()
    flag = serializers.CharField(help_text="What does not look right: part-above-whole, thousandfold, unit-slip ...")
    code = serializers.CharField()
    other = serializers.CharField(allow_null=True, help_text="The amount it is beside, if any.")
    other_year = serializers.IntegerField(allow_null=True)


class SheetSerializer(Sent):
    version = serializers.IntegerField(help_text="To be sent back with the next PUT.")
    years = serializers.ListField(child=serializers.IntegerField(), help_text="Years that are taken.")
    factor_set = serializers.CharField(help_text="The set of emission factors the totals are computed with.")
    activity = ActivitySerializer(many=True)
    totals = TotalsSerializer(many=True)
    flags = FlagSerializer(many=True)


class SectorReferenceSerializer(serializers.ModelSerializer[SectorReference]):
    base = serializers.SerializerMethodField()
    lead = serializers.SerializerMethodField()

    class Meta:
        model = SectorReference
        fields = (
            "id",
            "reading",
            "indicator",
            "industry",
            "unit",
            "base",
            "lead",
            "valid_from",
            "source",
            "note",
            "created_at",
        )
        read_only_fields = fields

    def get_base(self, reference: SectorReference) -> str:
        return format(reference.base.normalize(), "f")

    def get_lead(self, reference: SectorReference) -> str:
        return format(reference.lead.normalize(), "f")


class SubmissionSerializer(Sent):
    assessment = AssessmentSerializer()
    result = ResultSummarySerializer()


class ReportSerializer(serializers.ModelSerializer[Report]):
    assessment = serializers.UUIDField(source="result.assessment_id")
    result = serializers.UUIDField(source="result_id")
    verify = serializers.SerializerMethodField()
    reason = serializers.CharField(help_text="Why it failed, for people; empty otherwise.")
    download = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = (
            "id",
            "assessment",
            "result",
            "language",
            "kind",
            "format",
            "status",
            "error_code",
            "reason",
            "pages",
            "size_bytes",
            "sha256",
            "requested_at",
            "finished_at",
            "download",
            "verify",
        )
        read_only_fields = fields

    @extend_schema_field({"type": "string", "nullable": True, "description": "Address of the file once it is done."})
    def get_download(self, report: Report) -> str | None:
        return address_of("report-download", report.pk) if report.status == Report.Status.DONE else None

    @extend_schema_field(
        {"type": "string", "description": "Public address printed on the report, where anybody who holds it checks it."}
    )
    def get_verify(self, report: Report) -> str:
        seal = report.result.seal if hasattr(report.result, "seal") else None
        return verify_url_of(seal) if seal else ""


class SourceSerializer(Sent):
    id = serializers.CharField()
    clause = serializers.CharField()
    status = serializers.CharField()


class MeasureSerializer(Sent):
    """Costs, days and paybacks are the tool's own estimates."""

    code = serializers.CharField()
    title = NamesField()
    what = NamesField()
    first_step = NamesField()
    fixes = TextsField(help_text="Question -> answer below which the measure is advised.")
    relieves = serializers.ListField(child=serializers.CharField())
    lifts = TextsField(help_text="Question -> answer it is expected to reach.")
    prerequisites = serializers.ListField(child=serializers.CharField())
    cost_wan = serializers.SerializerMethodField()
    staff_days = serializers.SerializerMethodField()
    payback_months = serializers.SerializerMethodField()
    effects = serializers.ListField(child=serializers.CharField())
    horizon = serializers.ChoiceField(choices=HORIZONS)
    pillar = serializers.ChoiceField(choices=PILLARS)
    sectors = serializers.ListField(child=serializers.CharField())
    sizes = serializers.ListField(child=serializers.CharField())
    key_figure = NamesField()
    source = SourceSerializer()

    @extend_schema_field(
        {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}, "minItems": 2}}
    )
    def get_cost_wan(self, measure: Any) -> dict[str, list[str]]:
        return {size: [str(bound) for bound in bounds] for size, bounds in measure.cost_wan.items()}

    @extend_schema_field(TEXTS)
    def get_staff_days(self, measure: Any) -> dict[str, str]:
        return {size: str(days) for size, days in measure.staff_days.items()}

    def get_payback_months(self, measure: Any) -> list[str]:
        return [str(bound) for bound in measure.payback_months]


def address_of(name: str, *parts: Any) -> str:
    """Path of one of this version's addresses."""
    return reverse(f"api:v1:{name}", args=parts)
