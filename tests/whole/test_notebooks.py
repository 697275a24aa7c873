"""The notebooks: stored clean, and each runs from its first cell to its last."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

import warmbook
from warmbook import record, toc
from warmbook.store import Store

ROOT = Path(__file__).parents[2]
NOTEBOOKS = [path for path in toc.files(ROOT) if path.suffix == ".ipynb"]


@pytest.fixture(scope="module")
def executed() -> dict[Path, nbformat.NotebookNode]:
    """Run every notebook of the book that needs it."""
    return warmbook.execute(ROOT)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs_and_with_cell_ids(path: Path) -> None:
    stored = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(stored)
    assert (stored.nbformat, stored.nbformat_minor) >= (4, 5)
    ids = [cell.id for cell in stored.cells]
    assert len(set(ids)) == len(ids)
    for cell in stored.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [], f"cell {cell.id} carries outputs; clear them"
            assert cell.execution_count is None, f"cell {cell.id} carries a count; clear it"
    assert stored.metadata.kernelspec.name == "python3"


def test_every_notebook_of_the_folder_is_a_page() -> None:
    assert set((ROOT / "notebooks").glob("*.ipynb")) == set(NOTEBOOKS)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(
    path: Path, executed: dict[Path, nbformat.NotebookNode]
) -> None:
    cells = [cell for cell in executed[path].cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        kinds = {(output.output_type, output.get("name")) for output in cell.outputs}
        assert ("error", None) not in kinds
        assert ("stream", "stderr") not in kinds, f"cell {cell.get('id')} warns: {cell.outputs}"


@pytest.mark.usefixtures("executed")
def test_a_sentence_changed_on_a_page_runs_no_notebook() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in toc.files(ROOT)}
    for reader, result in Store(ROOT).all().items():
        whole = {record.file_of(label) for label in result.record.inputs if label[0] == record.READ}
        assert not whole & names, f"{reader} rests on the text of a page; ask warmbook.part_of"
