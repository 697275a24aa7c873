"""How to cite the book, a page of it, a claim or a source: plain text, BibTeX, CSL-JSON, Zenodo.

``CITATION.cff`` is the one place that knows authors, version, date, address and DOI. A citation is
an item of CSL-JSON (https://citationstyles.org); the other forms are made from it.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rederive.core.claims import Claim
from rederive.core.printed_pages import PrintedPages, place_in_report
from rederive.core.report import Report
from rederive.core.site import claim_page
from rederive.errors import InputError
from rederive.evidence.bibliography import Bibliography
from rederive.language.spoken import say, spoken
from rederive.reading.yaml_files import read_yaml

Item = dict[str, Any]

_NEEDED = ("title", "authors", "version", "date-released", "license", "abstract", "keywords")
_BIBTEX_TYPES = {
    "software": "software",
    "chapter": "incollection",
    "webpage": "incollection",
    "figure": "incollection",
}
#: A date in indented CSL-JSON, which stands better on one line.
_DATE = re.compile(r"\[\s*\[\s*(\d+),\s*(\d+),\s*(\d+)\s*\]\s*\]")


def read(root: Path) -> dict[str, Any]:
    """``CITATION.cff``: what it does not say stands in no citation.

    Raises
    ------
    InputError
        If it cannot be read or lacks what a citation needs.
    """
    path = root / "CITATION.cff"
    work = read_yaml(path)
    missing = [key for key in _NEEDED if not (isinstance(work, dict) and work.get(key))]
    if missing:
        raise InputError(f"{path}: {missing[0]} is missing; add it, every citation needs it.")
    return work


def released(work: dict[str, Any]) -> datetime.date:
    """The day of the release."""
    return datetime.date.fromisoformat(str(work["date-released"]))


def abstract(work: dict[str, Any]) -> str:
    """What the book is, in one paragraph."""
    return " ".join(str(work["abstract"]).split())


def texts(work: dict[str, Any]) -> Iterator[str]:
    """What its title page says that can be said in another language."""
    yield from (str(work["title"]), abstract(work), *map(str, work["keywords"]))
    yield from (author["name"] for author in work["authors"] if "name" in author)


def short_title(work: dict[str, Any]) -> str:
    """The title without what follows its colon."""
    return str(work["title"]).partition(": ")[0]


def slug(text: str) -> str:
    """A text as a key: lower case, its words joined by hyphens.

    Examples
    --------
    >>> slug("chapters/A page")
    'chapters-a-page'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def book(work: dict[str, Any]) -> Item:
    """The book as a whole."""
    return _item(work, slug(short_title(work)), "software", work["title"])


def page(work: dict[str, Any], title: str, place: str) -> Item:
    """One page of the book, by its title and address within the book."""
    key = slug(f"{short_title(work)} {place.removesuffix('.html')}")
    item = _item(work, key, "webpage", title, place)
    return item | {"container-title": work["title"]}


def claim(
    work: dict[str, Any],
    cited: Claim,
    report: Report | None = None,
    pages: PrintedPages | None = None,
) -> Item:
    """The page of one claim, with the report that it is about and its place there."""
    says = cited.says.removesuffix(".").removesuffix("。")
    title = say("Claim {id}: {says}", id=cited.id, says=says)
    key = slug(f"{short_title(work)} {cited.id}")
    item = _item(work, key, "webpage", title, claim_page(cited.id))
    item["container-title"] = work["title"]
    if report:
        place = place_in_report(cited, pages or PrintedPages())
        about = say("About: {report}, {place}", report=report.named, place=place)
        item["note"] = ". ".join(filter(None, (about, item.get("note", ""))))
    return item


def figure(work: dict[str, Any], number: int, title: str, place: str) -> Item:
    """One figure of the book, by its number, its message and its address within the book."""
    key = slug(f"{short_title(work)} {place.replace('.html', '')}")
    item = _item(
        work, key, "figure", say("Figure {number}: {title}", number=number, title=title), place
    )
    return item | {"container-title": work["title"]}


def address(work: Mapping[str, Any], place: str, folder: str | None = None) -> str:
    """The address of a place of an edition, of the one that is spoken unless its folder is named.

    It is empty where the book has none yet.
    """
    return f"{work['url'].rstrip('/')}/{_in_edition(place, folder)}" if work.get("url") else ""


def _in_edition(place: str, folder: str | None = None) -> str:
    """A place from the book's own folder."""
    folder = spoken().folder if folder is None else folder
    return f"{folder}/{place}" if folder else place


def _item(work: dict[str, Any], key: str, kind: str, title: str, place: str = "") -> Item:
    day = released(work)
    item: Item = {
        "id": key,
        "type": kind,
        "title": title,
        "author": [_person(author) for author in work["authors"]],
        "version": str(work["version"]),
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
    }
    if work.get("doi"):
        item["DOI"] = work["doi"]
    if url := address(work, place):
        item["URL"] = url
    elif place:
        item["note"] = say("Page {address}", address=_in_edition(place))
    return item


