"""The models of the panel; importing this package registers them on the panel's site."""

from console.admin import entries, people, record, references, reports, weights  # noqa: F401
