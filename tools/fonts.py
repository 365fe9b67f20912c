"""Cut the product's two Chinese fonts from the pinned package: Noto Sans SC, Regular and Bold.

The package holds one variable font of 17 MB. A report rendered with it takes three times as long as with a static
TrueType file, so two static files are cut once, at set-up and in the image: GB 2312, Latin, symbols, and every
character that the product's own texts use. The result is the same bytes on every machine: no time stamp goes in.

    python -m tools.fonts            write build/fonts/ if it is missing or out of date
    python -m tools.fonts --force    write it in any case
"""

from __future__ import annotations

import argparse
import hashlib
import io
import shutil
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import files, version
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "fonts"
PACKAGE = "justmytype-intl-cjk"
FAMILY = "Noto Sans SC"
WEIGHTS = {"Regular": 400, "Bold": 700}

# Where the product's own words are written; a character used there must be in the font.
TEXT_FOLDERS = ("content", "locale", "templates", "static", "docs/examples", "web", "reports", "console", "accounts")
TEXT_SUFFIXES = {".yaml", ".csv", ".po", ".html", ".txt", ".css", ".js", ".svg", ".json", ".py"}

# Ranges beyond GB 2312 that a firm's texts and our reports may hold.
RANGES = (
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x017F),  # Latin-1 and Latin Extended-A
    (0x2010, 0x2027),  # dashes, quotation marks, ellipsis
    (0x2030, 0x203A),  # per mille, primes, angle quotation marks
    (0x2150, 0x217F),  # fractions, Roman numerals
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x22BF),  # mathematics
    (0x2460, 0x249B),  # circled, bracketed and dotted numbers
    (0x25A0, 0x25FF),  # squares, triangles, circles
    (0x2605, 0x2606),  # stars
    (0x2713, 0x2717),  # tick and cross
    (0x3000, 0x301F),  # Chinese punctuation
    (0x3105, 0x3129),  # Bopomofo
    (0xFF01, 0xFF5E),  # full-width forms
    (0xFFE0, 0xFFE5),  # full-width signs of currency
)
EXTRA = "‰℃℉№™→←↑↓⇒⇔€£¥㎡㎥㎏㎎㎜㎝㎞"

# 2020-01-01 in the seconds-since-1904 of TrueType: any fixed day does, a real one surprises nobody.
FIXED_TIME = 3660681600


def gb2312_characters() -> Iterator[str]:
    """Yield every character that GB 2312 assigns."""
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                yield bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def own_characters(root: Path) -> set[str]:
    """Return every non-ASCII character of the product's own texts."""
    found: set[str] = set()
    for folder in TEXT_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in TEXT_SUFFIXES and path.is_file() and "vendor" not in path.parts:
                found |= set(path.read_text(encoding="utf-8", errors="ignore"))
    return {character for character in found if ord(character) > 0x7E and character.isprintable()}


def wanted_characters(own: Iterable[str]) -> set[int]:
    """Return the code points that both files shall hold."""
    wanted = {ord(character) for character in gb2312_characters()}
    for first, last in RANGES:
        wanted.update(range(first, last + 1))
    wanted.update(map(ord, EXTRA))
    wanted.update(map(ord, own))
    return wanted


def package_file(name: str) -> Path:
    """Return the path of one file of the font package."""
    for entry in files(PACKAGE) or ():
        if entry.parts[-2:] == ("notosanssc", name):
            return Path(str(entry.locate()))
    raise SystemExit(f"fonts: the package {PACKAGE} {version(PACKAGE)} has no {name}; check requirements/base.in")


def subset_of(source: Path, code_points: set[int]) -> bytes:
    """Return the variable font reduced to the wanted code points, as bytes."""
    options = subset.Options()
    options.layout_features = ["kern", "liga", "ccmp", "locl", "mark", "mkmk"]
    options.hinting = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=code_points)
    cutter.subset(font)
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def static_font(variable: bytes, style: str) -> TTFont:
    """Return one weight of the variable font as a static one that names itself properly."""
    font = TTFont(io.BytesIO(variable), recalcTimestamp=False)
    font = instancer.instantiateVariableFont(font, {"wght": WEIGHTS[style]}, inplace=True)
    names = font["name"]
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    texts = {1: FAMILY, 2: style, 3: f"{postscript};subset", 4: f"{FAMILY} {style}", 6: postscript}
    for name_id, text in texts.items():
        names.setName(text, name_id, 3, 1, 0x409)
    for name_id in (16, 17, 21, 22, 25):
        names.removeNames(nameID=name_id)
    bold = style == "Bold"
    font["OS/2"].usWeightClass = WEIGHTS[style]
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = 1 if bold else 0
    font["head"].created = font["head"].modified = FIXED_TIME
    return font


def fingerprint(code_points: set[int]) -> str:
    """Return what the two files depend on, as one hash: the sources, this tool and the characters."""
    digest = hashlib.sha256()
    for part in (version(PACKAGE), version("fonttools"), Path(__file__).read_text(encoding="utf-8")):
        digest.update(part.encode())
    digest.update(",".join(map(str, sorted(code_points))).encode())
    return digest.hexdigest()


def write_fontconfig(folder: Path) -> None:
    """Write a fontconfig file that shows the folder's fonts to a browser, beside those of the system.

    Tests name it in FONTCONFIG_FILE, so nothing is written to anybody's home.
    """
    (folder / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        '  <dir prefix="relative">.</dir>\n'
        '  <cachedir prefix="relative">cache</cachedir>\n'
        "  <alias>\n    <family>sans-serif</family>\n"
        f"    <prefer><family>DejaVu Sans</family><family>{FAMILY}</family></prefer>\n  </alias>\n</fontconfig>\n",
        encoding="utf-8",
    )


def cut(folder: Path, code_points: set[int]) -> None:
    """Write both fonts, the licence and the fontconfig file; the last step makes the folder count as complete."""
    folder.mkdir(parents=True, exist_ok=True)
    variable = subset_of(package_file("NotoSansSC[wght].ttf"), code_points)
    for style in WEIGHTS:
        target = folder / f"NotoSansSC-{style}.ttf"
        partial = target.with_suffix(".partial")
        static_font(variable, style).save(partial)
        partial.replace(target)
    shutil.copyfile(package_file("OFL.txt"), folder / "OFL.txt")
    write_fontconfig(folder)
    (folder / "STAMP").write_text(fingerprint(code_points), encoding="ascii")


def missing_characters(font: Path, characters: Iterable[str]) -> list[str]:
    """Return the characters that the cut font cannot show, in code order."""
    with TTFont(font, lazy=True) as opened:
        covered = opened.getBestCmap()
    return sorted(character for character in characters if ord(character) not in covered)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Cut the product's Chinese fonts into build/fonts/.")
    parser.add_argument("--force", action="store_true", help="cut them even if they are up to date")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to write (default: build/fonts)")
    options = parser.parse_args(arguments)
    own = own_characters(ROOT)
    code_points = wanted_characters(own)
    stamp = options.folder / "STAMP"
    if not options.force and stamp.is_file() and stamp.read_text(encoding="ascii") == fingerprint(code_points):
        return 0
    cut(options.folder, code_points)
    lost = missing_characters(options.folder / "NotoSansSC-Regular.ttf", own)
    if lost:
        print(f"fonts: Noto Sans SC has no glyph for {' '.join(f'U+{ord(c):04X} {c}' for c in lost)}", file=sys.stderr)
    print(f"fonts: NotoSansSC Regular and Bold cut, {len(code_points)} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
