"""The register: all claims of a report, from ``data/claims/chN.yaml``. Ids never change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import PositiveInt, ValidationError

from rederive.core.claims import Claim
from rederive.core.fields import Id, Model, Notebook, ReportName, Text
from rederive.core.units import Unit
from rederive.core.words import Words
from rederive.errors import InputError, first_problem
from rederive.reading.yaml_files import read_yaml


class Dropped(Model):
    """A claim of the first inventory that the register leaves out, and why."""

    id: Id
    reason: Text


class ChapterFile(Model):
    """The content of one ``data/claims/chN.yaml``; ``notebook`` derives its claims.

    ``report`` is the name of the report that says them; none is the first report of the book.
    """

    chapter: PositiveInt
    report: ReportName | Literal[""] = ""
    title: Text
    notebook: Notebook
    claims: tuple[Claim, ...]
    dropped: tuple[Dropped, ...] = ()


class Register:
    """All claims, by id and by chapter.

    Parameters
    ----------
    chapters : list of ChapterFile

    Attributes
    ----------
    titles, notebooks, reports : dict of int to str
        By chapter: its title, the notebook that derives it, the name of the report it is of.
    """

    def __init__(self, chapters: list[ChapterFile]) -> None:
        self._chapters = chapters
        self.reports = {chapter.chapter: chapter.report for chapter in chapters}
        self.titles = {chapter.chapter: chapter.title for chapter in chapters}
        self.notebooks = {chapter.chapter: chapter.notebook for chapter in chapters}
        self.dropped = [claim for chapter in chapters for claim in chapter.dropped]
        self._claims: dict[str, Claim] = {}
        for claim in (claim for chapter in chapters for claim in chapter.claims):
            if claim.id in self._claims:
                raise InputError(
                    f"data/claims/ch{claim.chapter}.yaml: the id {claim.id} is there twice; "
                    "give one of the two a new id."
                )
            self._claims[claim.id] = claim
        for claim in self:
            for value in claim.values:
                if value.repeats is not None and value.repeats not in self._claims:
                    raise InputError(
                        f"data/claims/ch{claim.chapter}.yaml: claim {claim.id} repeats "
                        f"{value.repeats!r}, which is not in the register; correct the id."
                    )

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims.values())

    def __len__(self) -> int:
        return len(self._claims)

    def __contains__(self, claim: str) -> bool:
        return claim in self._claims

    def __getitem__(self, claim: str) -> Claim:
        try:
            return self._claims[claim]
        except KeyError:
            near = get_close_matches(claim, self._claims, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; see data/claims for the ids."
            raise InputError(f"there is no claim {claim!r} in the register{hint}") from None

    def chapter(self, number: int) -> list[Claim]:
        """The claims of one chapter, in the report's order."""
        if number not in self.titles:
            raise InputError(f"there is no chapter {number}: data/claims has {list(self.titles)}.")
        return [claim for claim in self if claim.chapter == number]

    def of_report(self, name: str) -> Register:
        """The claims of one report."""
        return Register([chapter for chapter in self._chapters if chapter.report == name])

    def said_as(self, title: Callable[[str], str], claim: Callable[[Claim], Claim]) -> Register:
        """The same claims in other words: what becomes of a chapter's title, and of a claim."""
        return Register(
            [
                each.model_copy(
                    update={"title": title(each.title), "claims": tuple(map(claim, each.claims))}
                )
                for each in self._chapters
            ]
        )


def read_chapter(
    path: Path,
    units: Mapping[str, Unit],
    words: Words | None = None,
    units_of: Mapping[str, Mapping[str, Unit]] | None = None,
) -> ChapterFile:
    """Read and validate one chapter's claims.

    Parameters
    ----------
    path : Path
    units : Units
        What its values may be in.
    words : Words, optional
        The scale of words; none by default.
    units_of : mapping of str to Units, optional
        The same units as another report than the first writes them, by its name.

    Raises
    ------
    InputError
        Naming the file, the claim and the field that does not fit.
    """
    content = read_yaml(path)
    if isinstance(content, dict) and "claims" in content and content["claims"] is None:
        content["claims"] = []  # a list that nothing has been added to
    if not isinstance(content, dict) or not isinstance(content.get("claims"), list):
        raise InputError(f"{path}: needs the keys chapter, title and claims (a list).")
    for claim in content["claims"]:
        if isinstance(claim, dict):
            claim.setdefault("chapter", content.get("chapter"))
            claim.setdefault("report", content.get("report", ""))
    units = (units_of or {}).get(str(content.get("report", "")), units)
    try:
        return ChapterFile.model_validate(content, context={"units": units, "words": words})
    except ValidationError as error:
        raise InputError(f"{path}: {_sentence(content, error)}") from None


def _sentence(content: dict[str, Any], error: ValidationError) -> str:
    place, message = first_problem(error)
    name = ""
    if place[:1] == ["claims"] and len(place) > 1:
        claim = content["claims"][place[1]]
        name = f"claim {claim.get('id', place[1]) if isinstance(claim, dict) else place[1]}, "
        place = place[2:]
    field = ".".join(str(part) for part in place)
    return f"{name}{field + ': ' if field else ''}{message}."


def chapter_files(folder: Path) -> list[Path]:
    """The chapters' files of a folder, by their number.

    Raises
    ------
    InputError
        If there is no such file.
    """
    numbered = (
        (re.fullmatch(r"ch([1-9][0-9]*)", path.stem), path) for path in folder.glob("*.yaml")
    )
    ordered = sorted((int(match[1]), path) for match, path in numbered if match)
    if not ordered:
        raise InputError(f"{folder}: holds no chN.yaml; the register is missing.")
    return [path for _, path in ordered]


def read(
    folder: Path,
    units: Mapping[str, Unit],
    words: Words | None = None,
    units_of: Mapping[str, Mapping[str, Unit]] | None = None,
) -> Register:
    """Read the whole register.

    Parameters
    ----------
    folder : Path
        Of the ``chN.yaml`` files.
    units : Units
        What its values may be in.
    words : Words, optional
        The scale of words; none by default.
    units_of : mapping of str to Units, optional
        The same units as another report than the first writes them, by its name.

    Raises
    ------
    InputError
        If there is no chapter file, or one is malformed.
    """
    chapters = []
    for path in chapter_files(folder):
        chapter = read_chapter(path, units, words, units_of)
        if path.stem != f"ch{chapter.chapter}":
            raise InputError(
                f"{path}: chapter: is {chapter.chapter}; write the number in the file's name."
            )
        chapters.append(chapter)
    return Register(chapters)
