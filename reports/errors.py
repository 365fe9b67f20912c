"""What can go wrong with a report, and what the person who waits for it reads."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: Mapping[str, str | Promise] = {
    "rights": _("The person who asked for this report may no longer see the result. Ask for it again yourself."),
    "cover": _("The cover note was changed while the report was waiting. Ask for the report again."),
    "render": _("The pages could not be laid out. Try again; if it fails again, tell the operator of this site."),
    "too-large": _("The report would be too long to print. Tell the operator of this site."),
    "too-slow": _("Making the report took too long. Try again when the site is less busy."),
    "storage": _("The finished report could not be stored. Try again later; the operator of this site can see why."),
    "gave-up": _("Making the report was interrupted three times. Try again later."),
    "unexpected": _("Something unexpected went wrong. Try again; the operator of this site can see why."),
}
"""By error code; every code a failed report can carry stands here."""


class ReportRenderError(Exception):
    """The report cannot be made as things are; trying again by itself would not help. `code` is a key of REASONS."""

    def __init__(self, code: str, detail: str = ""):
        self.code, self.detail = code, detail
        super().__init__(f"{code}: {detail}" if detail else code)


class ReportNotReady(Exception):
    """The report is not done, so there is no file yet."""


class ReportFileMissing(Exception):
    """The report is done but its file is gone from the disk; making it again brings the same file back."""


class AlreadyRevoked(Exception):
    """The result was revoked before; that is said once and for all."""
