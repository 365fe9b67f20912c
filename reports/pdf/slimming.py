"""The drawing commands of the pages, said again with fewer words: the same ink for a third of the bytes.

WeasyPrint sets colour, line and font anew for every box, cuts every coloured cell out twice, and makes a picture of its
own of each text in a chart that does not begin at its left. Here a command is written only where it changes what is
drawn, and the letters of a line stand in one text, so that they can be searched for and copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any, ClassVar

import pydyf
from weasyprint.document import Document
from weasyprint.pdf.stream import Stream

from reports.pdf.commands import (
    BEGIN_ARTIFACT,
    DEFAULTS,
    EVERYTHING,
    FILLED,
    LETTERED,
    MOST_APART,
    OPAQUE,
    PAINTERS,
    SETTERS,
    STEPS,
    UPRIGHT,
    Cut,
    Level,
    Line,
    Widths,
)
from reports.pdf.shapes import Rectangle, figure, hundredths, rectangle_of
from reports.pdf.writing import REMOVED

_ALPHA = re.compile(rb"/([aA])([0-9.]+) gs")
_PARTS = re.compile(rb"<([0-9a-f]*)>|(-?[0-9.]+)")


def slim(document: Document, pdf: pydyf.PDF) -> None:
    """Say again what the pages of a painted document draw; pictures that only hold text become part of the page."""
    widths = {font.hash: font.widths for font in document.fonts.values()}
    apart: set[int] = set()
    joined: set[int] = set()
    for reference in pdf.page_references:
        page = _object(pdf, reference)
        content = _object(pdf, page["Contents"])
        rewriter = _Rewriter(pdf, _object(pdf, page["Resources"])["XObject"], widths)
        content.stream = rewriter.rewritten(content.stream)
        apart |= rewriter.apart
        joined |= rewriter.joined
    _remove(pdf, joined - apart)


def _remove(pdf: pydyf.PDF, forms: set[int]) -> None:
    for reference in pdf.page_references:
        pictures = _object(pdf, _object(pdf, reference)["Resources"])["XObject"]
        for name in [name for name, each in pictures.items() if _number(each) in forms]:
            del pictures[name]
    for number in forms:
        pdf.objects[number].free = REMOVED
        _object(pdf, pdf.objects[number].extra["Resources"]).free = REMOVED


class _Rewriter:
    """Reads commands and writes those that are needed, each as late as possible."""

    def __init__(self, pdf: pydyf.PDF, pictures: Mapping[str, bytes], widths: Widths) -> None:
        self.pdf, self.pictures, self.widths = pdf, pictures, widths
        self.apart: set[int] = set()
        self.joined: set[int] = set()
        self.out: list[Any] = []
        self.drawn = 0
        self.levels: list[Level] = []
        self.wanted, self.written = dict(DEFAULTS), dict(DEFAULTS)
        self.opaque: dict[str, bytes] = {}
        self.path: list[bytes] = []
        self.cut: bytes | None = None
        self.filled: tuple[int, Rectangle] | None = None
        self.marks: list[bool] = []
        self.in_artifact = self.artifact_written = self.in_text = False
        self.matrix: bytes | None = None
        self.line: Line | None = None
        self.pen: tuple[int, int] | None = None

    def rewritten(self, commands: Sequence[Any]) -> list[Any]:
        self._read(commands)
        self._end_text()
        self._end_artifact()
        return self.out

    def _read(self, commands: Sequence[Any]) -> None:
        waiting = iter(commands)
        for each in waiting:
            if isinstance(each, bytes):
                self._command(each)
            else:  # the name of a marked passage; its properties may follow
                given = [each, next(waiting)]
                if given[-1] != b"BMC":
                    given.append(next(waiting))
                self._begin_mark(given)

    def _command(self, command: bytes) -> None:
        name = command[command.rfind(b" ") + 1 :]
        if name in STEPS:
            self.path.append(command)
        elif name in SETTERS:
            self._want(SETTERS[name], command, name)
        elif name in PAINTERS:
            self._paint(command)
        else:
            other = self.OTHERS.get(name)
            if other:
                other(self, command)
            else:
                self._draw_with(EVERYTHING, [command])

    # What is to hold

    def _want(self, what: str, command: bytes, name: bytes) -> None:
        if name in (b"scn", b"SCN"):
            # A pattern is said in two commands: first the space of colours.
            space = self.wanted[what] or b""
            command = space.partition(b"\n")[0] + b"\n" + command
        self.wanted[what] = command

    def _state(self, command: bytes) -> None:
        found = _ALPHA.fullmatch(command)
        if not found:
            self._sync(("ca", "CA"))
            self._keep()
            self.out.append(command)
            self.wanted["mask"] = self.written["mask"] = command
            return
        what = "ca" if found[1] == b"a" else "CA"
        if float(found[2]) == 1:
            self.opaque.setdefault(what, command)
            command = OPAQUE
        self.wanted[what] = command

    def _sync(self, names: Iterable[str]) -> bool:
        """Write what is to hold and does not yet; return whether anything was written."""
        changed = False
        for name in names:
            value = self.wanted[name]
            if value is None or value == self.written[name]:
                continue
            if value == OPAQUE:
                self.out.append(self.opaque[name])
            else:
                if name in ("ca", "CA"):
                    self._keep()
                self.out.append(value)
            self.written[name] = value
            changed = True
        return changed

    # What is kept and brought back

    def _push(self, _command: bytes = b"q") -> None:
        self.levels.append(Level(dict(self.wanted)))

    def _pop(self, _command: bytes = b"Q") -> None:
        level = self.levels.pop()
        self.wanted = level.wanted
        if level.written is None:
            return
        self._end_text()
        self.written = level.written
        if self.drawn == level.drawn:
            del self.out[level.start :]
        else:
            self.out.append(b"Q")

    def _keep(self) -> None:
        """Write the `q` of the innermost level, because what follows can only be taken back by its `Q`."""
        self._cut_out()
        if self.levels:
            self._open(self.levels[-1])

    def _open(self, level: Level) -> None:
        if level.written is None:
            self._end_text()
            level.written, level.start, level.drawn = dict(self.written), len(self.out), self.drawn
            self.out.append(b"q")

    def _cut_out(self) -> None:
        """Write the cuts that were put off. No level inside of theirs has been opened: that would have come here."""
        for level in self.levels:
            if level.cuts:
                self._open(level)
                self._end_text()
                for cut in level.cuts:
                    self.out += cut.commands
                level.cuts = []

    def _transform(self, command: bytes) -> None:
        self._keep()
        self._end_text()
        self.out.append(command)

    # Paths

    def _cut(self, command: bytes) -> None:
        self.cut = command

    def _end_path(self, _command: bytes) -> None:
        if self.cut and self.path:
            cut = [*self.path, self.cut, b"n"]
            shape = rectangle_of(self.path)
            if self.levels and shape:
                self.levels[-1].cuts.append(Cut(shape, cut))
            else:
                self._keep()
                self._end_text()
                self.out += cut
        self.path, self.cut = [], None

    def _paint(self, command: bytes) -> None:
        path, self.path = self.path, []
        if self.cut:
            self._keep()
            path, self.cut = [*path, self.cut], None
        elif command in (b"f", b"f*") and self._fill_rectangle(path, command):
            return
        if command in (b"B", b"B*") and [each[-1:] for each in path] == [b"m", b"l"]:
            command = b"S"  # There is nothing inside a line.
        self._cut_out()
        self._sync(PAINTERS[command])
        self._draw([*path, command])

    def _fill_rectangle(self, path: Sequence[bytes], command: bytes) -> bool:
        """Draw what the cuts leave of a rectangle or of the border around one; False where that is no rectangle."""
        shapes = [shape for shape in (rectangle_of([step]) for step in path) if shape]
        if len(shapes) != len(path) or len(path) not in (1, 2):
            return False
        if len(shapes) == 2 and (command != b"f*" or shapes[0].within(shapes[1]) not in shapes):
            return False
        cuts = [cut.shape for level in self.levels for cut in level.cuts]
        outer, *inner = sorted(
            (reduce(Rectangle.within, cuts, each) for each in shapes), key=Rectangle.area, reverse=True
        )
        shape = outer.without(inner[0]) if inner else outer
        if shape is None:
            return False
        if shape.is_empty:
            return True
        changed = self._sync(FILLED)
        self._end_text()
        self._say_whether_artifact()
        self.drawn += 1
        if not changed and self.filled and self.filled[0] == len(self.out) and self.wanted["ca"] == OPAQUE:
            whole = self.filled[1].joined(shape)
            self.out[-2 if whole else -1 : -1] = [(whole or shape).command]
            shape = whole or shape
        else:
            self.out += [shape.command, b"f"]
        self.filled = (len(self.out), shape)
        return True

    def _draw_with(self, names: Iterable[str], commands: Sequence[Any]) -> None:
        self._cut_out()
        self._sync(names)
        self._draw(commands)

    def _draw(self, commands: Sequence[Any]) -> None:
        self._end_text()
        self._say_whether_artifact()
        self.out += commands
        self.drawn += 1

    # Text

    def _begin_text(self, _command: bytes) -> None:
        self.matrix = None

    def _place_text(self, command: bytes) -> None:
        self.matrix = command

    def _show(self, command: bytes) -> None:
        self._cut_out()
        names = LETTERED if self.wanted["Tr"] == DEFAULTS["Tr"] else EVERYTHING
        changed = self._sync(names)
        self._say_whether_artifact()
        self.drawn += 1
        text = command[1:-4].replace(b">0<", b"")
        text = text[:-1] if text.endswith(b">0") else text
        if not self.in_text:
            self.out.append(b"BT")
            self.in_text = True
        matrix, self.matrix = self.matrix, None
        if matrix is None:
            self.out.append(b"[" + text + b"] TJ")
            self.line = None
        elif changed or not self._add_to_line(matrix, text):
            self.out += [self._place(matrix), b"[" + text + b"] TJ"]
            self.line = self._line_of(matrix, text)

    def _place(self, matrix: bytes) -> bytes:
        """Return how the pen gets to a text: from the one before, if there is one, as a step."""
        *turn, x, y = matrix[:-3].split()
        place = (hundredths(float(x)), hundredths(float(y)))
        before, self.pen = self.pen, place if turn == UPRIGHT else None
        if before is None or self.pen is None:
            return b"%s %s %s Tm" % (b" ".join(turn), *map(figure, place))
        return b"%s %s Td" % (figure(place[0] - before[0]), figure(before[1] - place[1]))

    def _line_of(self, matrix: bytes, text: bytes) -> Line | None:
        name, size, _ = (self.written["Tf"] or b"/ 0 Tf").split()
        widths = self.widths.get(name[1:].decode(), {})
        moved = _moved(text, widths)
        numbers = [float(each) for each in matrix[:-3].split()]
        if moved is None or numbers[1] or numbers[0] <= 0 or not float(size):
            return None
        return Line(len(self.out) - 1, numbers, moved, widths, float(size))

    def _add_to_line(self, matrix: bytes, text: bytes) -> bool:
        """Add letters to the text before them where they stand on the same line and not far from it."""
        line = self.line
        if line is None or line.place != len(self.out) - 1:
            return False
        numbers = [float(each) for each in matrix[:-3].split()]
        moved = _moved(text, line.widths)
        if moved is None or numbers[:4] != line.matrix[:4] or numbers[5] != line.matrix[5]:
            return False
        gap = round((numbers[4] - line.matrix[4]) / line.matrix[0] / line.size * 1000 - line.moved)
        if abs(gap) > MOST_APART:
            return False
        before = self.out[-1][:-4]
        if not (before.endswith(b">") and text.startswith(b"<")):
            return False
        joined = before + b"%d" % -gap + text if gap else before[:-1] + text[1:]
        self.out[-1] = joined + b"] TJ"
        line.moved += gap + moved
        return True

    def _end_text(self, _command: bytes = b"ET") -> None:
        if self.in_text:
            self.out.append(b"ET")
            self.in_text, self.line, self.pen = False, None, None

    def _nothing(self, _command: bytes) -> None:
        """The end of a text is written when something else follows."""

    # Marked passages

    def _begin_mark(self, commands: Sequence[Any]) -> None:
        is_artifact = tuple(commands) == BEGIN_ARTIFACT and not self.marks
        self.marks.append(is_artifact)
        if is_artifact:
            self.in_artifact = True
            return
        self._end_text()
        self._end_artifact()
        self.out += commands
        self.drawn += 1

    def _end_mark(self, _command: bytes) -> None:
        if self.marks.pop():
            self.in_artifact = False
            return
        self._end_text()
        self.out.append(b"EMC")
        self.drawn += 1

    def _say_whether_artifact(self) -> None:
        if self.in_artifact and not self.artifact_written:
            self._end_text()
            self.out += BEGIN_ARTIFACT
            self.artifact_written = True
        elif not self.in_artifact:
            self._end_artifact()

    def _end_artifact(self) -> None:
        if self.artifact_written:
            self._end_text()
            self.out.append(b"EMC")
            self.artifact_written = False

    # Pictures

    def _draw_picture(self, command: bytes) -> None:
        number = _number(self.pictures[command[1:-3].decode()])
        form = self.pdf.objects[number]
        is_opaque = self.wanted["ca"] == self.wanted["CA"] == OPAQUE and self.wanted["mask"] is None
        if is_opaque and _is_plain(self.pdf, form):
            self.joined.add(number)
            self._push()
            self._read(form.stream)
            self._pop()
        else:
            self.apart.add(number)
            self._draw_with(EVERYTHING, [command])

    OTHERS: ClassVar[Mapping[bytes, Callable[[_Rewriter, bytes], None]]] = {
        b"q": _push,
        b"Q": _pop,
        b"cm": _transform,
        b"gs": _state,
        b"W": _cut,
        b"W*": _cut,
        b"n": _end_path,
        b"BT": _begin_text,
        b"ET": _nothing,
        b"Tm": _place_text,
        b"TJ": _show,
        b"EMC": _end_mark,
        b"Do": _draw_picture,
    }


def _moved(text: bytes, widths: Mapping[int, float]) -> float | None:
    """Return how far a text moves the pen, in thousandths of the font size; None where a width is not known.

    >>> _moved(b"<00010002>-20<0001>", {1: 500, 2: 1000})
    2020.0
    """
    moved = 0.0
    for glyphs, back in _PARTS.findall(text):
        if back:
            moved -= float(back)
        for place in range(0, len(glyphs), 4):
            width = widths.get(int(glyphs[place : place + 4], 16))
            if width is None:
                return None
            moved += width
    return moved


def _is_plain(pdf: pydyf.PDF, form: pydyf.Stream) -> bool:
    """Whether a picture can be drawn on the page itself: a group in which nothing shines through."""
    if not isinstance(form, Stream) or "Group" not in form.extra:
        return False
    resources = _object(pdf, form.extra["Resources"])
    if any(resources.get(kind) for kind in ("XObject", "Pattern", "Shading")):
        return False
    return all(state in ({"ca": 1}, {"CA": 1}) for state in resources["ExtGState"].values())


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]
