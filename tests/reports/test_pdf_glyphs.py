"""Every character of a text is drawn, or replaced by the printers' sign and named in the log."""

import io
import logging
from collections.abc import Iterator
from unicodedata import normalize

import page
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from reports import pdf
from reports.charts.drawing import svg_of, text_at
from reports.pdf.glyphs import FIXED_TIME, MOST_MARKS, known, prepared, rare_fonts
from tests.reports.reading import text_of

NAMES = "㼆𠮷龘"


def rendered(html: str) -> bytes:
    return pdf.render(html, title="t", language="zh-hans", identifier=b"x").data


def fonts_of(data: bytes) -> Iterator[tuple[str, TTFont]]:
    """The embedded fonts by name."""
    for font in PdfReader(io.BytesIO(data)).pages[0]["/Resources"]["/Font"].values():
        below = font["/DescendantFonts"][0].get_object()
        program = below["/FontDescriptor"]["/FontFile2"].get_data()
        yield font["/BaseFont"].split("+")[1], TTFont(io.BytesIO(program))


def faults(data: bytes) -> list[str]:
    standards = (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)
    return [str(fault) for standard in standards for fault in page.validate_pdf_bytes(data, profile=standard).failures]


def test_the_rare_characters_tried_here_are_not_in_the_packaged_fonts() -> None:
    assert not known() & set(map(ord, NAMES))


def test_a_rare_character_of_a_name_is_drawn_and_can_be_copied() -> None:
    data = rendered(f'<h1 data-short="x">{NAMES} 机械厂</h1><p>{NAMES} 机械厂</p>')
    assert text_of(data).count(NAMES) == 2
    fonts = dict(fonts_of(data))
    assert {"Rare-SC", "Rare-SC-Bold", "Rare-JP", "Rare-JP-Bold"} < fonts.keys()
    for name, font in fonts.items():
        drawn = [glyph for glyph in font.getGlyphOrder()[1:] if font["glyf"][glyph].numberOfContours > 4]
        assert len(drawn) == (2 if name.startswith("Rare-SC") else 1) or not name.startswith("Rare")
    assert faults(data) == []


def test_a_rare_character_is_drawn_in_pictures_too() -> None:
    data = rendered(svg_of(300, 40, "x", [text_at(5, 20, NAMES), text_at(5, 36, NAMES, bold=True)]))
    ours = {"Rare-SC", "Rare-SC-Bold", "Rare-JP", "Rare-JP-Bold"}
    # A font of the machine would make the same report differ from one machine to the next.
    assert ours <= {name for name, _ in fonts_of(data)} <= ours | {"Noto-Sans-SC"}
    assert faults(data) == []


@pytest.mark.parametrize("space", " \u00a0\u2002\u2003\u2009\u3000\u200b\u2060\u00ad\t\n")
def test_a_space_beside_a_rare_character_is_no_box(space: str) -> None:
    assert faults(rendered(f"<p>龘{space}龘 𠮷{space}𠮷 가{space}가{space}</p>")) == []


def test_a_rare_character_has_the_outline_of_the_font_it_is_cut_from() -> None:
    fonts, lacking = rare_fonts(frozenset(NAMES))
    assert not lacking
    regular, bold = (TTFont(io.BytesIO(font.data)) for font in fonts if font.family == "Rare SC")
    outlines = [font["glyf"][font.getBestCmap()[ord("龘")]] for font in (regular, bold)]
    assert outlines[0].numberOfContours > 20
    # More black: the same strokes, drawn wider.
    assert outlines[0].coordinates != outlines[1].coordinates
    assert regular["OS/2"].usWeightClass == 400
    assert bold["OS/2"].usWeightClass == 700
    assert regular["head"].modified == FIXED_TIME


def test_a_packaged_character_cut_the_same_way_is_the_packaged_one() -> None:
    from reports.pdf.fetching import FONT_FILES, font_bytes

    fonts, _ = rare_fonts(frozenset("械é"))
    for font, name in zip(fonts, FONT_FILES.values(), strict=True):
        cut, packaged = TTFont(io.BytesIO(font.data)), TTFont(io.BytesIO(font_bytes(name)))
        assert cut["hhea"].ascent == packaged["hhea"].ascent
        for character in "械é":
            ours, theirs = (each.getBestCmap()[ord(character)] for each in (cut, packaged))
            assert cut["hmtx"][ours] == packaged["hmtx"][theirs]
            points = [
                each["glyf"][glyph].getCoordinates(each["glyf"]) for each, glyph in ((cut, ours), (packaged, theirs))
            ]
            assert points[0][0] == points[1][0]
            assert points[0][1] == points[1][1]


def test_what_no_font_has_is_named_once_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        data = rendered("<p>甲😀乙😀丙\U0002a700丁\ue000</p>")
    assert "甲〓乙〓丙〓丁〓" in text_of(data)
    (line,) = [record.getMessage() for record in caplog.records if record.name.startswith("reports.pdf")]
    assert line.endswith("U+E000 U+1F600 U+2A700")


def test_what_every_font_has_makes_no_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    text, fonts = prepared('<p class="x">宏达 Ltd. é 12 % m²\u3000</p>\n')
    assert (text, fonts) == ('<p class="x">宏达 Ltd. é 12 % m²\u3000</p>\n', ())
    assert not caplog.records


def test_a_letter_and_its_accent_become_one_character() -> None:
    assert prepared("Cafe\u0301")[0] == "Café"


def test_two_thousand_accents_leave_no_more_than_a_few() -> None:
    text, _ = prepared("<p>e" + "\u0301" * 2000 + "!</p>")
    assert text == "<p>é" + "〓" * (MOST_MARKS - 1) + "!</p>"


@pytest.mark.parametrize("before", ["<p>", '<p title="', "<p title=", "&amp;", "<p ", "&#39;"])
def test_an_accent_does_not_undo_the_markup_before_it(before: str) -> None:
    for accent in "\u0338\u0301\u20d2":
        # Joined with an accent, ">" would be another sign altogether.
        assert normalize("NFC", ">\u0338") != ">\u0338"
        assert prepared(before + accent)[0].startswith(before)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\u202eb\u2066c\u200fd\u061ce", "abcde"),
        ("a\x00\x07\x0b\x7f\x9fb", "ab"),
        ("a\u2028b\u2029c", "a b c"),
        ("a\u2007b", "a b"),
        ("天\ufe0f\U000e0100地", "天地"),
        ("a\ud800b", "a〓b"),
        ("אב", "〓〓"),
        ("a\U000e0041\ufeffb", "ab"),
    ],
)
def test_what_would_disturb_the_line_is_taken_out(given: str, shown: str) -> None:
    assert prepared(given)[0] == shown
