"""Who: users, organisations, memberships, roles, and the audit log."""
