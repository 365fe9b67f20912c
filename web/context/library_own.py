"""One entry that a consultant added for a firm, as the people of that firm see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from assessments.models import FirmEntry
from content.loader import current
from reports.context.words import Reader, short
from web.context.library_entry import (
    EntryPage,
    Fact,
    Passage,
    Raised,
    answer_said,
    barrier_links,
    list_address,
    payback_said,
)
from web.context.library_words import horizon_name, kind_name, kinds_name
from web.texts import language, text


def own_entry_page(entry: FirmEntry, *, on: date) -> EntryPage:
    """Return the page of what a consultant added for a firm; one that is withdrawn or has expired only says so."""
    content, reader = current(), Reader(language())
    head = {
        "kind": entry.kind,
        "code": entry.code,
        "kind_name": kind_name(entry.kind),
        "kinds_name": kinds_name(entry.kind),
        "title": entry.title,
        "firm": entry.firm.name,
        "firm_pk": entry.firm_id,
    }
    if entry.withdrawn_at is not None or (entry.valid_until is not None and entry.valid_until < on):
        return EntryPage(**head, expired=True)
    passages = (
        Passage(_("What it is"), entry.what),
        Passage(_("First step"), entry.first_step),
        Passage(_("What changed"), entry.outcome),
    )
    is_measure = entry.kind == FirmEntry.Kind.MEASURE
    days = entry.valid_until.isoformat() if entry.valid_until else ""
    facts = (
        *(_own_costs(entry, reader) if is_measure else ()),
        Fact(_("Valid until"), days),
        Fact(_("Checked by"), entry.checked_by),
        Fact(_("Source"), entry.source),
    )
    known = [code for code in entry.lifts if code in content.questions]
    return EntryPage(
        **head,
        badges=(horizon_name(entry.horizon),) if is_measure else (),
        passages=tuple(passage for passage in passages if passage.text),
        ask=tuple(line.strip() for line in entry.ask.splitlines() if line.strip()),
        facts=tuple(fact for fact in facts if fact.value),
        raised=tuple(
            Raised(
                text(content.questions[code].text),
                answer_said(content, code, entry.lifts[code]),
                answer_said(content, code, entry.lifts[code]),
                list_address(question=code),
            )
            for code in known
        ),
        barriers=barrier_links(content, (code for code in entry.relieves if code in content.questions)),
    )


def _own_costs(entry: FirmEntry, reader: Reader) -> Iterator[Fact]:
    ends = (entry.payback_low, entry.payback_high)
    yield Fact(_("Cost, one-off"), reader.money(short(entry.cost_low, 2), short(entry.cost_high, 2)))
    yield Fact(_("Own staff-days"), short(entry.staff_days))
    yield Fact(_("Pays back in"), payback_said(reader, [end for end in ends if end is not None]))
