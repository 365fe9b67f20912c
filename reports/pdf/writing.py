"""From PDF objects to the bytes of a file, as strict readers want them.

pydyf's own writer compresses every stream twice and may leave a carriage return before `endstream`, which the rules of
PDF/A read as one byte too many. The bytes depend on the objects alone.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, BinaryIO

import pydyf
from weasyprint.pdf.stream import Stream

COMPRESSION = 9
SHORT_BLOCKS = 5
"""What zlib calls the level of memory: it decides how many signs share their codes."""

REMOVED = "f"
"""What pydyf calls an object that is not written."""

Entry = tuple[int, int, int]
"""A row of the table of objects: kind 0 none, 1 in the file, 2 in the object stream; then what the kind says."""

_REFERENCE = re.compile(rb"(\d+) 0 R")
_FINE = re.compile(rb"(?<=[ \n\[])(-?\d*\.\d{3})\d+")
"""A number with more decimals than anybody can see: a thousandth of a point is a third of a micrometre."""


def write(pdf: pydyf.PDF, output: BinaryIO, identifier: bytes) -> None:
    """Write a PDF 1.7 file; small objects go into one compressed stream.

    Args:
        pdf: All objects; those marked as removed are left out.
        output: Where to.
        identifier: Names the document over all its versions, 16 bytes or a text of them.
    """
    pdf.add_object(pdf.info)
    objects = _closed_up(pdf)
    file = _File()
    small = [each for each in objects if each.compressible]
    for each in objects:
        if not each.compressible:
            file.add(each.number, _stream(each.extra, _content(each), packed=each.compress))
    holder = len(objects) + 1
    file.add(holder, _packed_objects(small))
    places = {each.number: place for place, each in enumerate(small)}
    entries = [_entry(number, file.offsets, places, holder) for number in range(holder + 1)]
    file.finish(entries, pdf, identifier)
    output.write(file.data)


def _closed_up(pdf: pydyf.PDF) -> list[pydyf.Object]:
    """Return the objects to be written, numbered from 1 without gaps, and what refers to them changed accordingly."""
    kept = [each for each in pdf.objects if each.free != REMOVED]
    references = {b"%d 0 R" % each.number: b"%d 0 R" % number for number, each in enumerate(kept, 1)}
    pdf.pages["Kids"] = pydyf.Array(pdf.page_references)
    for number, each in enumerate(kept, 1):
        each.number = number
        _refer(each.extra if isinstance(each, pydyf.Stream) else each, references)
    return kept


def _refer(holder: Any, references: Mapping[bytes, bytes]) -> None:
    if isinstance(holder, dict):
        places = list(holder.items())
    elif isinstance(holder, list):
        places = list(enumerate(holder))
    else:
        return
    for place, value in places:
        if isinstance(value, bytes):
            if _REFERENCE.fullmatch(value):
                holder[place] = references[value]
        else:
            _refer(value, references)


class _File:
    def __init__(self) -> None:
        # The second line tells old programs that bytes beyond ASCII follow.
        self.data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self.offsets: dict[int, int] = {}

    def add(self, number: int, body: bytes) -> None:
        self.offsets[number] = len(self.data)
        self.data += b"%d 0 obj\n" % number + body + b"\nendobj\n"

    def finish(self, entries: list[Entry], pdf: pydyf.PDF, identifier: bytes) -> None:
        """Write the table of objects, itself a stream, and where it begins."""
        start, number = len(self.data), len(entries)
        entries.append((1, start, 0))
        rows = [
            kind.to_bytes(1, "big") + first.to_bytes(4, "big") + last.to_bytes(2, "big")
            for kind, first, last in entries
        ]
        extra = {
            "Type": "/XRef",
            "Size": number + 1,
            "W": pydyf.Array((1, 4, 2)),
            "Root": pdf.catalog.reference,
            "Info": pdf.info.reference,
            "ID": pydyf.Array(
                (pydyf.String(identifier).data, b"<" + sha256(self.data).hexdigest()[:32].encode() + b">")
            ),
            # Neighbouring rows differ little: as differences they are a tenth of the size.
            "DecodeParms": pydyf.Dictionary({"Predictor": 12, "Columns": 7}),
        }
        self.add(number, _stream(extra, _differences(rows), packed=True))
        self.data += b"startxref\n%d\n%%%%EOF\n" % start


def _entry(number: int, offsets: dict[int, int], places: dict[int, int], holder: int) -> Entry:
    if number in offsets:
        return (1, offsets[number], 0)
    if number in places:
        return (2, holder, places[number])
    return (0, 0, 0xFFFF)


def _differences(rows: Sequence[bytes]) -> bytes:
    """Return each row as its difference from the one before, the way of PNG pictures (filter 2)."""
    before = bytes(len(rows[0]))
    written = bytearray()
    for row in rows:
        written.append(2)
        written += bytes((new - old) & 0xFF for new, old in zip(row, before, strict=True))
        before = row
    return bytes(written)


def _packed_objects(objects: Iterable[pydyf.Object]) -> bytes:
    index, bodies, position = [], [], 0
    for each in objects:
        body = each.data
        index.append(b"%d %d" % (each.number, position))
        bodies.append(body)
        position += len(body) + 1
    head = b" ".join(index) + b"\n"
    extra = {"Type": "/ObjStm", "N": len(bodies), "First": len(head)}
    return _stream(extra, head + b"\n".join(bodies), packed=True)


def _content(stream: pydyf.Stream) -> bytes:
    content = b"\n".join(pydyf._to_bytes(item) for item in stream.stream)
    return _FINE.sub(rb"\1", content) if isinstance(stream, Stream) else content


def deflated(content: bytes, *, is_font: bool = False) -> bytes:
    """Return the compressed form of a stream.

    What consists of words and numbers, all but the outlines of fonts, becomes 4 % smaller when short repetitions are
    passed over and the codes are chosen anew every 2,000 signs.
    """
    if is_font:
        return zlib.compress(content, COMPRESSION)
    packer = zlib.compressobj(COMPRESSION, zlib.DEFLATED, zlib.MAX_WBITS, SHORT_BLOCKS, zlib.Z_FILTERED)
    return packer.compress(content) + packer.flush()


def _stream(extra: dict[str, object], content: bytes, *, packed: bool) -> bytes:
    """Return a stream object.

    Its end is set off by CR LF: after LF alone, content that ends in CR would count one byte less than it has.
    """
    head = pydyf.Dictionary(extra)
    if packed:
        head["Filter"] = "/FlateDecode"
        content = deflated(content, is_font="Length1" in extra)
    head["Length"] = len(content)
    return head.data + b"\nstream\n" + content + b"\r\nendstream"
