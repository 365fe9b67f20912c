"""Every verb on the record; all doors call these and nothing else writes."""

from assessments.services.answers import open_section, record_amounts, record_answers
from assessments.services.exchange import import_exchange, load_exchange
from assessments.services.firms import create_firm, update_firm
from assessments.services.submission import start_assessment, submit_assessment

__all__ = [
    "create_firm",
    "import_exchange",
    "load_exchange",
    "open_section",
    "record_amounts",
    "record_answers",
    "start_assessment",
    "submit_assessment",
    "update_firm",
]
