"""Where definitions come from: no threshold from nowhere, none from the number it tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from rederive.core import definitions
from rederive.core.register import ChapterFile, Register
from rederive.core.words import Words
from rederive.errors import InputError
from samples import UNITS


def register(*claims: dict, scale: Words | None = None) -> Register:
    listed = [
        {
            "id": f"ch1-{number}",
            "section": "1.1",
            "chapter": 1,
            "lines": [1, 2],
            "says": "It is so.",
            "kind": "share",
            "check": "public_series",
            "values": [{"name": "n", "printed": "95", "line": 1, "unit": "percent"}],
        }
        | claim
        for number, claim in enumerate(claims)
    ]
    chapter = {"chapter": 1, "title": "I", "notebook": "ch1-i", "claims": listed}
    return Register([ChapterFile.model_validate(chapter, context={"units": UNITS, "words": scale})])


def check(*claims: dict) -> None:
    definitions.check(register(*claims), Path("data/claims"), {"who2020"}, {"health/members"})


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ({"definition": "A share."}, "is missing; say where the definition comes from"),
        ({"definition_source": "sentence"}, "there is no definition"),
        ({"definition": "A share.", "definition_source": "we"}, "'we' is not a source"),
        ({"definition": "A share.", "definition_source": "scale"}, "names a word of the scale"),
        ({"definition": "A share.", "definition_source": "series x/y"}, "no such series"),
        ({"definition": "A share.", "definition_source": "source x"}, "not in references.bib"),
        (
            {"definition": "At a glance, at least 80 percent.", "definition_source": "sentence"},
            "threshold 'at least 80' of the definition comes from nowhere",
        ),
        (
            {"definition": "Growth of ten percent or more.", "definition_source": "sentence"},
            "'ten percent or more' of the definition comes from nowhere",
        ),
        (
            {"definition": "Taken as at least 95 percent.", "definition_source": "source who2020"},
            "threshold 'at least 95' is the number that the definition tests",
        ),
        ({"definition": "As it says.", "definition_source": "claim ch1-0"}, "leads back to ch1-0"),
        ({"definition": "As there.", "definition_source": "claim ch1-9"}, "no claim 'ch1-9'"),
    ],
)
def test_a_definition_without_a_source_of_its_own_is_refused(claim: dict, message: str) -> None:
    with pytest.raises(InputError, match=message) as error:
        check(claim)
    assert str(error.value).startswith("data/claims/ch1.yaml, ch1-0, definition_source: ")
    assert "\n" not in str(error.value)


def test_definitions_that_rest_on_each_other_are_refused() -> None:
    first = {"definition": "As there.", "definition_source": "claim ch1-1"}
    second = {"definition": "As here.", "definition_source": "claim ch1-0"}
    with pytest.raises(InputError, match="leads back to ch1-0"):
        check(first, second)


@pytest.mark.parametrize(
    ("definition", "source"),
    [
        ("Persons aged 60 and over, from 2000 to 2023.", "sentence"),
        ("The smallest change; above zero if it rose.", "series health/members"),
        ("Taken as at least 90 percent.", "source who2020"),
    ],
)
def test_a_definition_with_a_source_of_its_own_is_taken(definition: str, source: str) -> None:
    check({"definition": definition, "definition_source": source})


def test_a_claim_without_definition_needs_no_source() -> None:
    check({})
