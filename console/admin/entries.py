"""What consultants add for one firm: listed, added, changed, withdrawn. Published content stays in its files."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from accounts.models import User
from assessments.errors import EntryWithdrawn, InvalidInput, NotAllowed
from assessments.models import Firm, FirmEntry
from assessments.selectors import entries_visible_to, firms_visible_to
from assessments.services import add_entry, change_entry, withdraw_entry
from console import filters, texts
from console.admin.base import EverybodyAdds, user_of
from console.entry_form import EntryForm, answer_choices, raisable_questions
from console.sites import label_of, site

STATE_COLOURS = {"holds": "success", "expired": "warning", "withdrawn": "default"}
LIBRARY_PAGE = "/library/{code}/"
LONGEST_NUMBER = 9


class FirmEntryAdmin(EverybodyAdds):
    list_display = ("title", "kind_shown", "firm_shown", "state_shown", "valid_until", "author_shown", "code_shown")
    list_filter = (("kind", ChoicesDropdownFilter), filters.EntryStateFilter)
    search_fields = ("title", "firm__organisation__name")
    ordering = ("firm__organisation__name", "kind", "-created_at")
    fields = (
        ("title", "kind_shown", "firm_shown"),
        "what",
        "first_step",
        "outcome",
        "ask",
        "barriers_shown",
        "answers_shown",
        ("cost_low", "cost_high", "staff_days"),
        ("payback_low", "payback_high", "horizon"),
        ("valid_until", "checked_by", "source"),
        ("state_in_words", "author_shown", "created_at", "withdrawn_at"),
    )
    readonly_fields = ("kind_shown", "firm_shown", "barriers_shown", "answers_shown", "state_in_words", "author_shown")

    def visible_to(self, user: User) -> QuerySet[FirmEntry]:
        return entries_visible_to(user)

    def get_urls(self) -> list[Any]:
        guarded = self.admin_site.admin_view(self.withdraw_view)
        return [path("<int:entry>/withdraw/", guarded, name="assessments_firmentry_withdraw"), *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the form for the firm in the address, and add what it brings."""
        self._exists_for(request)
        asked = request.GET.get("firm", "")
        if not asked:
            self.message_user(request, gettext("Open the firm first: its page has the button for a new entry."))
            return HttpResponseRedirect(reverse("console:assessments_firm_changelist"))
        firm = _firm_or_404(user_of(request), asked)
        if request.method != "POST":
            return self._form_page(request, EntryForm(), firm)
        form = EntryForm(request.POST)
        if form.is_valid():
            try:
                made = add_entry(firm=firm, by=user_of(request), **form.cleaned_data)
            except InvalidInput as error:
                form.take(error.problems)
            except NotAllowed as error:
                # Taken off the firm between the two reads.
                raise Http404 from error
            else:
                self.message_user(request, gettext("Added. The people of the firm see it in their library."))
                return HttpResponseRedirect(entry_address(made))
        return self._form_page(request, form, firm)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the form with what stands there; one that was withdrawn is only read."""
        self._exists_for(request, object_id)
        found = self.get_object(request, object_id)
        if not isinstance(found, FirmEntry) or found.withdrawn_at is not None:
            return super().change_view(request, object_id, form_url, extra_context)
        if request.method != "POST":
            return self._form_page(request, EntryForm(entry=found), found.firm, found)
        form = EntryForm(request.POST, entry=found)
        if form.is_valid():
            try:
                change_entry(entry=found, by=user_of(request), **form.cleaned_data)
            except InvalidInput as error:
                form.take(error.problems)
            except (NotAllowed, EntryWithdrawn) as error:
                # Taken off the firm, or withdrawn by a colleague, between the two reads.
                raise Http404 from error
            else:
                self.message_user(
                    request,
                    gettext("Changed. Plans that hold it show it as it is now; their budgets and days stay."),
                )
                return HttpResponseRedirect(entry_address(found))
        return self._form_page(request, form, found.firm, found)

    def withdraw_view(self, request: HttpRequest, entry: int) -> HttpResponse:
        """Take an entry out of the firm's library."""
        return require_POST(self._withdrawn)(request, entry)

    def _withdrawn(self, request: HttpRequest, entry: int) -> HttpResponse:
        found = get_object_or_404(entries_visible_to(user_of(request)), pk=entry)
        try:
            withdraw_entry(entry=found, by=user_of(request))
        except NotAllowed as error:
            raise Http404 from error
        self.message_user(request, gettext("Withdrawn. The firm no longer finds it in its library."))
        return HttpResponseRedirect(entry_address(found))

    def _form_page(
        self, request: HttpRequest, form: EntryForm, firm: Firm, entry: FirmEntry | None = None
    ) -> HttpResponse:
        title = gettext("Change an entry of the firm") if entry else gettext("Add an entry for the firm")
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        own = {
            "form": form,
            "firm": firm,
            "firm_link": reverse("console:assessments_firm_change", args=(firm.pk,)),
            "questions": raisable_questions(),
            "answers": answer_choices(),
            "entry": entry,
            "library_link": LIBRARY_PAGE.format(code=entry.code) if entry else "",
            "withdraw_link": reverse("console:assessments_firmentry_withdraw", args=(entry.pk,)) if entry else "",
        }
        return TemplateResponse(request, "console/firm_entry.html", {**shown, **own})

    @display(description=_("kind"), ordering="kind")
    def kind_shown(self, entry: FirmEntry) -> str:
        return str(entry.get_kind_display())

    @display(description=_("firm"), ordering="firm__organisation__name")
    def firm_shown(self, entry: FirmEntry) -> str:
        return entry.firm.name

    @display(description=_("code"))
    def code_shown(self, entry: FirmEntry) -> str:
        return entry.code

    @display(description=_("state"), label=STATE_COLOURS)
    def state_shown(self, entry: FirmEntry) -> tuple[str, str]:
        return state_of(entry), texts.word_of(texts.ENTRY_STATE_WORDS, state_of(entry))

    @display(description=_("state"))
    def state_in_words(self, entry: FirmEntry) -> str:
        return texts.word_of(texts.ENTRY_STATE_WORDS, state_of(entry))

    @display(description=_("barriers it relieves"))
    def barriers_shown(self, entry: FirmEntry) -> str:
        return texts.joined(texts.question_text(code) for code in entry.relieves)

    @display(description=_("answers it raises"))
    def answers_shown(self, entry: FirmEntry) -> str:
        return texts.joined(
            texts.labelled(texts.question_text(code), texts.answer_label(code, answer))
            for code, answer in entry.lifts.items()
        )


