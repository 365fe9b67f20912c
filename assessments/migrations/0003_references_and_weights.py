"""Sector references and own weights: append only. The database refuses every change but the loss of their author."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import refuse_update


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_results_are_immutable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assessment",
            name="factor_set",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="set of emission factors"),
        ),
        migrations.CreateModel(
            name="OwnReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, verbose_name="reading")),
                ("base_version", models.CharField(max_length=40, verbose_name="based on version")),
                ("version", models.CharField(max_length=40, verbose_name="version")),
                ("changes", models.JSONField(verbose_name="weights")),
                ("matrix", models.JSONField(verbose_name="pairwise comparisons")),
                (
                    "consistency",
                    models.DecimalField(decimal_places=10, max_digits=26, verbose_name="consistency ratio"),
                ),
                ("reason", models.TextField(max_length=4000, verbose_name="reason")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("sha256", models.CharField(max_length=64)),
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
            ],
            options={
                "verbose_name": "own weights",
                "verbose_name_plural": "own weights",
                "ordering": ("key", "-created_at", "-pk"),
                "constraints": [models.UniqueConstraint(fields=("key", "version"), name="one_own_reading_per_version")],
            },
        ),
        migrations.CreateModel(
            name="SectorReference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reading", models.CharField(max_length=60, verbose_name="reading")),
                ("indicator", models.CharField(max_length=60, verbose_name="indicator")),
                ("industry", models.CharField(max_length=3, verbose_name="industry")),
                ("unit", models.CharField(max_length=20, verbose_name="unit")),
                ("base", models.DecimalField(decimal_places=10, max_digits=26, verbose_name="baseline")),
                ("lead", models.DecimalField(decimal_places=10, max_digits=26, verbose_name="leading value")),
                ("valid_from", models.DateField(verbose_name="valid from")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
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
            ],
            options={
                "verbose_name": "sector reference",
                "verbose_name_plural": "sector references",
                "ordering": ("reading", "indicator", "industry", "-valid_from", "-created_at", "-pk"),
                "indexes": [models.Index(fields=["reading", "indicator", "industry"], name="sector_reference_of")],
            },
        ),
        refuse_update(
            "assessments_sectorreference",
            columns=(
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
            ),
            message="sector references are never changed",
        ),
        refuse_update(
            "assessments_ownreading",
            columns=(
                "key",
                "base_version",
                "version",
                "changes",
                "matrix",
                "consistency",
                "reason",
                "created_at",
                "sha256",
            ),
            message="own weights are never changed",
        ),
    ]
