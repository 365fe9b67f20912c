"""Forms check shape only; what is right is decided by the services, whose findings are put beside the fields."""

from web.forms.firm import FirmForm
from web.forms.people import InvitationForm
from web.forms.problems import add_problems
from web.forms.section import SectionForm, Typed, section_form
from web.forms.start import StartForm

__all__ = ["FirmForm", "InvitationForm", "SectionForm", "StartForm", "Typed", "add_problems", "section_form"]
