import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import reports.models


def note_what_was_issued(apps, schema_editor):
    """Files that were handed out before are genuine, too."""
    report, issued = apps.get_model("reports", "Report"), apps.get_model("reports", "IssuedFile")
    done = report.objects.filter(status="done").exclude(sha256="").order_by("finished_at")
    issued.objects.bulk_create(
        (
            issued(
                result_id=row.result_id,
                language=row.language,
                kind=row.kind,
                format=row.format,
                sha256=row.sha256,
                issued_at=row.finished_at or row.requested_at,
            )
            for row in done.iterator()
        ),
        batch_size=500,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_audit_is_append_only"),
        ("reports", "0002_template_version_is_given"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CoverNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=120)),
                ("foreword", models.TextField(blank=True, max_length=2000)),
                ("logo", models.CharField(blank=True, db_index=True, max_length=64)),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
        ),
        migrations.CreateModel(
            name="IssuedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=10)),
                (
                    "kind",
                    models.CharField(
                        choices=[("brief", "Brief"), ("diagnosis", "Diagnosis"), ("annex", "Annex")], max_length=20
                    ),
                ),
                (
                    "format",
                    models.CharField(choices=[("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel")], max_length=10),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("issued_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ("issued_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ResultSeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "token",
                    models.CharField(default=reports.models.new_token, editable=False, max_length=32, unique=True),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="report",
            name="one_report_per_identity",
        ),
        migrations.AddField(
            model_name="report",
            name="cover",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="fingerprint of the cover note"),
        ),
        migrations.AddField(
            model_name="report",
            name="format",
            field=models.CharField(
                choices=[("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel")],
                default="pdf",
                max_length=10,
                verbose_name="format",
            ),
        ),
        migrations.AlterField(
            model_name="report",
            name="kind",
            field=models.CharField(
                choices=[("brief", "Brief"), ("diagnosis", "Diagnosis"), ("annex", "Annex")],
                default="diagnosis",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("result", "language", "kind", "format", "cover", "template_version"),
                name="one_report_per_identity",
            ),
        ),
        migrations.AddField(
            model_name="covernote",
            name="author",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="covernote",
            name="result",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="cover_note", to="assessments.result"
            ),
        ),
        migrations.AddField(
            model_name="issuedfile",
            name="result",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="issued_files", to="assessments.result"
            ),
        ),
        migrations.AddField(
            model_name="resultseal",
            name="result",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="seal", to="assessments.result"
            ),
        ),
        migrations.AddField(
            model_name="resultseal",
            name="revoked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="issuedfile",
            constraint=models.UniqueConstraint(
                fields=("result", "sha256"), name="one_issued_file_per_result_and_content"
            ),
        ),
        migrations.RunPython(note_what_was_issued, migrations.RunPython.noop),
    ]