def state_of(entry: FirmEntry) -> str:
    """Whether the firm finds an entry in its library today: "holds", "expired" or "withdrawn"."""
    if entry.withdrawn_at is not None:
        return "withdrawn"
    expired = entry.valid_until is not None and entry.valid_until < timezone.localdate()
    return "expired" if expired else "holds"


def entry_address(entry: FirmEntry) -> str:
    return reverse("console:assessments_firmentry_change", args=(entry.pk,))


def entry_rows(firm: Firm, user: User) -> list[dict[str, Any]]:
    """Return a firm's entries for its page, those that hold first."""
    order = list(STATE_COLOURS)
    entries = sorted(entries_visible_to(user).filter(firm=firm), key=lambda entry: order.index(state_of(entry)))
    return [
        {
            "link": entry_address(entry),
            "title": entry.title,
            "kind": entry.get_kind_display(),
            "state": texts.word_of(texts.ENTRY_STATE_WORDS, state_of(entry)),
            "valid_until": entry.valid_until,
            "author": label_of(entry.author) if entry.author else texts.NOTHING,
        }
        for entry in entries
    ]


def _firm_or_404(user: User, asked: str) -> Firm:
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER):
        raise Http404
    return get_object_or_404(firms_visible_to(user), pk=int(asked))


site.register(FirmEntry, FirmEntryAdmin)
