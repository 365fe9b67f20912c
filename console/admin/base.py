"""What every list and page of the panel keeps to: only rows the person may see, nothing changeable unless a page says
so, and 404 for the rest."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.admin import ExportMixin
from unfold.admin import ModelAdmin
from unfold.contrib.import_export.forms import ExportForm
from unfold.decorators import display

from accounts.models import User
from accounts.services import record_audit
from console import texts
from console.formats import TextSafeCsv, TextSafeXlsx
from console.sites import label_of


class PanelAdmin(ModelAdmin):
    """Read-only, visible rows only. Rights follow from the role in code: groups and permissions set by hand count for
    nothing, so nobody can be given a firm's data by a tick in a box."""

    administrators_only = False
    found_by_search = False
    actions = None
    list_filter_submit = True
    list_per_page = 50
    list_max_show_all = 200
    list_fullwidth = True
    compressed_fields = False
    show_full_result_count = False
    export_form_class = ExportForm

    def visible_to(self, user: User) -> QuerySet[Any]:
        """Return the rows this person may see."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = self.visible_to(user_of(request))
        ordering = self.get_ordering(request)
        return rows.order_by(*ordering) if ordering else rows

    def may_open(self, request: HttpRequest) -> bool:
        """Return whether these rows exist at all for the person's role."""
        user = user_of(request)
        return user.is_administrator or (user.is_consultant and not self.administrators_only)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_open(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_open(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self._exists_for(request)
        return super().changelist_view(request, extra_context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        self._exists_for(request, object_id)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        self._exists_for(request, object_id)
        return super().delete_view(request, object_id, extra_context)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one history, the audit log."""
        raise Http404

    def _exists_for(self, request: HttpRequest, object_id: str | None = None) -> None:
        """Turn "you may not" into "there is none", before rights to write are looked at."""
        if not self.may_open(request) or (object_id is not None and self.get_object(request, object_id) is None):
            raise Http404

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """The services write the audit log; a second log would only differ from it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """As log_addition."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """As log_addition."""


class EverybodyAdds(PanelAdmin):
    """Rows of no firm: both roles read and add, nobody changes or deletes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_open(request)

    @display(description=gettext_lazy("added by"))
    def author_shown(self, row: Any) -> str:
        return label_of(row.author) if row.author else texts.NOTHING


class ExportAdmin(ExportMixin, PanelAdmin):
    """A list whose rows, as filtered, can be taken away as xlsx or CSV; who took what is audited."""

    export_form_class = ExportForm
    export_formats: ClassVar[list[type]] = [TextSafeXlsx, TextSafeCsv]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.may_open(request)

    def export_action(self, request: HttpRequest) -> HttpResponse:
        self._exists_for(request)
        return super().export_action(request)

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: QuerySet[Any], **kwargs: Any) -> Any:
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        record_audit(
            organisation=None,
            actor=user_of(request),
            verb="export list",
            target=self.opts.model_name or "",
            details={"filter": request.GET.urlencode()[:500], "format": file_format.get_extension()},
        )
        return data


def user_of(request: HttpRequest) -> User:
    """Return who asks; the site lets nobody else through."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def say_why_not(request: HttpRequest, reason: str) -> None:
    messages.error(request, reason)


def last_owner_message() -> str:
    return _("A firm keeps at least one owner. Make somebody else the owner first.")
