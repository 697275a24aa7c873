"""An RO-Crate (https://w3id.org/ro/crate/1.1) of the downloads: what each file is, for archives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rederive.publishing import citation, data_package

if TYPE_CHECKING:
    from rocrate.rocrate import ROCrate

LICENCE = {
    "@type": "CreativeWork",
    "name": "Creative Commons Attribution 4.0 International",
    "description": "Register and verdicts; figures under each source's own terms",
}
_TERMS = "each figure under the terms of its source, which the row names; see sources.csv"
_TYPES = {
    ".csv": "text/csv",
    ".parquet": "application/vnd.apache.parquet",
    ".md": "text/markdown",
    ".bib": "application/x-bibtex",
    ".json": "application/json",
    ".cff": "text/yaml",
}


def write(folder: Path, work: dict[str, Any], files: Mapping[str, str]) -> None:
    """Describe the files of a folder in it.

    Parameters
    ----------
    folder : Path
    work : dict
        As :func:`rederive.publishing.citation.read` gives it.
    files : mapping of str to str
        What each file is; those that are missing are left out.
    """
    crate = _described(work)
    for name, title in files.items():
        path = folder / name
        if path.is_file():
            crate.add_file(
                path,
                dest_path=name,
                properties={
                    "name": name,
                    "description": title,
                    "encodingFormat": _TYPES[path.suffix],
                    "contentSize": str(path.stat().st_size),
                    "license": {"@id": address} if (address := _licence(name)) else _TERMS,
                },
            )
    crate.metadata.write(folder)


def _licence(name: str) -> str:
    """The address of the licence of a file; empty where its rows name their sources."""
    return data_package.licence(name, of_series=False).get("path", "")


def _described(work: dict[str, Any]) -> ROCrate:
    """A crate with what ``CITATION.cff`` says of the whole."""
    from rocrate.model import ContextEntity
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version="1.1")
    crate.name = work["title"]
    crate.description = " ".join(work["abstract"].split())
    crate.datePublished = citation.released(work)
    crate.keywords = work["keywords"]
    address = "https://creativecommons.org/licenses/by/4.0/"
    crate.license = crate.add(ContextEntity(crate, address, properties=LICENCE))
    authors = citation.authors(work)
    entities = [
        crate.add(ContextEntity(crate, f"#authors{number or ''}", properties=author))
        for number, author in enumerate(authors)
    ]
    crate.root_dataset["author"] = entities[0] if len(entities) == 1 else entities
    crate.root_dataset["version"] = str(work["version"])
    if work.get("doi"):
        crate.root_dataset["identifier"] = f"https://doi.org/{work['doi']}"
    return crate
