"""Files of a country: everything in them is installed or nothing, again is the same, and each problem has its place."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from assessment.workshop import CODE, ITEMS, install_small_bank, small_bank
from factories.banks import write_bank
from factories.places import NOON, OPERATOR
from factories.records import verbs
from ospolis.assessment.bank_files import sort_files
from ospolis.assessment.installing import install_files
from ospolis.assessment.models import Bank, BankWords
from ospolis.assessment.selectors.banks import bank_in_use, offered_banks
from ospolis.assessment.services.banks import ItemTaken, bring_bank, install_bank
from ospolis.engines.maturity import BankRefused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LATER = NOON + timedelta(days=1)
WORDS = {
    "schema": "question-bank-translation", "bank": CODE, "version": "1", "language": "fr",
    "dimensions": {"A1": {"title": "Domaine A1", "explanation": "Dit."}},
    "items": {"A1.1": {"statement": "Question une.", "help": "Voir.", "anchors": ["A.", "B.", "C.", "D.", "E."]}},
}  # fmt: skip
WEIGHTS = {"schema": "question-bank-weights", "bank": CODE, "adds": "arva-weights", "weights": {"A1.1": 3}}


def own(code: str = "A2.9", **changes) -> dict:
    item = {**small_bank()["items"][1], "code": code}
    item.pop("essential_for")
    return {"schema": "question-bank-items", "bank": CODE, "adds": "arva", "items": [item], **changes}


def files(is_whole: bool = True, **documents):
    return sort_files({f"{name}.yml": json.dumps(documents[name]).encode() for name in documents}, is_whole=is_whole)


def install(given, at=NOON, realm="arva", **more):
    return install_files(realm=realm, files=given, actor=OPERATOR, at=at, **more)


def codes(realm="arva", bank=CODE):
    return [item.code for item in bank_in_use(OPERATOR, realm, bank).bank.items]


def test_questions_weights_and_words_of_a_country_are_installed_together(bank):
    done = install(files(own=own(), weights=WEIGHTS, fr=WORDS))

    assert ([row.version for row in done.banks], [row.language for row in done.words]) == (
        ["1+arva+arva-weights"], ["fr"],
    )  # fmt: skip
    used = bank_in_use(OPERATOR, "arva", CODE).bank
    assert (used.item("A2.9").added_by, used.item("A1.1").weight) == ("arva", 3)
    assert verbs()[-2:] == ["assessment.bank_installed", "assessment.bank_words_installed"]
    assert codes("belun") == list(ITEMS)


def test_the_same_files_again_change_nothing(bank):
    given = files(own=own(), weights=WEIGHTS, fr=WORDS)
    install(given)
    before = verbs()

    install(given, LATER)

    assert (verbs(), Bank.objects.count(), BankWords.objects.count()) == (before, 2, 1)


def test_with_one_wrong_file_nothing_is_written(bank):
    wrong = {**WORDS, "items": {"Z9.9": {"statement": "?"}}}

    with pytest.raises(BankRefused) as refused:
        install(files(own=own(), fr=wrong))

    (problem,) = refused.value.problems
    assert (problem.file, problem.path, problem.code, problem.line) == ("fr.yml", "items.Z9.9", "unknown-code", 1)
    assert (Bank.objects.count(), BankWords.objects.count(), codes()) == (1, 0, list(ITEMS))


def test_a_trial_says_what_would_come_of_it_and_writes_nothing(bank):
    before = verbs()

    done = install(files(own=own(), fr=WORDS), is_trial=True)

    assert [row.version for row in done.banks] == ["1+arva"]
    assert (verbs(), Bank.objects.count(), BankWords.objects.count()) == (before, 1, 0)


def test_a_question_that_left_the_folder_is_asked_no_longer_and_may_come_back(bank):
    both = files(a=own("A2.8", adds="first"), b=own("A2.9", adds="second"))
    install(both)
    install(files(a=own("A2.8", adds="first")), LATER)
    assert codes()[-1] == "A2.8"

    install(both, LATER + timedelta(hours=1))

    assert (codes()[-2:], Bank.objects.filter(realm="arva").count()) == (["A2.8", "A2.9"], 2)


def test_a_single_file_comes_beside_those_that_are_there(bank):
    install(files(a=own("A2.8", adds="first")))

    install(files(is_whole=False, b=own("A2.9", adds="second")), LATER)

    assert codes()[-2:] == ["A2.8", "A2.9"]


def test_two_offices_may_install_the_same_files_each_for_itself(bank):
    install(files(own=own()))
    install(files(own=own()), realm="belun")

    assert (codes("arva")[-1], codes("belun")[-1]) == ("A2.9", "A2.9")


def test_own_questions_move_to_the_next_version_that_all_offices_share(bank):
    install(files(own=own()))
    install_small_bank(version="2", title="Second edition")

    install(files(own=own()), LATER)

    assert bank_in_use(OPERATOR, "arva", CODE).version == "2+arva"


def test_a_bank_that_an_office_wrote_itself_stays_below_its_own_questions(bank):
    install_bank(
        realm="arva", documents={"b.yml": write_bank(small_bank(title="Of Arva"))}, actor=OPERATOR, at=NOON
    )  # fmt: skip
    install(files(own=own()), LATER)

    assert (bank_in_use(OPERATOR, "arva", CODE).bank.title, codes()[-1]) == ("Of Arva", "A2.9")


def test_a_folder_of_a_whole_bank_is_a_bank_beside_the_first(bank):
    second = small_bank(code="second", items=("S1.1", "S1.2", "S1.3", "S1.4"))
    rows = second.pop("items")
    given = sort_files(
        {
            "second/bank.yml": write_bank(second),
            "second/more.yml": write_bank({"schema": "question-bank-items", "items": rows}),
            "second/words.yml": write_bank({**WORDS, "bank": "second", "dimensions": {}, "items": {}}),
        },
        is_whole=True,
    )

    install(given)

    assert [item.code for item in bank_in_use(OPERATOR, "arva", "second").bank.items] == [
        "S1.1",
        "S1.2",
        "S1.3",
        "S1.4",
    ]
    assert codes() == list(ITEMS)


@pytest.mark.parametrize(
    ("document", "code"),
    [({"schema": "questions"}, "unknown-schema"), ({"schema": "question-bank-items", "items": []}, "no-head")],
)
def test_a_file_that_belongs_to_nothing_is_refused(document, code):
    with pytest.raises(BankRefused) as refused:
        files(own=document)

    assert [(problem.file, problem.code) for problem in refused.value.problems] == [("own.yml", code)]


def test_banks_that_come_along_are_brought_when_they_are_used_first(db):
    assert list(offered_banks(OPERATOR, "arva")) == ["core", "office", "country"]

    brought = bring_bank(realm="arva", code="country", at=NOON)

    assert (brought.version, {item.unit for item in brought.bank.items}) == ("1", {"country"})


def test_own_questions_may_not_take_codes_of_a_bank_that_comes_along(bank):
    clash = own("OF1.1", dimensions=[{"code": "OF1", "title": "Own", "explanation": "Own."}])

    with pytest.raises(ItemTaken) as taken:
        install(files(own=clash))

    assert taken.value.codes == {"OF1.1": "office"}
