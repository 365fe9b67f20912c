from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import AuditEntry
from accounts.services import broken_audit_entries


class Command(BaseCommand):
    help = "Check that no entry of the audit log was changed or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = list(broken_audit_entries())
        for entry in broken:
            self.stderr.write(f"{entry.chain}: entry {entry.number} does not fit the one before it")
        if broken:
            raise SystemExit(1)
        self.stdout.write(f"{AuditEntry.objects.count()} entries, every chain intact")
