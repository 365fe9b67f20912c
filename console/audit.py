"""The audit log in words. It is kept in English, one verb per deed; unknown verbs are shown as they are kept."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import AuditEntry, Membership, User
from console.texts import Word, joined, labelled, word_of

VERB_WORDS: Mapping[str, Word] = {
    "create organisation": _("created the firm"),
    "update firm": _("changed the firm's facts"),
    "invite colleague": _("invited a colleague"),
    "accept invitation": _("accepted the invitation"),
    "revoke invitation": _("took the invitation back"),
    "add member": _("added a member"),
    "change role": _("changed the role"),
    "remove member": _("removed a member"),
    "assign consultant": _("assigned a consultant"),
    "unassign consultant": _("took a consultant off"),
    "add user": _("added a user"),
    "change user": _("changed a user"),
    "start assessment": _("started an assessment"),
    "submit assessment": _("submitted the assessment"),
    "request report": _("asked for a report"),
    "retry report": _("asked for the report again"),
    "download report": _("downloaded a report"),
    "set cover note": _("changed the note on the cover"),
    "revoke result": _("revoked the reports of a result"),
    "export list": _("exported a list"),
    "score again": _("scored the assessment again"),
    "add sector reference": _("added a sector reference"),
    "add firm entry": _("added an entry for the firm"),
    "change firm entry": _("changed an entry of the firm"),
    "withdraw firm entry": _("withdrew an entry of the firm"),
    "set weights": _("stored weights of their own"),
}
DETAIL_WORDS: Mapping[str, Word] = {
    "role": _("role"),
    "active": _("may sign in"),
    "filter": _("filter"),
    "format": _("format"),
    "result": _("result"),
    "inputs_sha256": _("fingerprint of the inputs"),
    "barriers": _("severity of the barriers"),
    "language": _("language"),
    "kind": _("kind"),
    "reason": _("reason"),
    "earlier": _("earlier result"),
    "readings": _("versions chosen"),
    "reference": _("number of the reference"),
    "industry": _("industry"),
    "valid_from": _("valid from"),
    "entry": _("entry"),
    "parent": _("part"),
    "profile": _("kind of production"),
    "sha256": _("fingerprint"),
}
ROLE_WORDS: Mapping[str, Word] = {**dict(User.Role.choices), **dict(Membership.Role.choices)}
ANSWER_WORDS: Mapping[str, Word] = {"True": _("yes"), "False": _("no")}


def verb_in_words(entry: AuditEntry) -> str:
    return word_of(VERB_WORDS, entry.verb)


def details_in_words(entry: AuditEntry) -> str:
    """Return the details as "role: Owner; language: en"."""
    return joined(labelled(word_of(DETAIL_WORDS, key), _value(key, value)) for key, value in entry.details.items())


def _value(key: str, value: Any) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return word_of(ROLE_WORDS if key == "role" else ANSWER_WORDS, str(value))
