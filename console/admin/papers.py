"""What a consultant does about a result's paper: the note on the cover, and taking the confirmation back."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.selectors import may_advise
from assessments.errors import InvalidInput, NotAllowed
from assessments.models import Result
from assessments.selectors import results_visible_to
from console.admin.base import say_why_not, user_of
from console.cover_form import CoverNoteForm
from reports import files
from reports.errors import AlreadyRevoked
from reports.models import CoverNote
from reports.selectors import cover_note_of
from reports.services import revoke_seal, save_cover_note


class PaperPages:
    """Two addresses of the reports' section, each for one result."""

    admin_site: Any
    opts: Any

    def paper_urls(self) -> list[Any]:
        guarded = self.admin_site.admin_view
        return [
            path("cover/<uuid:result>/", guarded(self.cover_view), name="reports_report_cover"),
            path("revoke/<uuid:result>/", guarded(self.revoke_view), name="reports_report_revoke"),
        ]

    def cover_view(self, request: HttpRequest, result: uuid.UUID) -> HttpResponse:
        """Show and take the note that the next diagnosis of a result prints."""
        user = user_of(request)
        found = _advised(user, result)
        note = cover_note_of(found)
        said = {"name": note.name, "foreword": note.foreword} if note else {}
        form = CoverNoteForm(request.POST or None, request.FILES or None, initial=said)
        if request.method == "POST" and form.is_valid():
            try:
                save_cover_note(result=found, by=user, **form.values())
            except InvalidInput as error:
                form.show_problems(error.problems)
            except NotAllowed as error:
                # Taken off the firm between the two reads.
                raise Http404 from error
            else:
                words = gettext("Stored. Diagnoses made so far stay as they are; ask for a new one to print the note.")
                messages.success(request, words)
                return HttpResponseRedirect(_result_page(found))
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": gettext("Note on the cover")}
        context = {
            **shared,
            "form": form,
            "result": found,
            "logo": _as_address(note),
            "back": _result_page(found),
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "console/cover_note.html", context, status=status)

    def revoke_view(self, request: HttpRequest, result: uuid.UUID) -> HttpResponse:
        """Say for good that the reports of a result are not to be relied on."""
        return require_POST(self._revoked)(request, result)

    def _revoked(self, request: HttpRequest, result: uuid.UUID) -> HttpResponse:
        user = user_of(request)
        found = _advised(user, result)
        try:
            revoke_seal(result=found, reason=request.POST.get("reason", ""), by=user)
        except InvalidInput as error:
            say_why_not(request, error.problems[0].message)
        except AlreadyRevoked:
            messages.info(request, gettext("The result was revoked before; the first reason stays."))
        except NotAllowed as error:
            raise Http404 from error
        else:
            messages.success(request, gettext("Revoked. Whoever checks a report of this result reads it from now on."))
        return HttpResponseRedirect(_result_page(found))


def _advised(user: User, result: uuid.UUID) -> Result:
    """Raises Http404: the person does not see the result, or only reads it."""
    found = get_object_or_404(results_visible_to(user), pk=result)
    if not may_advise(user, found.assessment.firm.organisation):
        raise Http404
    return found


def _result_page(result: Result) -> str:
    return reverse("console:assessments_result_change", args=(result.pk,))


def _as_address(note: CoverNote | None) -> str:
    """Return the stored logo as an address a page can show; "" without one, or when its file is gone."""
    if note is None or not note.logo:
        return ""
    try:
        with files.open_file(note.logo, "png") as file:
            return f"data:image/png;base64,{base64.b64encode(file.read()).decode()}"
    except FileNotFoundError:
        return ""
