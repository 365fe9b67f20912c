"""What the words of the report mean. A term stands in the glossary where its chapter stands in the report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from reports.context.words import Reader


@dataclass(frozen=True)
class Term:
    """A word of the report in both languages.

    Attributes:
        name: as it is written in the report; of several spellings the usual one.
        chapter: anchor of the chapter that uses it; "" for one that every report uses.
    """

    name: Mapping[str, str]
    meaning: Mapping[str, str]
    chapter: str = ""


@dataclass(frozen=True)
class Entry:
    name: str
    meaning: str


def glossary_of(chapters: Collection[str], reader: Reader) -> tuple[Entry, ...]:
    """Return the terms of the chapters a report has, in the order of the chapters."""
    return tuple(
        Entry(reader.text(term.name), reader.text(term.meaning))
        for term in TERMS
        if not term.chapter or term.chapter in chapters
    )


def _term(chapter: str, chinese: str, english: str, meaning: str, meant: str) -> Term:
    return Term({"zh-hans": chinese, "en": english}, {"zh-hans": meaning, "en": meant}, chapter)


TERMS: tuple[Term, ...] = (
    _term(
        "capability", "等级", "Level",
        "能力分五级，一级最低；前面各级都通过，才算到了这一级。",
        "Capability has five levels, 1 the lowest; a level counts once all levels below it are passed.",
    ),
    _term(
        "capability", "子域", "Sub-domain",
        "能力的一个方面，如采购、设备管理；每个子域单独打分。",
        "One side of capability, such as procurement or equipment management; each is graded by itself.",
    ),
    _term(
        "capability", "达到比例", "Share met",
        "一级里的要求按权重算做到了多少；达到 80 % 即通过。",
        "How much of a level's requirements is met, by weight; 80 % is a pass.",
    ),
    _term(
        "", "权重", "Weights",
        "一项要求在总分里占多大分量。",
        "How much each requirement counts in the whole.",
    ),
    _term(
        "barriers", "严重程度", "Severity",
        "障碍有多重，0 表示没有，100 表示样样都是决定性的。",
        "How heavy barriers weigh: 0 is none, 100 is that each of them decides.",
    ),
    _term(
        "path", "阶段", "Stage",
        "转型路径的四步，一步走完再走下一步。",
        "One of the four steps of transformation, taken one after the other.",
    ),
    _term(
        "green", "梯队", "Tier",
        "离绿色工厂认定有多远，分四档；分数线由本工具自定。",
        "How near the firm is to recognition as a green factory, in four steps; the thresholds are the tool's own.",
    ),
    _term(
        "standard", "基准值", "Baseline",
        "得分的起点；指标不优于它就没有分。",
        "Where points begin; an indicator no better than it earns none.",
    ),
    _term(
        "standard", "领先值", "Leading value",
        "得满分的水平。",
        "The value that earns full points.",
    ),
    _term(
        "standard", "可评估", "Assessable",
        "有数据也有参照值，因此能打分；缺一样就不计入满分。",
        "With a figure and a reference, so that points can be given; what lacks either leaves its points out.",
    ),
    _term(
        "footprint", "tce", "tce",
        "吨标准煤，把各种能源折成同一个单位：1 tce 等于 29.3 百万千焦。",
        "Tonne of coal equivalent, the common unit of all energy: 29.3 million kJ.",
    ),
    _term(
        "footprint", "范围一", "Scope 1",
        "厂里自己烧燃料和生产过程直接排出的 CO2。",
        "CO2 given off on the premises by burning fuel and by the process itself.",
    ),
    _term(
        "footprint", "范围二", "Scope 2",
        "外购的电和热在别处生产时排出的 CO2。",
        "CO2 given off elsewhere to make the power and heat the firm buys.",
    ),
    _term(
        "footprint", "增加值", "Value added",
        "产值减去外购的材料、能源和服务。",
        "Output value less bought materials, energy and services.",
    ),
    _term(
        "synergy", "协调度", "Coordination",
        "数字化和绿色一起走了多远，0 到 1；分十档。",
        "How far digital and green have come together, from 0 to 1, in ten grades.",
    ),
    _term(
        "synergy", "耦合度", "Coupling",
        "两边水平有多接近，0 到 1。",
        "How close together the two sides are, from 0 to 1.",
    ),
    _term(
        "mechanisms", "机制", "Mechanisms",
        "数字技术帮助绿色的五条途径。",
        "The five ways in which digital technology helps the green side.",
    ),
    _term(
        "measures", "人天", "Staff-days",
        "本厂自己的人要花的工作日，一人干一天算一个。",
        "Working days of the firm's own people.",
    ),
    _term(
        "measures", "关注指标", "Key figure",
        "看一项措施有没有见效的数。",
        "The number that shows whether a measure works.",
    ),
    _term(
        "", "指纹", "Fingerprint",
        "由内容算出的一串字符；内容改一个字，它就变样。",
        "A row of characters worked out from content; one changed letter changes it.",
    ),
)  # fmt: skip
"""In the order of the chapters."""
