"""The one door into the rules: which model grades, what a result looks like, size classes, exact texts."""

from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.loader import current
from scoring.engine import reading_json, score, score_all, size_of, trace_json
from scoring.exact import decimal_of, mean, root, text_of, total, weighted_mean
from scoring.gaps import gaps
from scoring.model import Facts, Node, Profile, Reading
from tests.scoring.build import OPEN_GATES, answers_by_level, ladder, points, range_reading, ranged, severity
from tests.strategies import LAW

F = Fraction


class TestDoor:
    readings = (
        (ladder({"p": (1,)}, levels=1), {"P-L1-1": "1"}, "1"),
        (points({"a": ("100", ("MUST-1",))}), OPEN_GATES | {"MUST-1": "0.5"}, "50"),
        (severity({"g": ("B1",)}), {"B1": "3"}, "75"),
        (range_reading(ranged("i", question="Q1")), {"Q1": "0.5"}, "5"),
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
        assert {line["reading"] for line in trace_json(results)} == {"ladder", "points", "severity", "range"}

    def test_scoring_the_same_twice_gives_equal_documents(self):
        reading = ladder({"a.x": (2, 2), "a.y": (1, 1), "b": (3,)}, levels=2)
        answers = answers_by_level(reading, "0.8", "0.5")
        first, second = (reading_json(score(reading, answers, Facts())) for _ in range(2))
        assert first == second
        assert str(first) == str(second)


class TestSharedQuestions:
    """One ladder asks; the readings after it use what it asks."""

    # core has two levels, serve one; serve may be trimmed, extra is not in the profile "process".
    first = ladder(
        {"core": (1, 1), "serve": (1,), "extra": (1,)},
        levels=2,
        trimmable=("serve",),
        process={"core": "1", "serve": "1"},
    )
    path = replace(
        ladder({"digital": (1, 1)}, levels=2),
        key="path",
        nodes=(Node("digital", None, {}, {"1": ("CORE-L1-1", "SERVE-L1-1"), "2": ("CORE-L2-1", "EXTRA-L1-1")}),),
        profiles={code: Profile(code, "own", {"digital": F(1)}) for code in ("discrete", "process")},
    )
    block = points({"performance": ("100", ("CORE-L2-1", "SERVE-L1-1", "OWN-1"))}, gates=(), tiers=())
    standard = range_reading(ranged("i", question="CORE-L2-1"), ranged("j", question="SERVE-L1-1"))

    def grade(self, answers, *, profile="discrete", trimmed=(), readings=None):
        facts = Facts(profile=profile, trimmed=frozenset(trimmed))
        chosen = readings or (self.first, self.path, self.block, self.standard)
        return {result.reading.key: result for result in score_all(chosen, answers, facts)}

    low = {"CORE-L1-1": "0.5", "SERVE-L1-1": "1", "EXTRA-L1-1": "1", "OWN-1": "1"}

    def test_what_the_ladder_has_not_reached_counts_nothing_elsewhere(self):
        results = self.grade(self.low)
        assert results["ladder"].not_reached == ("CORE-L2-1",)
        assert [result.status for result in results.values()] == ["complete"] * 4
        # (0 + 1 + 1) / 3 and 0 + 10 of 20
        assert (results["points"].score, results["range"].score) == (F(200, 3), 10)
        for key in ("path", "points", "range"):
            assert results[key].not_reached == ("CORE-L2-1",)
            assert results[key].missing == ()

    def test_what_is_not_shared_is_missing_as_ever(self):
        answers = {code: answer for code, answer in self.low.items() if code != "OWN-1"}
        results = self.grade(answers)
        assert (results["points"].status, results["points"].missing) == ("incomplete", ("OWN-1",))
        assert results["range"].status == "complete"

    def test_what_the_ladder_still_asks_is_missing_elsewhere_too(self):
        answers = self.low | {"CORE-L1-1": "1"}
        results = self.grade(answers)
        assert results["ladder"].missing == ("CORE-L2-1",)
        assert [results[key].missing for key in ("path", "points", "range")] == [("CORE-L2-1",)] * 3

    def test_an_answer_that_was_given_counts_though_its_level_is_not_reached(self):
        results = self.grade(self.low | {"CORE-L2-1": "0.5"})
        assert results["range"].score == 15
        assert results["range"].not_reached == ()

    def test_what_is_trimmed_does_not_apply_elsewhere(self):
        answers = {code: answer for code, answer in self.low.items() if code != "SERVE-L1-1"}
        results = self.grade(answers, trimmed=("serve",))
        assert [result.status for result in results.values()] == ["complete"] * 4
        # (0 + 1) / 2 and 0 of 10
        assert (results["points"].score, results["range"].score, results["range"].scale) == (50, 0, (0, 10))
        assert results["range"].not_applicable == ("SERVE-L1-1",)
        assert results["path"].level.code == "0"

    def test_what_the_profile_leaves_out_does_not_apply_elsewhere(self):
        answers = {code: "1" for code in self.low | {"CORE-L2-1": ""} if code != "EXTRA-L1-1"}
        results = self.grade(answers, profile="process")
        assert results["path"].not_applicable == ("EXTRA-L1-1",)
        assert results["path"].level.code == "2"

    def test_readings_before_the_ladder_are_graded_as_they_are(self):
        results = self.grade(self.low, readings=(self.standard, self.first))
        assert results["range"].missing == ("CORE-L2-1",)

    def test_a_ladder_that_is_reached_to_the_top_does_not_hand_its_part_to_the_next(self):
        full = self.low | {"CORE-L1-1": "1", "CORE-L2-1": "1"}
        second = replace(ladder({"late": (1, 1)}, levels=2), key="second")
        last = range_reading(ranged("k", question="LATE-L2-1"))
        results = self.grade(full | {"LATE-L1-1": "0"}, readings=(self.first, second, last))
        assert results["second"].not_reached == ("LATE-L2-1",)
        assert results["range"].missing == ("LATE-L2-1",)

    def test_without_a_ladder_each_reading_stands_alone(self):
        alone = score_all([self.standard], {"CORE-L2-1": "1", "SERVE-L1-1": "1"}, Facts())
        assert [result.score for result in alone] == [20]

    def test_what_was_not_asked_is_no_gap_and_keeps_its_part_of_the_whole(self):
        answers = self.low | {"SERVE-L1-1": "0.5"}
        results = self.grade(answers)
        assert [(gap.question, gap.loss) for gap in gaps(results["points"], answers, Facts())] == [
            ("SERVE-L1-1", F(1, 3))
        ]
        del answers["SERVE-L1-1"]
        facts = Facts(trimmed=frozenset({"serve"}))
        results = self.grade(answers | {"OWN-1": "0"}, trimmed=("serve",))
        assert [(gap.question, gap.loss) for gap in gaps(results["points"], answers | {"OWN-1": "0"}, facts)] == [
            ("OWN-1", F(1, 2))
        ]


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

    def test_a_sum_of_any_number(self):
        assert (total([]), total([F(1, 3)]), total([F(1, 3), F(1, 6), F(-1, 2)])) == (0, F(1, 3), 0)


class TestRoots:
    @pytest.mark.parametrize(
        ("value", "n", "expected"),
        [
            ("0", 2, "0"),
            ("1", 7, "1"),
            ("4", 2, "2"),
            ("1/4", 2, "0.5"),
            ("9/4", 2, "1.5"),
            ("0.000001", 2, "0.001"),
            ("1000000", 2, "1000"),
            ("1.1881", 2, "1.09"),
            ("27/8", 3, "1.5"),
            ("1024", 10, "2"),
            ("1.21550625", 4, "1.05"),
            ("2/3", 1, "0.6666666666666666666666666667"),
            ("2", 2, "1.414213562373095048801688724"),
            ("3", 2, "1.732050807568877293527446342"),
            ("2", 3, "1.259921049894873164767210607"),
            ("1e-30", 3, "1e-10"),
            ("1e60", 3, "1e20"),
            # the 29th digit of the exact root is 5 and nothing follows: to the even neighbour, down and up
            ("1.0000000000000000000000000005e0", 1, "1"),
            ("1.0000000000000000000000000015e0", 1, "1.000000000000000000000000002"),
        ],
    )
    def test_by_hand(self, value, n, expected):
        assert root(F(value), n) == Decimal(expected)

    def test_a_tie_of_a_square_goes_to_the_even_digit(self):
        for digits, rounded in ((10**27 + 1, 10**27 + 2), (10**27 + 2, 10**27 + 2)):
            # (digits +- 1/2) squared has the root digits +- 1/2 exactly.
            middle = F(2 * digits + 1, 2)
            even = digits if digits % 2 == 0 else digits + 1
            assert root(middle**2, 2) == even == rounded

    def test_nines_that_round_up_gain_a_digit(self):
        almost = F(10**29 - 1, 10**29)
        assert root(almost**2, 2) == 1

    @pytest.mark.parametrize(("value", "n"), [(F(-1), 2), (F(2), 0), (F(2), -1)])
    def test_what_has_no_root_is_refused(self, value, n):
        with pytest.raises(ValueError, match="no root"):
            root(value, n)

    @LAW
    @given(value=st.fractions(min_value=F(1, 10**12), max_value=10**12), n=st.integers(1, 9))
    def test_the_neighbours_lie_on_either_side_of_the_exact_root(self, value, n):
        found = F(root(value, n))
        with localcontext() as context:
            context.prec = 28
            step = F(Decimal((0, (1,), root(value, n).adjusted() - 27)))
        assert (found - step / 2) ** n <= value <= (found + step / 2) ** n

    @LAW
    @given(value=st.fractions(min_value=0, max_value=10**6, max_denominator=10**6), n=st.integers(1, 6))
    def test_the_root_of_a_power_is_where_it_started(self, value, n):
        assert root(value**n, n) == decimal_of(value)
