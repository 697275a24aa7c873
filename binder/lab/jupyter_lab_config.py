"""A notebook that is only opened is not marked as changed.

As soon as a kernel is there, JupyterLab writes what the kernel says of itself into the notebook's
metadata, its version among it, and marks the notebook as changed. The notebooks of the book keep no
version, so JupyterLab is given the kernel's words when it opens one, and they are left out again
when it is saved. The settings are in the file of this name that ends in ``.json``.
"""

from __future__ import annotations

from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelspec import KERNEL_NAME, get_kernel_dict
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager

STORED = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": KERNEL_NAME},
    "language_info": {"name": "python"},
}
"""What the notebooks say of their kernel in the repository."""
RUNNING = {
    "kernelspec": STORED["kernelspec"] | {"display_name": get_kernel_dict()["display_name"]},
    "language_info": IPythonKernel.language_info,
}
"""What the kernel says of itself."""


def _with(model: dict[str, Any], before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The model of a file; the metadata of a notebook that are as before are as they are now."""
    if model.get("type") == "notebook" and model.get("content"):
        metadata = model["content"]["metadata"]
        if all(metadata.get(key) == value for key, value in before.items()):
            metadata.update(now)
    return model


class Notebooks(AsyncLargeFileManager):
    """The files that JupyterLab sees."""

    async def get(self, path: str, *given: Any, **options: Any) -> dict[str, Any]:
        """Open a file."""
        return _with(await super().get(path, *given, **options), STORED, RUNNING)

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Save a file."""
        return await super().save(_with(model, RUNNING, STORED), path)


c = get_config()  # type: ignore[name-defined]  # noqa: F821  # Jupyter gives it
c.ServerApp.contents_manager_class = Notebooks
