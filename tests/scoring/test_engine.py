"""The one door into the rules: which model grades, what a result looks like, size classes, exact texts."""

from decimal import Decimal
from fractions import Fraction

import pytest

from content.loader import current
from scoring.engine import reading_json, score, size_of, trace_json
from scoring.exact import decimal_of, mean, text_of, weighted_mean
from scoring.model import Facts, Reading
from tests.scoring.build import OPEN_GATES, answers_by_level, ladder, points, severity

F = Fraction


class TestDoor:
    readings = (
        (ladder({"p": (1,)}, levels=1), {"P-L1-1": "1"}, "1"),
        (points({"a": ("100", ("MUST-1",))}), OPEN_GATES | {"MUST-1": "0.5"}, "50"),
        (severity({"g": ("B1",)}), {"B1": "3"}, "75"),
    )

    @pytest.mark.parametrize(("reading", "answers", "expected"), readings)
    def test_each_model_has_its_rules_and_one_shape_of_result(self, reading, answers, expected):
        document = reading_json(score(reading, answers, Facts()))
        assert document["score"] == expected
        assert list(document)[:14] == [
            "key",
            "version",
            "sha256",
            "model",
            "status",
            "weights_status",
            "score",
            "scale",
            "level",
            "gates",
            "nodes",
            "missing",
            "not_applicable",
            "not_reached",
        ]

    @pytest.mark.parametrize(("reading", "answers", "expected"), readings)
    def test_an_incomplete_reading_has_no_score_and_no_level(self, reading, answers, expected):
        document = reading_json(score(reading, {}, Facts()))
        assert (document["status"], document["score"], document["level"]) == ("incomplete", None, None)
        assert document["missing"]

    def test_a_reading_without_a_model_is_a_mistake_of_ours(self):
        plain = Reading("k", "1", "", "own", "2025-01-01", {}, "", ())
        with pytest.raises(TypeError, match="no scoring model"):
            score(plain, {}, Facts())

    def test_trace_lines_carry_their_reading(self):
        results = [score(reading, answers, Facts()) for reading, answers, _ in self.readings]
        assert {line["reading"] for line in trace_json(results)} == {"ladder", "points", "severity"}

    def test_scoring_the_same_twice_gives_equal_documents(self):
        reading = ladder({"a.x": (2, 2), "a.y": (1, 1), "b": (3,)}, levels=2)
        answers = answers_by_level(reading, "0.8", "0.5")
        first, second = (reading_json(score(reading, answers, Facts())) for _ in range(2))
        assert first == second
        assert str(first) == str(second)


class TestSizeClasses:
    @pytest.mark.parametrize(
        ("employees", "revenue", "size"),
        [
            (1, "0", "micro"),
            (19, "100000", "micro"),
            (20, "299.9999", "micro"),
            (20, "300", "small"),
            (299, "2000", "small"),
            (300, "1999.9999", "small"),
            (300, "2000", "medium"),
            (999, "40000", "medium"),
            (1000, "39999.9999", "medium"),
            (1000, "40000", "large"),
            (2_000_000, "10000000000", "large"),
            (1000, "299", "micro"),
            (15, "800", "micro"),
            (80, "6000", "small"),
        ],
    )
    def test_both_minimums_must_be_met(self, employees, revenue, size):
        assert size_of(employees, F(revenue), current().sizes) == size


class TestExactNumbers:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("0", "0"),
            ("1", "1"),
            ("100", "100"),
            ("1000000", "1000000"),
            ("1/4", "0.25"),
            ("129/80", "1.6125"),
            ("1/3", "0.3333333333333333333333333333"),
            ("2/3", "0.6666666666666666666666666667"),
            ("200/3", "66.66666666666666666666666667"),
            ("1/10000000000", "0.0000000001"),
            ("-1/2", "-0.5"),
        ],
    )
    def test_texts_are_plain_decimals_of_28_digits(self, value, text):
        assert text_of(F(value)) == text
        assert decimal_of(F(value)) == Decimal(text)

    def test_a_weighted_mean_depends_on_proportions_only(self):
        values = [F(1), F(1, 3), F(4, 5)]
        small, large = [F(1), F(2), F(4)], [F(100, 7), F(200, 7), F(400, 7)]
        assert weighted_mean(list(zip(small, values, strict=True))) == weighted_mean(
            list(zip(large, values, strict=True))
        )
        # (1 + 2/3 + 16/5) / 7 = (15 + 10 + 48) / 105
        assert weighted_mean(list(zip(small, values, strict=True))) == F(73, 105)

    def test_a_plain_mean(self):
        assert mean([F(4, 5), F(4, 5), F(4, 5)]) == F(4, 5)
        assert mean([F(1), F(0), F(1, 2)]) == F(1, 2)
