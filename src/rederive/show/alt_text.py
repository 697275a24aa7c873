"""Carries the alternative text of a picture from the notebook into the built page.

MyST-NB reads alternative text from cell metadata only, where it would be far from the picture
and could not hold a computed number. :func:`rederive.show.charts.show` writes it into the output's
own metadata, as JupyterLab expects; this plug-in (entry point ``myst_nb.mime_renderers``) puts
it on the image.
"""

from __future__ import annotations

from typing import Any, ClassVar

from docutils import nodes


class AltText:
    """A MyST-NB renderer for SVG images with ``alt`` in their metadata."""

    mime_priority_overrides: ClassVar[list[tuple[str, str, int]]] = []

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[nodes.Element] | None:
        """Render an image with its text; leave every other output to MyST-NB."""
        alt = data.output_metadata.get(data.mime_type, {}).get("alt")
        if inline or data.mime_type != "image/svg+xml" or not alt:
            return None
        rendered = renderer.render_image(data)
        for element in rendered:
            for image in element.findall(nodes.image):
                image["alt"] = alt
        return rendered
