"""What leaves the book for machines: descriptions, downloads, citations."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rederive import Book, cli
from rederive.errors import InputError
from rederive.publishing import citation, data_package, download_page, exports, tables
from rederive.publishing.library import Library

ROOT = Path(__file__).parents[2]
VENDOR = Path(__file__).parents[1] / "vendor"


def library() -> Library:
    """What the book's downloads are made from."""
    return Library(Book(ROOT))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the book."""
    target = tmp_path_factory.mktemp("export") / "rederive"
    exports.write(library(), target)
    return target


def test_the_committed_description_is_that_of_the_data():
    committed = (ROOT / "data/datapackage.json").read_text("utf-8")
    assert json.loads(committed) == data_package.datapackage(Book(ROOT)), (
        "data/datapackage.json is not of these files: write it with `rederive datapackage`"
    )


def test_every_column_is_explained():
    package = data_package.datapackage(Book(ROOT))
    bare = {
        field["name"]
        for resource in package["resources"]
        if not resource["path"].startswith("panels/")
        for field in resource["schema"]["fields"]
        if "description" not in field
    }
    assert not bare
    for table in tables.SCHEMAS:
        for column in tables.SCHEMAS[table]:
            assert data_package.field(column, Book(ROOT).report)["description"]


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_the_data_as_described():
    from frictionless import Package

    package = Package.from_descriptor(
        data_package.datapackage(Book(ROOT)), basepath=str(ROOT / "data")
    )
    package.resources = [each for each in package.resources if each.compression != "gz"]
    report = package.validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "type", "message"])


@pytest.mark.filterwarnings("ignore")
def test_frictionless_finds_the_downloads_as_described(folder):
    from frictionless import validate

    report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "type", "message"])


def test_an_export_holds_every_file_that_the_page_offers(folder):
    assert {path.name for path in folder.iterdir()} == set(exports.listed())
    shown = download_page.links().html
    for name in exports.listed():
        assert f'href="downloads/{name}"' in shown


def test_two_exports_are_the_same_bytes(folder, tmp_path):
    exports.write(library(), tmp_path / "again")
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


@pytest.mark.parametrize("table", tables.SCHEMAS)
def test_csv_and_parquet_agree(folder, table):
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parquet = pd.read_parquet(folder / f"{table}.parquet")
    assert list(parquet.columns) == tables.SCHEMAS[table]
    assert len(parquet) == len(rows) > 0
    for column in parquet:
        if parquet[column].dtype.kind in "iuf":
            texts = [row[column] for row in rows]
            numbers = [float(text) if text else None for text in texts]
            assert [None if pd.isna(each) else each for each in parquet[column]] == numbers


def test_the_register_has_one_row_a_ledger_row(folder):
    ledger = pd.read_csv(ROOT / "data/verdicts.csv", dtype=str, keep_default_na=False)
    register = pd.read_csv(folder / "register.csv", dtype=str, keep_default_na=False)
    for column in ("claim", "value", "verdict", "recomputed_low"):
        assert list(register[column]) == list(ledger[column])
    density = register[register["claim"] == "ch1-density-2023"].iloc[0]
    assert density["as_printed"] == "3635.39元/人"
    assert density["unit"] == "CNY per person"
    assert float(density["claimed_low"]) < 3635.39 < float(density["claimed_high"])


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_made_text(text):
    assert tables.safe(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "-1.5", "+9.14%", "-1e-5", "-1,234.5", "China", "2013/2022"])
def test_numbers_and_words_stay(text):
    assert tables.safe(text) == text


@given(st.text(max_size=20))
def test_no_cell_is_a_formula(text):
    made = tables.safe(text)
    assert made.removeprefix("'") == text.removeprefix("'") or made == f"'{text}"
    if made[:1] in set("=+-@\t\r"):
        assert tables._NUMBER.fullmatch(made)


def test_the_crate_can_be_read_back(folder):
    from rocrate.rocrate import ROCrate

    crate = ROCrate(str(folder))
    described = {entity.id for entity in crate.data_entities}
    assert described == set(exports.listed()) - {"ro-crate-metadata.json"}
    assert crate.name
    assert crate.license["@id"] == "https://creativecommons.org/licenses/by/4.0/"
    assert str(crate.root_dataset["datePublished"]).startswith("2026-11-24")
    assert crate.root_dataset["author"]["name"] == "The rederive authors"
    for entity in crate.data_entities:
        assert int(entity["contentSize"]) == (folder / entity.id).stat().st_size
        assert entity["encodingFormat"]


def test_citations_for_programs_have_what_they_need(folder):
    for name in ("references.csl.json", "claims.csl.json"):
        items = json.loads((folder / name).read_text("utf-8"))
        ids = [item["id"] for item in items]
        assert len(ids) == len(set(ids)) > 300
        assert all(item["type"] and item["title"] for item in items)


def test_an_export_takes_the_place_of_an_earlier_one_only(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    exports.write(library(), target)
    exports.write(library(), target)
    (target / "datapackage.json").unlink()
    with pytest.raises(InputError, match="holds other files; name a new or an empty folder"):
        exports.write(library(), target)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="is a file; name a folder"):
        exports.write(library(), tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def test_an_export_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    monkeypatch.setenv("REDERIVE_ROOT", str(ROOT))
    result = CliRunner().invoke(cli.main, ["export", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert result.output.count("\n") == 1
    assert "cannot be written (No space left on device); nothing was exported" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="cannot be written"):
        exports.write(library(), tmp_path / "file" / "out")


def test_the_command_writes_and_says_where(tmp_path, monkeypatch):
    monkeypatch.setenv("REDERIVE_ROOT", str(ROOT))
    result = CliRunner().invoke(cli.main, ["export", str(tmp_path / "a" / "b")])
    assert result.exit_code == 0, result.output
    assert f"{len(exports.listed())} files" in result.output


def test_the_description_can_be_written_again(book, monkeypatch):
    result = CliRunner().invoke(cli.main, ["datapackage"])
    assert result.exit_code == 0, result.output
    written = json.loads((book / "data/datapackage.json").read_text("utf-8"))
    assert written == data_package.datapackage(Book(book))
    shutil.rmtree(book / "data" / "searches")
    assert written != data_package.datapackage(Book(book))


def test_the_citation_file_fits_its_schema():
    """Against the schema alone: cffconvert itself needs older libraries than the book's."""
    import yaml
    from jsonschema import Draft7Validator

    schema = json.loads((VENDOR / "cff-1.2.0.schema.json").read_text("utf-8"))
    content = yaml.load((ROOT / "CITATION.cff").read_text("utf-8"), Loader=yaml.BaseLoader)
    assert [error.message for error in Draft7Validator(schema).iter_errors(content)] == []
    del content["message"]
    assert not Draft7Validator(schema).is_valid(content)


