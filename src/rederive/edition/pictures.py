"""Pictures, no larger than the page has room."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from rederive.edition import typst
from rederive.language.spoken import say

#: Room for a picture, in points.
WIDTH, HEIGHT = 400, 560


@dataclass(frozen=True)
class Picture:
    """A drawing.

    Parameters
    ----------
    svg : str
    alt : str
        The text that stands for it.
    number : int, optional
        That of the figure, the same as on the web; without one it is counted here.
    title, source : str
        What stands below it; without a title its text does.
    """

    svg: str
    alt: str
    number: int | None = None
    title: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """Its file, beside the Typst document."""
        return f"{hashlib.sha256(self.svg.encode()).hexdigest()[:16]}.svg"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points, scaled down to the room there is."""
        width = self._given("width", WIDTH)
        height = self._given("height", WIDTH)
        scale = min(1, WIDTH / width, HEIGHT / height)
        return width * scale, height * scale

    def _given(self, side: str, default: float) -> float:
        length = re.search(rf'<svg[^>]*? {side}="([\d.]+)(?:pt|px)?"', self.svg)
        return float(length[1]) if length else default

    def figure(self) -> str:
        """The picture as Typst."""
        width, height = self.size
        name, alt = typst.string(self.name), typst.string(self.alt)
        source = say("Source: {source}", source=self.source) if self.source else ""
        given = {"title": self.title, "source": source}
        words = "".join(f", {key}: {typst.string(text)}" for key, text in given.items() if text)
        counted = f", number: {self.number}" if self.number else ""
        return f"#picture({name}, {alt}, {width:.1f}pt, {height:.1f}pt{counted}{words});\n"
