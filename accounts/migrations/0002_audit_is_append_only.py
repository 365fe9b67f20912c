"""The database refuses to rewrite the audit log; only the link to a deleted organisation may be cleared."""

from django.db import migrations

from accounts.triggers import refuse_update


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        refuse_update(
            "accounts_auditentry",
            columns=("chain", "number", "actor", "verb", "target", "details", "at", "previous_hash", "hash"),
            message="the audit log is append-only",
        )
    ]