def _person(author: dict[str, str]) -> dict[str, str]:
    if "name" in author:
        return {"literal": author["name"]}
    return {"family": author["family-names"], "given": author.get("given-names", "")}


def names(item: Item) -> list[str]:
    """The authors of an item, family name first."""
    return [
        name.get("literal") or ", ".join(filter(None, [name["family"], name.get("given")]))
        for name in item["author"]
    ]


def authors(work: dict[str, Any]) -> list[dict[str, str]]:
    """The authors as ``schema.org`` describes them: persons by their names, or organisations."""
    people = zip(work["authors"], names(book(work)), strict=True)
    return [
        {"@type": "Organization" if "name" in author else "Person", "name": name}
        for author, name in people
    ]


def plain(item: Item) -> str:
    """One line for a list of references.

    Examples
    --------
    >>> plain({"title": "On rice", "author": [{"literal": "A"}], "version": "1",
    ...        "issued": {"date-parts": [[2026, 1, 2]]}})
    'A (2026). On rice. Version 1.'
    """
    parts = [
        f"{'; '.join(names(item))} ({item['issued']['date-parts'][0][0]})",
        item["title"],
        say("In: {book}", book=item["container-title"]) if "container-title" in item else "",
        say("Version {number}", number=item["version"]),
        item.get("note", ""),
        f"https://doi.org/{item['DOI']}" if "DOI" in item else "",
        item.get("URL", ""),
    ]
    kept = [part.strip().removesuffix(".") for part in parts if part]
    end = "" if kept[-1].startswith("http") else "."  # a point would spoil the address
    return ". ".join(kept) + end


def gb7714(item: Item) -> str:
    """One line in the manner of GB/T 7714-2015, the Chinese standard: an electronic bulletin.

    It is one online where it has an address.

    Examples
    --------
    >>> gb7714({"title": "On rice", "author": [{"literal": "A"}], "version": "1",
    ...         "container-title": "Crops", "URL": "https://x.org/a",
    ...         "issued": {"date-parts": [[2026, 1, 2]]}})
    'A. On rice[EB/OL]//Crops. (2026-01-02). https://x.org/a.'
    """
    within = f"//{item['container-title']}" if "container-title" in item else ""
    day = "-".join(f"{part:02d}" for part in item["issued"]["date-parts"][0])
    address = item.get("URL", "")
    kind = "EB/OL" if address else "EB"
    people = ", ".join(name.rstrip(".") for name in names(item))
    parts = [people, f"{item['title'].rstrip('.。')}[{kind}]{within}", f"({day})", address]
    return ". ".join(part for part in parts if part) + "."


def bibtex(item: Item) -> str:
    """The entry of a BibTeX file."""
    day = item["issued"]["date-parts"][0]
    fields = {
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in names(item)),
        "title": f"{{{_escaped(item['title'])}}}",
        "booktitle": _escaped(item.get("container-title", "")),
        "year": str(day[0]),
        "date": "-".join(f"{part:02d}" for part in day),
        "version": item["version"],
        "note": _escaped(item.get("note", "")),
        "doi": item.get("DOI", ""),
        "url": item.get("URL", ""),
    }
    kind = _BIBTEX_TYPES.get(item["type"], "misc")
    lines = [f"  {name} = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{item['id']},", *lines, "}"])


def csl(item: Item) -> str:
    """The item as a file of CSL-JSON has it, indented."""
    return _DATE.sub(r"[[\1, \2, \3]]", json.dumps(item, ensure_ascii=False, indent=2))


def _escaped(text: str) -> str:
    """Text as BibTeX wants it."""
    return re.sub(r"([%&#_$])", r"\\\1", text.replace("\\", "").replace("{", "").replace("}", ""))


def sources(bibliography: Bibliography) -> list[Item]:
    """The book's sources as CSL-JSON."""
    items = []
    for source in bibliography.values():
        item: Item = {"id": source.key, "type": "document", "title": source.title}
        if source.publisher:
            names = source.people or (source.publisher,)
            item["author"] = [{"literal": name} for name in names]
        numbers = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", source.date)
        if numbers:
            item["issued"] = {"date-parts": [[int(part) for part in numbers.groups() if part]]}
        if source.url:
            item["URL"] = source.url
        if source.seen:
            item["note"] = f"seen at: {source.seen}"
        items.append(item)
    return items


def zenodo(work: dict[str, Any]) -> dict[str, Any]:
    """What ``.zenodo.json`` says, for the archive that gives the DOI."""
    return {
        "title": work["title"],
        "upload_type": "software",
        "description": abstract(work),
        "creators": [{"name": name} for name in names(book(work))],
        "version": str(work["version"]),
        "publication_date": released(work).isoformat(),
        "license": work["license"].lower(),
        "keywords": work["keywords"],
        "access_right": "open",
        "language": "eng",
        "references": [_reference(each) for each in work.get("references", [])],
    }


def _reference(reference: dict[str, Any]) -> str:
    """A work that the book is about, in one line."""
    people = "; ".join(each.get("name", "") for each in reference["authors"])
    return f"{people} ({reference['year']}). {reference['title']}."
