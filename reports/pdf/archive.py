"""What makes a file PDF/A-3a and PDF/UA-1 at once: metadata that declare both, and files that travel with the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.resources import files
from typing import Literal

import pydyf
import weasyprint.pdf

from reports.pdf.writing import REMOVED

PRODUCER = f"WeasyPrint {weasyprint.__version__}"

PROFILE = "sRGB2014.icc"
"""The colours of screens, as WeasyPrint brings them along."""

PRINTED = 4
"""The flag of an annotation that is shown and printed."""

Relationship = Literal["Source", "Data", "Alternative", "Supplement"]


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF.

    Attributes:
        name: What a reader saves it as; unique within the PDF.
        mime: Its media type.
        description: What it holds, in the language of the document.
        data: Its content; kept byte for byte.
        relationship: What it is to the pages: "Source" when they are made from it, "Supplement" when it adds to them.
    """

    name: str
    mime: str
    description: str
    data: bytes
    relationship: Relationship


@dataclass(frozen=True)
class Description:
    """What a document says of itself. `language` is a tag such as "zh-Hans"; `on` its day, without one None."""

    title: str
    language: str
    subject: str
    on: date | None


def embed(pdf: pydyf.PDF, attachments: Sequence[Attachment], on: date | None) -> None:
    """Put files into the PDF, named in its list of files and associated with the whole document."""
    if not attachments:
        return
    names, associated = pydyf.Array(), pydyf.Array()
    for attachment in sorted(attachments, key=lambda each: each.name):
        specification = _file(pdf, attachment, on)
        names += [pydyf.String(attachment.name), specification.reference]
        associated.append(specification.reference)
    tree = pydyf.Dictionary({"Names": names})
    pdf.add_object(tree)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = tree.reference
    pdf.catalog["AF"] = associated


def _file(pdf: pydyf.PDF, attachment: Attachment, on: date | None) -> pydyf.Dictionary:
    facts = pydyf.Dictionary({"Size": len(attachment.data)})
    if on:
        facts["ModDate"] = pydyf.String(_pdf_date(on))
    extra = {"Type": "/EmbeddedFile", "Subtype": _name(attachment.mime), "Params": facts}
    # What is a zip file already, such as a spreadsheet, does not become smaller.
    content = pydyf.Stream([attachment.data], extra, compress=not attachment.data.startswith(b"PK"))
    pdf.add_object(content)
    specification = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": pydyf.String(attachment.name),
            "UF": pydyf.String(attachment.name),
            "EF": pydyf.Dictionary({"F": content.reference, "UF": content.reference}),
            "Desc": pydyf.String(attachment.description),
            "AFRelationship": f"/{attachment.relationship}",
        }
    )
    pdf.add_object(specification)
    return specification


def settle(pdf: pydyf.PDF) -> None:
    """Leave nothing on the pages to the program that shows them.

    Colours are those of sRGB, pictures are drawn point by point, and links are neither hidden nor left out of a print.
    """
    profile = pydyf.Stream([(files(weasyprint.pdf) / PROFILE).read_bytes()], {"N": 3}, compress=True)
    pdf.add_object(profile)
    intent = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": pydyf.String("sRGB"),
        "Info": pydyf.String("sRGB"),
        "DestOutputProfile": profile.reference,
    }
    pdf.catalog["OutputIntents"] = pydyf.Array([pydyf.Dictionary(intent)])
    for each in pdf.objects:
        if isinstance(each, pydyf.Stream) and "Interpolate" in each.extra:
            each.extra["Interpolate"] = "false"
        elif isinstance(each, pydyf.Dictionary) and each.get("Type") == "/Annot":
            each["F"] = PRINTED


def _name(text: str) -> bytes:
    """Return a PDF name.

    >>> _name("application/json")
    b'/application#2fjson'
    """
    return b"/" + b"".join(
        bytes((code,)) if chr(code).isalnum() or code in b"-._" else b"#%02x" % code for code in text.encode("ascii")
    )


def describe(pdf: pydyf.PDF, description: Description) -> None:
    """Write the same facts into both places where readers look: the information dictionary and the XMP packet."""
    pdf.info.clear()
    pdf.info["Title"] = pydyf.String(description.title)
    if description.subject:
        pdf.info["Subject"] = pydyf.String(description.subject)
    pdf.info["Producer"] = pydyf.String(PRODUCER)
    if description.on:
        pdf.info["CreationDate"] = pdf.info["ModDate"] = pydyf.String(_pdf_date(description.on))
    # Left as it is: archives search files that they cannot decompress.
    packet = pydyf.Stream([_xmp(description)], {"Type": "/Metadata", "Subtype": "/XML"}, compress=False)
    pdf.add_object(packet)
    old = pdf.catalog.get("Metadata")
    if old is not None:
        pdf.objects[int(old.split()[0])].free = REMOVED
    pdf.catalog["Metadata"] = packet.reference


def _pdf_date(day: date) -> str:
    return f"D:{day:%Y%m%d}"


def _xmp(description: Description) -> bytes:
    facts = [
        _alternatives("dc:title", description.title, description.language),
        f"<dc:language><rdf:Bag><rdf:li>{escape(description.language)}</rdf:li></rdf:Bag></dc:language>",
        f"<pdf:Producer>{escape(PRODUCER)}</pdf:Producer>",
    ]
    if description.subject:
        facts.append(_alternatives("dc:description", description.subject, description.language))
    if description.on:
        day = description.on.isoformat()
        facts += [f"<xmp:CreateDate>{day}</xmp:CreateDate>", f"<xmp:ModifyDate>{day}</xmp:ModifyDate>"]
    return _PACKET.format(facts="\n".join(facts)).encode("utf-8")


def _alternatives(name: str, text: str, language: str) -> str:
    text, tag = escape(text), escape(language)
    return (
        f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li>'
        f'<rdf:li xml:lang="{tag}">{text}</rdf:li></rdf:Alt></{name}>'
    )


# PDF/A knows only its own list of properties; that of PDF/UA is not among them and has to be explained to it.
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
{facts}
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
