"""A person decides on each draft; what was decided is on disk, and can be taken back."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import replace

import pytest
from test_waiting import run, second  # noqa: F401

from rederive.book.book import Book
from rederive.core import coverage, word_coverage
from rederive.core.register import Register
from rederive.drafting import changes, drafted, language, likely, waiting
from rederive.drafting.accepting import Desk
from rederive.drafting.proposals import CLAIM, EXCLUDE, Draft
from rederive.drafting.review import Review
from rederive.errors import InputError


@pytest.fixture
def session(second) -> Review:  # noqa: F811
    assert run("draft").exit_code == 0
    book = Book(second)
    return Review(Desk(book), waiting.read(second / waiting.NAME))


def files(session: Review) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in session._desk.files if path.is_file()}


def first(session: Review, printed: str) -> None:
    """Put the draft of a number first."""
    session.drafts.sort(key=lambda each: each.printed != printed)


def claim(session: Review, name: str):
    return Book(session._desk.drafts.parent).register[name]


def test_an_accepted_draft_is_a_claim(session):
    first(session, "2.4")
    assert session.answer("a") == "claim ch1-line5-2-4"
    value = claim(session, "ch1-line5-2-4").value()
    assert (value.printed, value.scale, value.unit, value.as_of) == (
        "2.4",
        "million",
        "persons",
        "2030",
    )
    assert "2.4" not in [each.printed for each in waiting.read(session._desk.drafts)]


def test_a_changed_draft_is_a_claim_as_it_was_changed(session):
    first(session, "600,000")
    session.answer("c unit=tandems new=yes hedge=over says='Tandems were insured.'")
    made = claim(session, "ch1-line6-600-000")
    assert made.says == "Tandems were insured."
    assert (made.value().hedge, made.value().unit) == ("over", "tandems")
    assert "tandems,yes,,added from a draft" in session._desk.units.read_text("utf-8")


@pytest.mark.parametrize(
    ("number", "answer", "message"),
    [
        ("600,000", "a", "the unit of 600,000 is missing"),
        ("2.4", "x", "say why 2.4 claims nothing"),
        ("2.4", "e", "is not an exclusion"),
        ("2.4", "s", "has no groups to split"),
        ("2.4", "c", "change one of unit, hedge"),
        ("2.4", "c hedge=maybe", "'maybe' is not a hedge: write one of exact, about"),
        ("2.4", "c scale=lakh", "'lakh' is not a scale: write one of hundred, thousand, million"),
        ("2.4", "c unit=smurfs", "the unit 'smurfs' is unknown; .* say: c unit=smurfs new=yes"),
        ("2.4", "c unit=percent", "2.4 million percent: a share has no scale; give the unit"),
        ("2.4", "c colour=red", "change one of unit"),
        ("2.4", "c says='open", "close its quotes"),
        ("2.4", "c as_of=soon", "is not a period"),
        ("2.4", "c as_of=September 2023", "'September 2023' is not a period; write 2023, 2023-09"),
        ("2.4", "c unit=million persons", "is a scale; write: c scale=million unit=persons"),
        ("2.4", "c unit=persns", "the unit 'persns' is unknown; did you mean persons"),
    ],
)
def test_what_cannot_be_carried_out_changes_nothing(session, number, answer, message):
    first(session, number)
    before = files(session)
    with pytest.raises(InputError, match=message):
        session.answer(answer)
    assert files(session) == before
    assert session.drafts[0].printed == number


def test_every_answer_can_be_taken_back(session):
    before, drafts = files(session), session.drafts
    first(session, "2.4")
    for answer in ("a", "x year", "l", "c unit=EUR"):
        session.answer(answer)
    for _ in range(4):
        assert session.answer("u").startswith("taken back")
    assert files(session) == before
    assert {each.printed for each in session.drafts} == {each.printed for each in drafts}
    assert session.answer("u") == "there is nothing to take back"


def test_an_answer_of_an_earlier_session_can_be_taken_back(session, second):  # noqa: F811
    before = files(session)
    first(session, "2.4")
    session.answer("a")
    book = Book(second)
    later = Review(Desk(book), waiting.read(second / waiting.NAME))
    assert later.answer("u").startswith("taken back")
    assert files(later) == before
    assert later.answer("u") == "there is nothing to take back"


def test_what_a_person_changed_since_is_not_taken_back(session):
    first(session, "2.4")
    session.answer("a")
    path = session._desk.claims
    path.write_text(path.read_text("utf-8") + "# mine\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"ch1\.yaml: was changed since the last answer"):
        session.answer("u")
    assert "# mine" in path.read_text("utf-8")


def test_a_new_unit_is_told_and_one_near_to_another_is_asked_about(session):
    first(session, "600,000")
    assert "the unit tandems is new" in session.answer("c unit=tandems new=yes")
    first(session, "2.4")
    assert "the unit persns is new" in session.answer("c unit=persns new=yes")


def test_two_equal_words_of_one_line_are_excluded_once(second):  # noqa: F811
    text = second / "report.txt"
    lines = ["It was the first of two, and the first of many."]
    text.write_text("\n".join(lines), encoding="utf-8")
    desk = Desk(Book(second))
    each = Draft(1, "", "the first", True, EXCLUDE, "", "the first", "", "", "", "exact", "", "")
    desk.exclude(each, "order")
    desk.exclude(each, "order")
    rows = word_coverage.read_exclusions(desk.words)
    assert [row.pattern.pattern for row in rows if row.reason == "order"] == [r"the\ first"]
    found = word_coverage.coverage(lines, Register({}), language.of("en").words, rows)
    assert not [problem for problem in found.problems if "row" in problem]


def test_all_exclusions_of_one_reason_go_at_once(session):
    first(session, "1.1")
    count = sum(each.reason == "section number" for each in session.drafts)
    assert session.answer("e") == f"{count} numbers claim nothing: section number"
    assert not [each for each in session.drafts if each.reason == "section number"]


def test_a_session_that_is_killed_between_two_files_loses_and_doubles_nothing(session, second):  # noqa: F811
    first(session, "2.4")
    waiting_before = session._desk.drafts.read_bytes()
    session.answer("a")
    session._desk.drafts.write_bytes(waiting_before)  # the claim was written, the drafts were not
    lines = (second / "report.txt").read_text("utf-8").split("\n")
    left = Desk(Book(second)).left(lines)
    assert "2.4" not in [each.printed for each in left]
    assert len(left) == len(session.drafts)


def test_a_whole_session_accounts_for_every_number(second):  # noqa: F811
    run("draft")
    count = len(waiting.read(second / waiting.NAME))
    answers = "c unit=items\n" * count + "q\n"
    from click.testing import CliRunner

    from rederive.cli import main

    said = CliRunner().invoke(main, ["review", "--ask"], input=answers)
    assert "No draft is left." in said.output
    assert run("coverage").exit_code == 0
    lines = (second / "report.txt").read_text("utf-8").split("\n")
    book = Book(second)
    assert not coverage.coverage(lines, book.register, book.exclusions).problems


def test_quitting_keeps_the_rest_and_a_list_is_plain(session):
    session.answer("q")
    assert session.ended
    listed = run("review").output
    assert listed.count("\nline ") + 1 == len(session.drafts)
    assert run("review", "--chapter", "7").exit_code == 2


def test_a_word_of_size_is_drafted_and_claimed_by_its_scale(second):  # noqa: F811
    """The threshold stands in the scale, and is not typed again."""
    (second / "data" / "words.csv").write_text(
        "word,native,unit,reading,hedge,expected_low,expected_high,source,reason\n"
        "most,most,percent,50,over,50,100,,more than half\n",
        encoding="utf-8",
    )
    shutil.copy(language.FOLDER / "en.number-words.csv", second / "data" / "number-words.csv")
    text = second / "report.txt"
    text.write_text(f"{text.read_text('utf-8')}\nHelmets are worn by most riders.\n", "utf-8")
    about = second / "data" / "report.yaml"
    known = f"sha256: {hashlib.sha256(text.read_bytes()).hexdigest()}"
    about.write_text(re.sub("sha256:.*", known, about.read_text("utf-8")), encoding="utf-8")
    told = run("draft")
    assert told.exit_code == 0, told.output
    book = Book(second)
    most = [each for each in waiting.read(second / waiting.NAME) if each.printed == "most"]
    assert {(each.reading, each.hedge, each.unit) for each in most} == {("50", "over", "percent")}
    name = Desk(book).accept(most[-1])
    value = book.register[name].value()
    assert (value.word.word, value.reading, value.hedge) == ("most", "50", "over")


def test_likely_units_are_offered_where_none_was_found(session):
    first(session, "600,000")
    bare = replace(session.drafts[0], unit="")
    session.drafts[0] = bare
    asked = session.shown()
    assert "(no unit was found)" in asked
    offered = re.findall(r"(\d) ([^,\n]+)", asked.partition("likely units: ")[2])
    assert [int(at) for at, _ in offered] == list(range(1, len(offered) + 1))
    with pytest.raises(InputError, match="there is no likely unit 9"):
        session.answer("9")
    session.answer("1")
    assert claim(session, "ch1-line6-600-000").value().unit == offered[0][1]


def test_no_unit_is_offered_where_one_was_found(session):
    first(session, "2.4")
    assert "likely units" not in session.shown()


def test_a_draft_names_the_numbers_without_a_unit():
    with_unit = Draft(
        line=3, page="", token="5", words=False, proposal=CLAIM, reason="", printed="5",
        reading="", scale="", unit="boats", hedge="exact", as_of="", sentence="It had 5 boats.",
    )  # fmt: skip
    bare = replace(with_unit, token="7", printed="7", unit="", line=4)
    assert len(drafted.told([with_unit])) == 1
    assert drafted.told([with_unit, bare])[1] == (
        "No unit was found for 7 (line 4): the review offers likely ones."
    )
    assert likely.units(bare, [with_unit, bare], ["GW"]) == ["boats", "GW"]
    counted = replace(bare, sentence="It had 7 new fast ferries.")
    assert likely.units(counted, [], []) == ["new fast ferries"]


def test_a_number_without_a_date_may_take_that_of_the_claim_before(session):
    first(session, "2.4")
    assert "no date" not in session.shown()
    with pytest.raises(InputError, match="there is no date to take"):
        session.answer("t")
    session.answer("a")
    session.drafts.sort(key=lambda each: (each.printed != "600,000", each.line))
    session.drafts[0] = replace(session.drafts[0], as_of="", unit="items")
    assert "t accepts it as of 2030, the last before" in session.shown()
    session.answer("t says='Tandems that were insured.'")
    made = claim(session, "ch1-line6-600-000")
    assert (made.value().as_of, made.says) == ("2030", "Tandems that were insured.")


def test_scales_that_are_named_are_those_of_the_texts_language(session):
    first(session, "2.4")
    with pytest.raises(InputError) as told:
        session.answer("c scale=lakh")
    assert str(told.value).isascii()


@pytest.mark.parametrize(
    "unit", ["persons", "EUR", "items", "EUR per person", "tonnes per year", "percentage points"]
)
def test_a_unit_that_the_book_or_its_language_has_needs_no_declaration(session, unit):
    first(session, "2.4")
    session.answer(f"c unit='{unit}' scale=")
    assert claim(session, "ch1-line5-2-4").value().unit == unit


def test_the_last_answer_can_be_taken_back_when_none_is_left(session):
    session.drafts = session.drafts[:1]
    waiting.write(session._desk.drafts, session.drafts)
    number = session.drafts[0].printed
    session.answer("x year")
    assert not session.drafts
    assert not session.ended
    assert "u takes the last answer back" in session.asked_to_end()
    assert session.answer("u") == f"taken back: {number} waits again"
    session.answer("x year")
    assert "rederive coverage" in session.answer("")
    assert session.ended


def test_the_commands_last_question_offers_to_take_back(second):  # noqa: F811
    run("draft")
    count = len(waiting.read(second / waiting.NAME))
    from click.testing import CliRunner

    from rederive.cli import main

    answers = "x none\n" * count + "u\nx none\n\n"
    said = CliRunner().invoke(main, ["review", "--ask"], input=answers).output
    assert said.count("No draft is left.") == 2
    assert "waits again" in said
    assert not waiting.read(second / waiting.NAME)


def test_a_claim_without_words_says_that_they_are_missing(session):
    first(session, "2.4")
    session.answer("a")
    assert claim(session, "ch1-line5-2-4").says == "…: 2.4 million persons, in 2030."
    assert "1 claim begins with … in data/claims/ch1.yaml" in session.asked_to_end()


@pytest.mark.parametrize(
    ("printed", "scale", "sentence", "expected"),
    [
        ("17.134", "million", "Of them 17.134 million persons had none, or 12.0%.", "persons"),
        ("69 000", "", "It rose by 69 000 among young people, to 23.5%.", "persons"),
        ("9", "", "It rose by 9 among young people, to 23.5%.", "percent"),
    ],
)
def test_a_large_number_is_first_what_its_sentence_counts(printed, scale, sentence, expected):
    bare = Draft(
        line=3, page="", token=printed, words=False, proposal=CLAIM, reason="", printed=printed,
        reading="", scale=scale, unit="", hedge="exact", as_of="", sentence=sentence,
    )  # fmt: skip
    share = replace(bare, token="12.0", printed="12.0", scale="", unit="percent")
    named = language.of("en").named_units(sentence)
    offered = likely.units(bare, [share, share], ["percent"], named)
    assert offered[0] == expected
    assert ("percent" in offered) == (expected == "percent")


def test_a_unit_that_was_edited_into_the_drafts_is_refused_as_at_the_prompt(session):
    first(session, "2.4")
    session.drafts[0] = replace(session.drafts[0], unit="smurfs", scale="")
    waiting.write(session._desk.drafts, session.drafts)
    before = files(session)
    for answer in ("a", "c as_of=2031"):
        with pytest.raises(InputError, match=r"the unit 'smurfs' is unknown; .* new=yes"):
            session.answer(answer)
    with pytest.raises(InputError, match=r"drafts\.csv, row 2: the unit 'smurfs'"):
        session.answer("a")
    assert files(session) == before
    session.answer("c unit=smurfs new=yes")
    assert claim(session, "ch1-line5-2-4").value().unit == "smurfs"


@pytest.mark.parametrize("wrong", ["a", "maybe"])
def test_a_piped_answer_that_cannot_be_carried_out_ends_the_session(session, second, wrong):  # noqa: F811
    from click.testing import CliRunner

    from rederive.cli import main

    first(session, "600,000")  # without a unit
    session.drafts = [*session.drafts[1:2], session.drafts[0], *session.drafts[2:]]
    waiting.write(session._desk.drafts, session.drafts)
    said = CliRunner().invoke(
        main, ["review", "--ask"], input=f"x none\n{wrong}\n" + "x none\n" * 99
    )
    assert said.exit_code == 2
    last = said.output.splitlines()[-1]
    assert f"answer 2, '{wrong}', ends the session, and those before it are kept: " in last
    assert waiting.read(second / waiting.NAME) == session.drafts[1:]


@pytest.mark.parametrize(
    ("tag", "sentence", "printed", "expected"),
    [
        ("zh-Hans", "净利润同比减少43.53%。", "43.53", "fall"),
        ("zh-Hans", "分别下降3.2%和4.1%。", "4.1", "fall"),
        ("zh-Hans", "实现负增长2.1%。", "2.1", "fall"),
        ("zh-Hans", "下降至3.2%。", "3.2", ""),
        ("zh-Hans", "同比增长37.29%。", "37.29", "growth"),
        ("zh-Hans", "同比增速达15.3%。", "15.3", "growth"),
        ("zh-Hans", "占比15.3%。", "15.3", ""),
        ("zh-Hans", "原保费收入同比增近四成", "四成", "growth"),
        ("zh-Hans", "寿险增长3%，财险下降3%。", "3", ""),  # it cannot be told which
        ("en", "Claims fell by 4 per cent.", "4", "fall"),
        ("en", "A 5% fall.", "5", "fall"),
        ("en", "It reduced emissions by about 5%.", "5", "fall"),
        ("en", "It was up 5.2% from 4.1%.", "5.2", "growth"),
        ("en", "It fell from 3% to 2%.", "2", ""),
    ],
)
def test_what_grew_or_fell_is_told_by_the_sentence(tag, sentence, printed, expected):
    assert changes.change(language.of(tag), sentence, printed) == expected


def test_a_fall_is_claimed_as_one_and_growth_is_no_share(session):
    fall = replace(
        session.drafts[0], token="4", printed="4", words=False, proposal=CLAIM, unit="percent",
        scale="", reading="", hedge="exact", as_of="2030", sentence="Claims fell by 4 per cent.",
    )  # fmt: skip
    growth = replace(fall, token="5", printed="5", sentence="Premiums were up 5 per cent.")
    session.drafts = [fall, growth]
    assert "4: claim: a fall of 4 percent, in 2030" in session.shown()
    session.answer("a")
    session.answer("a")
    one, other = list(Book(session._desk.drafts.parent).register)
    assert (one.says, one.kind) == ("…: a fall of 4 percent, in 2030.", "change")
    assert [value.name for value in one.values] == ["fall"]
    assert (other.kind, other.value().name) == ("growth_rate", "number")