def test_zenodo_is_told_what_the_citation_file_says():
    committed = json.loads((ROOT / ".zenodo.json").read_text("utf-8"))
    assert committed == citation.zenodo(citation.read(ROOT))


def test_a_citation_file_without_version_is_told(book):
    (book / "CITATION.cff").write_text("title: x\nauthors: [{name: y}]\n", encoding="utf-8")
    with pytest.raises(InputError, match="version is missing; add it"):
        citation.read(book)


def test_every_table_and_source_says_its_terms():
    described = json.loads((ROOT / "data/datapackage.json").read_text("utf-8"))
    for resource in described["resources"]:
        names = {licence["name"] for licence in resource["licenses"]}
        theirs = resource["path"].startswith(("series/", "panels/", "traces/"))
        assert names == {"other-at" if theirs else "CC-BY-4.0"}, resource["path"]
    by_name = {each["name"]: each["licenses"] for each in described["resources"]}
    seen = {name: {licence["title"] for licence in each} for name, each in by_name.items()}
    keys = Book(ROOT).series.read("comparison")["source"]
    assert keys.str.contains("un_wpp2024").any() == ("CC BY 3.0 IGO" in seen["series-comparison"])
    assert any("CC BY 3.0 IGO" in titles for titles in seen.values())
    sources = tables.tables(Library(Book(ROOT)))["sources"]
    assert (sources["terms"] != "").all()
    terms = sources.set_index("key")["terms"]
    assert terms["un_wpp2024"] == "CC BY 3.0 IGO"
    official = terms[(sources["grade"] == "official").to_numpy()]
    assert official.str.contains("state body").any()
