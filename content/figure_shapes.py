"""The sheet of figures, marks, remarks, factor sets and synergy: from strict entries to their shapes."""

from types import MappingProxyType

from content.citation import SourceRef
from content.factors import FactorSet
from content.figures import (
    ALL,
    MARK_SCOPES,
    PublishedMark,
    PublishedRemark,
    SheetGroup,
    SheetLimit,
    Synergy,
)
from content.grading_pieces import bands_of, once
from content.model import QUANTITY, SIZES
from content.parse import Entry
from content.shapes import CODE_FORMS, INDUSTRY_CODE, SLUG, source_ref_of
from scoring.footprint import Mark, Remark
from scoring.plausibility import LimitRule, PartRule
from scoring.synergy import LinkRule, SynergyScale

BETTER = ("lower", "higher")


# The sheet


def sheet_group_of(entry: Entry) -> SheetGroup:
    pairs = entry.record(("code", "title", "questions"))
    questions = pairs["questions"].distinct(lambda code: code.matching(*CODE_FORMS[QUANTITY]))
    if not questions:
        raise pairs["questions"].fail("at least one quantity", "none")
    return SheetGroup(pairs["code"].matching(*SLUG), pairs["title"].names(), questions)


def part_rule_of(entry: Entry) -> PartRule:
    pairs = entry.record(("parts", "whole"))
    parts = pairs["parts"].distinct(lambda code: code.matching(*CODE_FORMS[QUANTITY]))
    whole = pairs["whole"].matching(*CODE_FORMS[QUANTITY])
    if not parts:
        raise pairs["parts"].fail("at least one quantity", "none")
    if whole in parts:
        raise pairs["whole"].fail("a quantity that is not among its own parts")
    return PartRule(parts, whole)


def sheet_limit_of(entry: Entry) -> SheetLimit:
    pairs = entry.record(("code", "per", "most", "why", "source"))
    most = pairs["most"].fraction("0")
    if not most:
        raise pairs["most"].fail("a number above 0")
    rule = LimitRule(pairs["code"].matching(*CODE_FORMS[QUANTITY]), pairs["per"].matching(*CODE_FORMS[QUANTITY]), most)
    return SheetLimit(rule, pairs["why"].names(), source_ref_of(pairs["source"]))


# Marks and remarks


def mark_of(entry: Entry) -> PublishedMark:
    keys = ("code", "indicator", "value", "unit", "year", "better", "scope", "industries", "label", "note", "source")
    pairs = entry.record(keys)
    value = pairs["value"].fraction("0")
    if not value:
        raise pairs["value"].fail("a number above 0")
    year = pairs["year"].year()
    industries = pairs["industries"].distinct(lambda code: ALL if code.value == ALL else code.matching(*INDUSTRY_CODE))
    if not industries or (ALL in industries and len(industries) > 1):
        raise pairs["industries"].fail("[all], or a list of industry codes such as [C17, C18]", ", ".join(industries))
    source = source_ref_of(pairs["source"])
    mark = Mark(
        code=pairs["code"].matching(*SLUG),
        indicator=pairs["indicator"].matching(*SLUG),
        value=value,
        unit=pairs["unit"].text(),
        year=year,
        better=pairs["better"].one_of(BETTER),
        scope=pairs["scope"].one_of(MARK_SCOPES),
        industries=industries,
        status=source.status,
        source=source.text,
    )
    return PublishedMark(mark, pairs["label"].names(), pairs["note"].names(), source)


def remark_of(entry: Entry) -> PublishedRemark:
    pairs = entry.record(("code", "sizes", "text", "source"))
    sizes = pairs["sizes"].distinct(lambda size: size.one_of(SIZES))
    if not sizes:
        raise pairs["sizes"].fail("at least one size", "none")
    remark = Remark(pairs["code"].matching(*SLUG), sizes)
    return PublishedRemark(remark, pairs["text"].names(), source_ref_of(pairs["source"]))


# Factor sets


def factor_set_of(entry: Entry) -> FactorSet:
    pairs = entry.record(("code", "name", "note", "source"))
    return FactorSet(
        pairs["code"].matching(*SLUG), pairs["name"].names(), pairs["note"].names(), source_ref_of(pairs["source"])
    )


# Synergy


def synergy_of(entry: Entry) -> Synergy:
    """Read synergy.yaml whole."""
    pairs = entry.record(("schema", "digital", "green", "source", "grades", "couplings", "lags", "links"))
    pairs["schema"].one_of(("synergy/1",))
    source = source_ref_of(pairs["source"])
    links = [_link_of(link) for link in pairs["links"].items(at_least=1)]
    once([rule.code for rule, _ in links], pairs["links"])
    scale = SynergyScale(
        digital=pairs["digital"].matching(*SLUG),
        green=pairs["green"].matching(*SLUG),
        source=source.text,
        grades=bands_of(pairs["grades"], "1"),
        couplings=bands_of(pairs["couplings"], "1"),
        lags=bands_of(pairs["lags"]),
        links=tuple(rule for rule, _ in links),
    )
    return Synergy(scale, source, MappingProxyType({rule.code: ref for rule, ref in links}))


def _link_of(entry: Entry) -> tuple[LinkRule, SourceRef]:
    pairs = entry.record(("code", "digital", "green", "title", "why", "source"))
    source = source_ref_of(pairs["source"])
    return LinkRule(
        code=pairs["code"].matching(*SLUG),
        digital=_step_of(pairs["digital"]),
        green=_step_of(pairs["green"]),
        title=pairs["title"].names(),
        why=pairs["why"].names(),
        source=source.text,
    ), source


def _step_of(entry: Entry) -> tuple[str, ...]:
    # The form of an item takes requirements as well.
    codes = entry.distinct(lambda code: code.matching(*CODE_FORMS["item"]))
    if not codes:
        raise entry.fail("at least one question", "none")
    return codes
