"""The audit chain: append-only by the database, and tampering behind the database's back is found and named."""

import io
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.models import AuditEntry, User
from accounts.services import broken_audit_entries, record_audit
from assessments.models import Assessment

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def entries(submitted: Assessment) -> list[AuditEntry]:
    """The chain of the firm: created, assessment started, assessment submitted."""
    return list(AuditEntry.objects.filter(organisation=submitted.firm.organisation).order_by("number"))


@pytest.fixture
def tamper() -> Callable[[str, list[object]], None]:
    """Run SQL with the trigger taken away first, as somebody with the database's password could."""

    def run(sql: str, values: list[object]) -> None:
        with connection.cursor() as cursor:
            name = "accounts_auditentry_refuses_update"
            place = " ON accounts_auditentry" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")
            cursor.execute(sql, values)

    return run


def verdict() -> tuple[int, str]:
    """Exit code of verify_audit and everything it said."""
    said = io.StringIO()
    try:
        call_command("verify_audit", stdout=said, stderr=said)
    except SystemExit as ended:
        return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()


def test_an_untouched_log_is_intact(entries: list[AuditEntry]) -> None:
    assert [entry.verb for entry in entries] == ["create organisation", "start assessment", "submit assessment"]
    assert [entry.number for entry in entries] == [1, 2, 3]
    code, said = verdict()
    assert code == 0
    assert "3 entries, every chain intact" in said


@pytest.mark.parametrize("column", ["verb", "actor", "target", "hash"])
def test_the_database_refuses_to_rewrite_an_entry(entries: list[AuditEntry], column: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entries[1].pk).update(**{column: "x"})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "somebody@else.example"),
        ("verb", "nothing happened"),
        ("target", "another assessment"),
        ("details", '{"result": "forged"}'),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("hash", "f" * 64),
        ("previous_hash", "f" * 64),
    ],
)
def test_a_changed_entry_is_named(
    entries: list[AuditEntry], tamper: Callable[[str, list[object]], None], column: str, value: str
) -> None:
    tamper(f"UPDATE accounts_auditentry SET {column} = %s WHERE id = %s", [value, entries[1].pk])
    code, said = verdict()
    assert code == 1
    # A changed hash still is the entry's own fault: it no longer is the hash of its content.
    assert f"{entries[1].chain}: entry 2 does not fit" in said


def test_a_removed_entry_is_noticed_at_the_next_one(
    entries: list[AuditEntry], tamper: Callable[[str, list[object]], None]
) -> None:
    tamper("DELETE FROM accounts_auditentry WHERE id = %s", [entries[1].pk])
    assert [entry.number for entry in broken_audit_entries()] == [3]


def test_a_removed_beginning_is_noticed(entries: list[AuditEntry], tamper: Callable[[str, list[object]], None]) -> None:
    tamper("DELETE FROM accounts_auditentry WHERE id = %s", [entries[0].pk])
    assert [entry.number for entry in broken_audit_entries()] == [2]


def test_two_swapped_entries_are_noticed(
    entries: list[AuditEntry], tamper: Callable[[str, list[object]], None]
) -> None:
    tamper("UPDATE accounts_auditentry SET number = 99 WHERE id = %s", [entries[1].pk])
    assert [entry.number for entry in broken_audit_entries()] == [3]


def test_a_forged_entry_in_between_is_noticed(
    entries: list[AuditEntry], tamper: Callable[[str, list[object]], None]
) -> None:
    tamper(
        "INSERT INTO accounts_auditentry (organisation_id, chain, number, actor, verb, target, details, at, "
        "previous_hash, hash) SELECT organisation_id, chain, 4, actor, verb, target, details, at, previous_hash, hash "
        "FROM accounts_auditentry WHERE id = %s",
        [entries[2].pk],
    )
    assert [entry.number for entry in broken_audit_entries()] == [4]


def test_every_broken_chain_is_named_and_the_others_are_not(
    entries: list[AuditEntry],
    foreign_submitted: Assessment,
    administrator: User,
    tamper: Callable[[str, list[object]], None],
) -> None:
    record_audit(organisation=None, actor=administrator, verb="change settings", target="site")
    foreign = AuditEntry.objects.get(organisation=foreign_submitted.firm.organisation, number=1)
    for entry in (entries[0], foreign):
        tamper("UPDATE accounts_auditentry SET target = %s WHERE id = %s", ["x", entry.pk])
    assert {(entry.chain, entry.number) for entry in broken_audit_entries()} == {
        (entries[0].chain, 1),
        (foreign.chain, 1),
    }


def test_an_entry_written_after_tampering_does_not_heal_the_chain(
    entries: list[AuditEntry], tamper: Callable[[str, list[object]], None]
) -> None:
    tamper("UPDATE accounts_auditentry SET actor = %s WHERE id = %s", ["x@y.example", entries[0].pk])
    record_audit(organisation=entries[0].organisation, actor=None, verb="later", target="later")
    assert [entry.number for entry in broken_audit_entries()] == [1]


def test_a_deleted_tenant_leaves_its_entries_behind(entries: list[AuditEntry]) -> None:
    chain = entries[0].chain
    assert entries[0].organisation is not None
    entries[0].organisation.delete()
    assert AuditEntry.objects.filter(chain=chain, organisation=None).count() == 3
    assert not list(broken_audit_entries())
