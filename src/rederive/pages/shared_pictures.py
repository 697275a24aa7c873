"""Pictures that go with shared addresses: drawn once, kept from build to build, removed unused."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rederive.core.site import SHARED, shared_picture
from rederive.language.spoken import told
from rederive.publishing.website import Website
from rederive.reading.files import write_whole
from rederive.show import share_card
from rederive.show.share_card import Card, Part

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_NAMED = re.compile(rf'"og:image" content="[^"]*/({SHARED}/[0-9a-f]+\.png)"')


def card(
    site: Website, lead: str, *, above: str = "", badge: Part | None = None,
    counts: tuple[Part, ...] = (),
) -> Card | None:  # fmt: skip
    """A picture with title and address of the book at its foot; None where it has no address."""
    if not site.is_known:
        return None
    return Card(lead, above, badge, counts, told(site.title), site.shown)


@dataclass(frozen=True)
class Pictures:
    """Where the pictures of an edition are.

    Parameters
    ----------
    out : Path
        The folder of the pages.
    kept : Path
        A folder that stays where all pages are made again.
    """

    out: Path
    kept: Path

    @classmethod
    def of(cls, app: Sphinx) -> Pictures:
        """Those of a build."""
        return cls(Path(app.outdir), Path(app.doctreedir, f".rederive-{SHARED}"))

    def provide(self, card: Card) -> None:
        """Put a picture beside the pages, unless it is there; draw it if it never was."""
        shown = self.out / shared_picture(card.name)
        kept = self.kept / shown.name
        if shown.is_file():
            return
        for path in (shown, kept):
            path.parent.mkdir(parents=True, exist_ok=True)
        if not kept.is_file():
            write_whole(kept, share_card.draw(card))
        shutil.copyfile(kept, shown)

    def provide_all(self, cards: Iterable[Card | None]) -> None:
        """Put several beside the pages."""
        for each in cards:
            if each:
                self.provide(each)

    def prune(self) -> None:
        """Remove the pictures that no page names."""
        folders = [self.out / SHARED, self.kept]
        if not any(folder.is_dir() for folder in folders):
            return
        pages = (path.read_text(encoding="utf-8") for path in self.out.rglob("*.html"))
        named = {Path(name).name for page in pages for name in _NAMED.findall(page)}
        for folder in folders:
            for path in folder.glob("*.png"):
                if path.name not in named:
                    path.unlink()
