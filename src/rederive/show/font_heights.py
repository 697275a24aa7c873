"""How high a font is, read once from its file and not for every text that is measured.

matplotlib asks the tables of a font whenever it measures a text, and a picture measures its texts
some hundred times while it is laid out: a third of the time that a picture takes. It asks its
renderer first, which may know (that of PDF does); here those of SVG and of measuring are taught to
remember. Where matplotlib no longer asks them, nothing changes but the time.
"""

from __future__ import annotations

from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties, fontManager, get_font

#: How matplotlib asks a renderer.
_ASKED = "_get_font_height_metrics"

Heights = tuple[float, float, float] | tuple[None, None, None]


@lru_cache(1024)
def heights(font: FontProperties, dots: float) -> Heights:
    """Ascent, descent and gap between lines; nothing where the font does not say them.

    Parameters
    ----------
    font : FontProperties
    dots : float
        To an inch.
    """
    file = get_font(fontManager._find_fonts_by_props(font))
    lines, head = file.get_sfnt_table("OS/2"), file.get_sfnt_table("head")
    if lines is None or head is None:
        return None, None, None
    scale = 1 / head["unitsPerEm"] * font.get_size_in_points() * dots / 72
    ascent, descent, gap = lines["sTypoAscender"], lines["sTypoDescender"], lines["sTypoLineGap"]
    return ascent * scale, -descent * scale, gap * scale


def remember() -> None:
    """Have the renderers of pictures and of measures answer from what was read before."""
    # The key is a copy, for who owns the properties may change them.
    setattr(RendererSVG, _ASKED, lambda _, font: heights(font.copy(), 72))
    setattr(RendererAgg, _ASKED, lambda renderer, font: heights(font.copy(), renderer.dpi))
