import uuid
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import assessments.models.plans


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0003_references_and_weights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("target", models.CharField(max_length=120, verbose_name="target")),
                (
                    "budget_wan",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="budget (10,000 yuan)",
                    ),
                ),
                (
                    "phase_wan",
                    models.JSONField(
                        default=assessments.models.plans.no_limits, verbose_name="money per phase (10,000 yuan)"
                    ),
                ),
                (
                    "phase_days",
                    models.JSONField(default=assessments.models.plans.no_limits, verbose_name="own days per phase"),
                ),
                ("carried", models.BooleanField(default=False, verbose_name="money left over stays for later phases")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed at")),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="assessments.firm",
                        verbose_name="firm",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="plans",
                        to="assessments.result",
                        verbose_name="result",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan",
                "verbose_name_plural": "plans",
                "ordering": ("-created_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="FirmEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("measure", "Measure"), ("case", "Case"), ("solution", "Solution")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("what", models.TextField(max_length=4000, verbose_name="what it is")),
                ("first_step", models.TextField(blank=True, max_length=4000, verbose_name="first step")),
                ("outcome", models.TextField(blank=True, max_length=4000, verbose_name="what changed")),
                (
                    "ask",
                    models.TextField(blank=True, max_length=4000, verbose_name="questions to a supplier, one per line"),
                ),
                ("relieves", models.JSONField(blank=True, default=list, verbose_name="barriers it relieves")),
                ("lifts", models.JSONField(blank=True, default=dict, verbose_name="answers it raises")),
                (
                    "cost_low",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="least cost (10,000 yuan)",
                    ),
                ),
                (
                    "cost_high",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0"),
                        max_digits=16,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="highest cost (10,000 yuan)",
                    ),
                ),
                (
                    "staff_days",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=10,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="own days of work",
                    ),
                ),
                (
                    "payback_low",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=6,
                        null=True,
                        verbose_name="pays back after at least (months)",
                    ),
                ),
                (
                    "payback_high",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=6,
                        null=True,
                        verbose_name="pays back after at most (months)",
                    ),
                ),
                (
                    "horizon",
                    models.CharField(
                        choices=[("0-6", "0-6 months"), ("6-18", "6-18 months"), ("18-36", "18-36 months")],
                        default="0-6",
                        max_length=10,
                        verbose_name="done within",
                    ),
                ),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="valid until")),
                ("checked_by", models.CharField(blank=True, max_length=120, verbose_name="checked by")),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn at")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="assessments.firm",
                        verbose_name="firm",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a firm",
                "verbose_name_plural": "entries of firms",
                "ordering": ("kind", "-created_at", "-pk"),
                "indexes": [models.Index(fields=["firm", "kind"], name="entries_of_a_firm")],
            },
        ),
        migrations.CreateModel(
            name="PlanAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(blank=True, max_length=60, verbose_name="measure")),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="title")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                (
                    "phase",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(2)], verbose_name="phase"
                    ),
                ),
                ("owner", models.CharField(blank=True, max_length=120, verbose_name="who does it")),
                ("due", models.DateField(blank=True, null=True, verbose_name="due")),
                (
                    "budget_wan",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=16,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="budget (10,000 yuan)",
                    ),
                ),
                (
                    "staff_days",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="own days of work",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Not started"),
                            ("doing", "Under way"),
                            ("done", "Done"),
                            ("dropped", "Dropped"),
                        ],
                        default="planned",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("pinned", models.BooleanField(default=False, verbose_name="pinned")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="assessments.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "action of a plan",
                "verbose_name_plural": "actions of a plan",
                "ordering": ("phase", "position", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("measure", ""), _negated=True),
                        fields=("plan", "measure"),
                        name="one_action_per_measure",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", ""), models.Q(("title", ""), _negated=True)),
                            models.Q(models.Q(("measure", ""), _negated=True), ("title", "")),
                            _connector="OR",
                        ),
                        name="a_measure_or_a_title",
                    ),
                ],
            },
        ),
    ]
