"""What the report cites for its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from rederive import Book, validate
from rederive.errors import InputError
from rederive.evidence import cited

ROOT = Path(__file__).parents[2]
HEAD = "cited,footnotes,lines,title,publisher,date,url,note\n"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("fn 1,1,2,A,B,,,\n", "row 2: the key 'fn 1'"),
        ("fn1,1,2,A,B,,,\nfn1,2,3,A,B,,,\n", "row 3: the key 'fn1' is there twice"),
        ("fn1,one,2,A,B,,,\n", "row 2: write footnotes and lines"),
        ("fn1,1,2,A,B,24 May,,\n", "row 2: the date"),
        ("fn1,1,2,A,B,,example.org,\n", "row 2: the address"),
        (
            "fn1,1,2,A,B,,http://example.org/a,\nfn2,2,3,A,B,,https://www.example.org/a/,\n",
            "row 3: fn1 has this address too",
        ),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, rows: str, said: str):
    path = tmp_path / "cited.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        cited.read(path)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("cited: [fn9]", "cites 'fn9', which is not in"),
        ("source_named: The Daily (footnote 2)", "names footnote 2; write its key"),
    ],
)
def test_a_claim_that_cites_what_is_not_there_is_named(book: Path, field: str, said: str):
    (book / "data/cited.csv").write_text(HEAD + "fn1,1,2,A,B,,,\n", encoding="utf-8")
    path = book / "data/claims/ch1.yaml"
    text = path.read_text("utf-8").replace("check: policy", f"check: policy\n  {field}")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=f"ch1-goal: {said}"):
        validate.check(Book(book), with_ledger=False)


def test_every_claim_that_names_a_source_cites_it():
    """Only what the report calls by no name, or takes from its own footnotes, is left out."""
    book = Book(ROOT)
    for claim in book.register:
        named = claim.source_named or ""
        own = any(word in named for word in ("unnamed", "not named", "eport's"))
        assert bool(claim.cited) == (bool(named) and not own) or not named, claim.id


@pytest.mark.parametrize(
    ("note", "inner", "line", "refused"),
    [
        ("", "lines: [3, 3]", 3, True),
        ("", "lines: [3, 3]\n  cited: [fn2]", 3, False),
        ("", "lines: [3, 5]", 5, False),
        ("", "lines: [3, 5]", 3, True),
        ("named under a figure", "lines: [3, 3]", 3, False),
    ],
)
def test_a_sentence_with_a_footnote_is_cited_by_all_its_claims(
    book: Path, note: str, inner: str, line: int, refused: bool
):
    rows = f"fn1,1,2,A,B,,,{note}\nfn2,2,3,C,D,,,\n"
    (book / "data/cited.csv").write_text(HEAD + rows, encoding="utf-8")
    path = book / "data/claims/ch1.yaml"
    text = (
        path.read_text("utf-8")
        .replace("lines: [3, 3]", inner)
        .replace("line: 3,", f"line: {line},")
    )
    text = text.replace("lines: [4, 4]", "lines: [3, 4]\n  cited: [fn1]")
    path.write_text(text, encoding="utf-8")
    if not refused:
        validate.check(Book(book), with_ledger=False)
        return
    with pytest.raises(InputError, match=r"ch1-drones: ch1-goal has these lines .* cites fn1"):
        validate.check(Book(book), with_ledger=False)
