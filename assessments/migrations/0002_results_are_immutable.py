"""The database itself refuses to change a result. SQLite loses triggers when a later migration rebuilds the table:
then this operation is repeated; tests/assessments/test_results.py notices."""

from django.db import migrations

from accounts.triggers import refuse_update


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [refuse_update("assessments_result", message="results are never changed")]
