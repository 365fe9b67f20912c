"""Sheets of what the result rests on: every answer, how it was graded, every source, and every line of the trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from content.model import FOOTPRINT, QUANTITY, Section
from reports.context.capability import status_note
from reports.context.method import marks, method_of, status_word
from reports.context.trace import SYNERGY, said
from reports.excel.sheet import CODE, EXACT, FIGURE, WHOLE, Column, Row, Sheet
from reports.excel.subject import Subject

Json = Mapping[str, Any]


def answers(subject: Subject) -> Sheet:
    """Every question that has choices, with what was answered."""
    return Sheet(
        "answers",
        _("Answers"),
        _("Every question and its answer"),
        _("Fulfilment from 0 to 1, barriers from 0 to 4; yes, no and not applicable stand in words only."),
        (
            Column("code", _("Code"), CODE),
            Column("questionnaire", _("Questionnaire")),
            Column("section", _("Section")),
            Column("level", _("Level")),
            Column("question", _("Question")),
            Column("answer", _("Answer"), EXACT),
            Column("words", _("Answer in words")),
            Column("remark", _("Remark")),
            Column("used", _("Used by")),
        ),
        tuple(_answers(subject)),
    )


def _answers(subject: Subject) -> Iterable[Row]:
    leaves = {node["code"]: node["status"] for row in subject.rows.values() for node in row["nodes"]}
    for questionnaire in subject.content.questionnaires:
        for section in questionnaire.sections:
            title = subject.text(questionnaire.title)
            yield from _section(subject, title, section, leaves.get(section.code, ""))


def _section(subject: Subject, questionnaire: str, section: Section, status: str) -> Iterable[Row]:
    left_out = status in ("trimmed", "not_in_profile")
    for code in section.questions:
        question = subject.content.questions[code]
        if question.kind == QUANTITY:
            continue
        used = [key for key, reading in subject.readings.items() if code in reading.question_codes()]
        yield {
            "questionnaire": questionnaire,
            "section": subject.text(section.title),
            "code": code,
            "level": subject.levels.get(code),
            "question": subject.text(question.text),
            **({} if left_out and code not in subject.answers else subject.answer(code)),
            "remark": status_note(status) if left_out else "",
            "used": subject.reader.listed([subject.title(key) for key in used]),
        }


def method(subject: Subject) -> Sheet:
    """The readings with version and hash, how it is worked out, what is said of sources, and the bibliography."""
    return Sheet(
        "method",
        _("Method and sources"),
        _("Method, versions and sources"),
        _("Whoever grades the same answers with the same versions gets the same figures."),
        (
            Column("part", _("Part")),
            Column("name", _("Name")),
            Column("code", _("Code"), CODE),
            Column("version", _("Version or year"), CODE),
            Column("status", _("Status")),
            Column("remark", _("Remark")),
            Column("sha256", "sha256", CODE),
        ),
        (*_versions(subject), *_method(subject), *_sources(subject)),
        fixed=2,
    )


def _versions(subject: Subject) -> Iterable[Row]:
    document = subject.document
    for key, row in subject.rows.items():
        yield {
            "part": _("Reading"),
            "name": subject.title(key),
            "code": key,
            "version": row["version"],
            "status": _("the standard's example table")
            if row["model"] == "range"
            else status_word(row["weights_status"]),
            "sha256": row["sha256"],
        }
    yield {"part": _("Rules"), "name": _("Engine"), "version": document["engine"]}
    yield {"part": _("Rules"), "name": _("Content"), "sha256": document["content_sha256"]}
    yield {"part": _("Rules"), "name": _("Answers and figures of the firm"), "sha256": document["inputs_sha256"]}


def _method(subject: Subject) -> Iterable[Row]:
    for title, text in method_of(subject.document, subject.content, subject.reader).paragraphs:
        yield {"part": _("Method"), "name": title, "remark": text}
    for mark in marks():
        yield {"part": _("Sign"), "name": mark.mark, "remark": mark.meaning}


def _sources(subject: Subject) -> Iterable[Row]:
    for source in subject.content.sources.values():
        yield {
            "part": _("Source"),
            "name": subject.text(source.title),
            "code": source.id,
            "version": source.year,
            "status": status_word(source.status),
            "remark": subject.text(source.where),
        }


def trace(subject: Subject) -> Sheet:
    """Every line of the trace: what went in, by which rule, what came out."""
    return Sheet(
        "trace",
        _("Trace"),
        _("How every figure came about, line by line"),
        _("A spreadsheet keeps 15 digits of a number; all digits stand beside it. Sources are named by their code."),
        (
            Column("line", _("No."), WHOLE),
            Column("node", _("Code"), CODE),
            Column("reading", _("Reading")),
            Column("name", _("Name")),
            Column("rule", _("Rule")),
            Column("inputs", _("What went in")),
            Column("output", _("What came out"), FIGURE),
            Column("exact", _("The same, all digits"), CODE),
            Column("source", _("Source")),
        ),
        tuple(_trace(subject)),
        fixed=2,
    )


def _trace(subject: Subject) -> Iterable[Row]:
    titles = {key: subject.title(key) for key in subject.readings}
    titles |= {FOOTPRINT: _("Footprint"), SYNERGY: _("Digital and green together")}
    nodes = {key: subject.node_titles(key) for key in subject.readings}
    for number, line in enumerate(subject.document["trace"], 1):
        yield {
            "line": number,
            "reading": titles[line["reading"]],
            "name": _node_name(subject, line, nodes.get(line["reading"], {})),
            "node": line["node"],
            "rule": line["rule"],
            "inputs": "\n".join(said(each) for each in line["inputs"]),
            "output": line["output"],
            "exact": line["output"],
            "source": line["source"],
        }


def _node_name(subject: Subject, line: Json, nodes: Mapping[str, str]) -> str:
    """What a line is about, where that has a name."""
    if line["reading"] == FOOTPRINT:
        return subject.figure(line["node"].partition(".")[2].partition("@")[0])
    return nodes.get(line["node"].partition("@")[0], "")
