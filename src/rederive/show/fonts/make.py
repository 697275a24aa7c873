# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools"]
# ///
"""Make RederiveSansSC-Regular.ttf and -Bold.ttf from Debian's Noto Sans CJK SC.

Charts carry Chinese labels, and most machines have no Chinese font, so a small
one travels with the book: Latin, punctuation, common symbols and the 3,755
commonest Chinese characters (level 1 of GB 2312), with TrueType outlines,
which matplotlib embeds in every format. Characters the book uses beyond those
can be added to ``EXTRA``.

Run ``python make.py`` where fonts-noto-cjk and fonttools are installed.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

SOURCES = Path("/usr/share/fonts/opentype/noto")
TARGETS = Path(__file__).parent
FAMILY = "Rederive Sans SC"
FACE_SC = 2  # the Simplified Chinese face of the collection

EXTRA = (
    "缴赡耄耋碳氢锂镍钴铂锑镓锗鳏寡铢菲缅柬泰湄公硅芯"
    # Titles of sources and words of searches, also in traditional characters, Japanese, Korean.
    "ıがでとのびまカドル・亟個億內兩動務勞協厝員喆國團圳埭報増壽対帯復恺態戶損數暨書會業標機"
    "涿済災現產療発経統經総線總績聯芮萬蘇規計詢諮諸護貿資賠蹤車輛連醫釀銷鑫開関陸険險項預頻額"
    "養體點齡공국규기년누달담러로료리만모반보사산상성수시신액억올용원일자장재적조중천출통험화"
    "変妍媛岱応楫気睿"
    # Words of the Chinese edition.
    "汶浏猝珀荟萃阈阱镳姊娅孚楠氪"
)


def characters() -> set[int]:
    """Return the code points that the font covers."""
    wanted: set[int] = set()
    for first, last in [
        (0x20, 0x7E),  # ASCII
        (0xA0, 0x17F),  # Latin-1 and Latin Extended-A
        (0x391, 0x3C9),  # Greek
        (0x2010, 0x2027),  # dashes and quotation marks
        (0x2030, 0x203B),  # per mille, primes, reference mark
        (0x2070, 0x209C),  # superscripts and subscripts
        (0x20A0, 0x20BF),  # currencies
        (0x2103, 0x2122),  # letterlike
        (0x2150, 0x217F),  # fractions, Roman numerals
        (0x2190, 0x2199),  # arrows
        (0x2200, 0x22A5),  # mathematics
        (0x2460, 0x2473),  # circled digits
        (0x25A0, 0x25EF),  # geometric marks
        (0x2605, 0x2606),  # stars
        (0x2713, 0x2718),  # ticks and crosses
        (0x3000, 0x301F),  # Chinese punctuation
        (0xFF01, 0xFF5E),  # full-width forms
        (0xFFE0, 0xFFE6),  # full-width currencies
    ]:
        wanted.update(range(first, last + 1))
    for high in range(0xB0, 0xD8):  # GB 2312 level 1: rows 16 to 55
        for low in range(0xA1, 0xFF):
            try:
                wanted.add(ord(bytes([high, low]).decode("gb2312")))
            except UnicodeDecodeError:
                continue  # the last row is not full
    wanted.update(map(ord, EXTRA))
    return wanted


def to_truetype(font: TTFont) -> None:
    """Replace cubic outlines by quadratic ones, to within a thousandth of an em."""
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    quadratic = {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        quadratic[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = quadratic
    for name in order:
        glyf[name].recalcBounds(glyf)
    font["maxp"] = maxp = newTable("maxp")
    maxp.tableVersion = 0x00010000
    for field in [
        "maxZones",
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
        "maxPoints",
        "maxContours",
        "maxCompositePoints",
        "maxCompositeContours",
        "maxComponentDepth",
    ]:
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    maxp.numGlyphs = len(order)
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
    for table in ("CFF ", "VORG"):
        if table in font:
            del font[table]


def rename(font: TTFont, style: str) -> None:
    """Give the subset a family name of its own, so that no installed font shadows it."""
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in (0, 13, 14)]
    for identifier, text in {
        1: FAMILY,
        2: style,
        3: f"{FAMILY} {style}, subset of Noto Sans CJK SC",
        4: f"{FAMILY} {style}",
        5: "Version 1.000",
        6: f"{FAMILY.replace(' ', '')}-{style}",
    }.items():
        names.setName(text, identifier, 3, 1, 0x409)


def make(style: str) -> None:
    """Write one weight of the font."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.drop_tables += ["BASE", "vhea", "vmtx", "GPOS", "GSUB"]
    source = SOURCES / f"NotoSansCJK-{style}.ttc"
    font = TTFont(source, fontNumber=FACE_SC, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    to_truetype(font)
    rename(font, style)
    target = TARGETS / f"RederiveSansSC-{style}.ttf"
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    for style in ("Regular", "Bold"):
        make(style)
