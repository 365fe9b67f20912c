"""How the panel looks and what its side bar holds; the shape is the one django-unfold reads from its settings."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def for_administrators(request: HttpRequest) -> bool:
    """Tell whether an entry of the side bar is for this person: some pages are the administrators' alone."""
    return bool(getattr(request.user, "is_administrator", False))


# Greens of the firm's pages, and a neutral grey with a breath of green; both keep 4.5:1 where text stands on them.
PRIMARY = {
    "50": "oklch(97.5% .015 170)",
    "100": "oklch(94% .035 170)",
    "200": "oklch(88.5% .06 170)",
    "300": "oklch(80% .085 170)",
    "400": "oklch(69% .1 170)",
    "500": "oklch(55% .095 170)",
    "600": "oklch(46% .08 172)",
    "700": "oklch(40% .07 173)",
    "800": "oklch(34% .058 174)",
    "900": "oklch(29% .047 175)",
    "950": "oklch(21% .035 176)",
}
BASE = {
    "50": "oklch(98.4% .003 190)",
    "100": "oklch(96.2% .005 190)",
    "200": "oklch(92% .008 195)",
    "300": "oklch(86.5% .012 200)",
    "400": "oklch(69% .018 205)",
    "500": "oklch(52% .02 210)",
    "600": "oklch(42% .02 210)",
    "700": "oklch(36% .02 212)",
    "800": "oklch(27.5% .02 214)",
    "900": "oklch(20.5% .02 216)",
    "950": "oklch(14% .016 218)",
}


def _entry(title: Any, icon: str, name: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(f"console:{name}"), **more}


THEME: dict[str, Any] = {
    "SITE_TITLE": _("Assessment panel"),
    "SITE_HEADER": _("Assessment panel"),
    "SITE_SUBHEADER": _("Digital and green maturity"),
    "SITE_SYMBOL": "eco",
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    "COLORS": {
        "base": BASE,
        "primary": PRIMARY,
        "font": {
            "subtle-light": "var(--color-base-500)",
            "subtle-dark": "var(--color-base-400)",
            "default-light": "var(--color-base-700)",
            "default-dark": "var(--color-base-300)",
            "important-light": "var(--color-base-900)",
            "important-dark": "var(--color-base-100)",
        },
    },
    "STYLES": [lambda _request: static("console/console.css")],
    "SCRIPTS": [lambda _request: static("console/console.js")],
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("img/mark.svg")},
    ],
    "ACCOUNT": {
        "navigation": [
            {"title": _("Change password"), "link": reverse_lazy("account_change_password")},
            {"title": _("Second factor"), "link": reverse_lazy("mfa_index")},
        ]
    },
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "show_all_applications": False,
        "navigation": [
            {"items": [_entry(_("Open work"), "dashboard", "index")]},
            {
                "title": _("Firms and results"),
                "separator": True,
                "items": [
                    _entry(_("Firm list"), "factory", "assessments_firm_changelist"),
                    _entry(_("Assessment list"), "fact_check", "assessments_assessment_changelist"),
                    _entry(_("Results"), "insights", "assessments_result_changelist"),
                    _entry(_("Reports"), "picture_as_pdf", "reports_report_changelist"),
                    _entry(_("Entries of firms"), "bookmark_add", "assessments_firmentry_changelist"),
                ],
            },
            {
                "title": _("Method"),
                "separator": True,
                "items": [
                    _entry(_("Sector references"), "straighten", "assessments_sectorreference_changelist"),
                    _entry(_("Own weights"), "balance", "assessments_ownreading_changelist"),
                ],
            },
            {
                "title": _("People"),
                "separator": True,
                "items": [
                    _entry(_("Users"), "person", "accounts_user_changelist"),
                    _entry(_("Memberships"), "group", "accounts_membership_changelist"),
                    _entry(_("Invitations"), "mail", "accounts_invitation_changelist"),
                    _entry(
                        _("Assignments"),
                        "assignment_ind",
                        "accounts_assignment_changelist",
                        permission=for_administrators,
                    ),
                    _entry(_("Audit log"), "history", "accounts_auditentry_changelist"),
                ],
            },
            {
                "title": _("Content"),
                "separator": True,
                "items": [
                    _entry(_("Questions"), "quiz", "content_questions"),
                    _entry(_("Readings and versions"), "rule", "content_readings"),
                    _entry(_("Catalogue of measures"), "construction", "content_measures"),
                    _entry(_("Published figures"), "bar_chart", "content_benchmarks"),
                    _entry(_("Factors"), "calculate", "content_factors"),
                    _entry(_("Marks beside the yearly figures"), "flag", "content_marks"),
                    _entry(_("Digital and green together"), "hub", "content_links"),
                    _entry(_("References of the content"), "rule_settings", "content_references"),
                    {"title": _("Library"), "icon": "local_library", "link": "/library/"},
                    {"title": _("Crosswalk"), "icon": "compare_arrows", "link": "/crosswalk/"},
                    _entry(_("Sources"), "menu_book", "content_sources"),
                ],
            },
        ],
    },
}
