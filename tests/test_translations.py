"""Every text of the interface has a Chinese translation, and no translation is left over."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
ROOMS = ("accounts", "api", "assessments", "config", "console", "reports", "web")
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
PLURAL = {"ngettext", "ngettext_lazy"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")

Message = tuple[str | None, str]


def _messages_in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name in SINGULAR | PLURAL and texts:
            yield None, texts[0]
        elif name in WITH_CONTEXT and len(texts) > 1:
            yield texts[0], texts[1]


def _messages_in_template(source: str) -> Iterator[Message]:
    # templatize turns tags into calls of gettext and blots out everything else with letters and line breaks.
    calls = re.compile(
        r"\b(n?p?gettext|_)\((u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")(?:\s*,\s*(u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"))?"
    )
    for name, first, second in calls.findall(templatize(source)):
        if name == "pgettext":
            yield ast.literal_eval(first), ast.literal_eval(second)
        else:
            yield None, ast.literal_eval(first)


def _used() -> set[Message]:
    used: set[Message] = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            used.update(_messages_in_python(path.read_text(encoding="utf-8")))
        for path in (ROOT / room).rglob("*.html"):
            used.update(_messages_in_template(path.read_text(encoding="utf-8")))
    for path in (ROOT / "templates").rglob("*"):
        if path.is_file():
            used.update(_messages_in_template(path.read_text(encoding="utf-8")))
    return {(context, text) for context, text in used if text.strip()}


def _catalogue() -> dict[Message, polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(CATALOGUE))}


def test_every_text_of_the_interface_is_translated():
    catalogue = _catalogue()
    missing = sorted(text for context, text in _used() if (context, text) not in catalogue)
    empty = sorted(e.msgid for e in catalogue.values() if not (e.msgstr or all(e.msgstr_plural.values() or [""])))
    assert not missing, f"add to {CATALOGUE.relative_to(ROOT)}: {missing}"
    assert not empty


def test_no_translation_is_left_over():
    left_over = sorted(text for _context, text in set(_catalogue()) - _used())
    assert not left_over, f"no code or template uses: {left_over}"


def test_translations_keep_the_placeholders():
    for entry in polib.pofile(str(CATALOGUE)):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                wanted = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
                assert set(PLACEHOLDER.findall(text)) <= wanted, entry.msgid


def test_translations_hold_chinese():
    for entry in polib.pofile(str(CATALOGUE)):
        text = entry.msgstr or " ".join(entry.msgstr_plural.values())
        only_marks = not re.search(r"[a-zA-Z]", re.sub(r"%\(\w+\)[sd]", "", text))
        assert re.search(r"[\u4e00-\u9fff]", text) or only_marks or text == entry.msgid, entry.msgid
