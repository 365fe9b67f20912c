"""Every verb on the record; all doors call these and nothing else writes."""

from assessments.services.answers import open_section, record_answers
from assessments.services.entries import add_entry, change_entry, withdraw_entry
from assessments.services.exchange import import_exchange, load_exchange
from assessments.services.figures import choose_factor_set, record_amounts, record_sheet
from assessments.services.firms import create_firm, update_firm
from assessments.services.plans import add_action, delete_plan, edit_plan, remove_action, replan, save_plan
from assessments.services.references import add_sector_reference
from assessments.services.rescoring import rescore_assessment
from assessments.services.submission import start_assessment, submit_assessment
from assessments.services.weights import set_weights

__all__ = [
    "add_action",
    "add_entry",
    "add_sector_reference",
    "change_entry",
    "choose_factor_set",
    "create_firm",
    "delete_plan",
    "edit_plan",
    "import_exchange",
    "load_exchange",
    "open_section",
    "record_amounts",
    "record_answers",
    "record_sheet",
    "remove_action",
    "replan",
    "rescore_assessment",
    "save_plan",
    "set_weights",
    "start_assessment",
    "submit_assessment",
    "update_firm",
    "withdraw_entry",
]
