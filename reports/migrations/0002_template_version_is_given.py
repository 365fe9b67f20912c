from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="report",
            name="template_version",
            field=models.CharField(max_length=20, verbose_name="template version"),
        )
    ]
