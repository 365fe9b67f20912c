"""What would be if measures were done and answers were as planned. Stores nothing."""

from collections.abc import Mapping, Sequence

from assessments.selectors import Standing
from planning.whatif import rescore, whatif_json
from scoring.model import Json


def whatif_document(standing: Standing, *, measures: Sequence[str], answers: Mapping[str, str]) -> Json:
    """Return whatif/1: every reading, the synergy and the cuts as they would be, beside today's.

    Args:
        standing: Of `standing_of_inputs` or `standing_of_result`.
        measures: Codes of measures to be done; what they need first is done, too.
        answers: Question code -> planned answer.

    Raises:
        UnknownMeasure: a code is in neither the catalogue nor the firm's own entries.
        UnknownQuestion: no reading uses a planned question.
        AnswerNotAllowed: a planned answer is not in its question's scale.
    """
    found = rescore(
        standing.today,
        catalogue=standing.catalogue,
        ticked=measures,
        changes=answers,
        scale=standing.scale,
        effects=standing.effects,
    )
    return whatif_json(found, standing.totals)
