"""What people tell about themselves: of their own will, in stated words, deletable, and written in one place only."""

from __future__ import annotations

import ast
from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from factories.cast import open_persona, viewer_of
from factories.places import NOON, OPERATOR
from house.tree import hold_rule, plant, product_sources
from ospolis.core.access import ANYBODY
from ospolis.core.journal.models import Entry
from ospolis.people import services
from ospolis.people.choices import Dimension
from ospolis.people.models import Consent, Donation
from ospolis.people.selectors import own_answers
from ospolis.people.services import Answer
from ospolis.people.wordings import current_wording, wordings

WOMAN = {Dimension.SEX: Answer("woman")}


@pytest.fixture
def giver(places, quick_passwords):
    return viewer_of(open_persona("participant"))


def give(giver, answers, at=NOON):
    services.give_answers(answers=answers, form="/my-data/donated/", actor=giver, at=at)


def test_an_answer_is_kept_with_the_words_that_it_was_given_to(giver):
    give(giver, {Dimension.SEX: Answer("self_described", " non-binary "), Dimension.AGE_BAND: Answer("25_to_34")})

    assert own_answers(giver) == {"sex": ("self_described", "non-binary"), "age_band": ("25_to_34", "")}
    consent = Consent.objects.get()
    assert (consent.purpose, consent.wording_version, consent.form) == (
        "people.donated_answers", current_wording().version, "/my-data/donated/",
    )  # fmt: skip
    assert set(Donation.objects.values_list("forget_after", flat=True)) == {date(2027, 11, 2)}


def test_an_answer_is_changed_and_a_question_that_is_left_empty_is_forgotten(giver):
    give(giver, {Dimension.SEX: Answer("woman"), Dimension.DISABILITY: Answer("prefer_not_to_say")})
    give(giver, {Dimension.DISABILITY: Answer("no")})

    assert own_answers(giver) == {"disability": ("no", "")}
    assert Consent.objects.count() == 1


def test_taking_everything_back_deletes_it_now_and_keeps_the_proof(giver):
    give(giver, WOMAN)
    give(giver, {}, at=NOON + timedelta(days=1))
    give(giver, {}, at=NOON + timedelta(days=2))

    assert Donation.objects.count() == 0
    assert Consent.objects.get().withdrawn_at == NOON + timedelta(days=1)


def test_new_words_ask_for_a_new_consent(giver, monkeypatch):
    give(giver, WOMAN)
    Consent.objects.update(wording_version="2020-01")
    give(giver, WOMAN, at=NOON + timedelta(days=1))

    rows = Consent.objects.order_by("given_at").values_list("wording_version", "withdrawn_at")
    assert list(rows) == [("2020-01", NOON + timedelta(days=1)), (current_wording().version, None)]
    assert Donation.objects.get().consent.wording_version == current_wording().version


def test_the_journal_knows_that_somebody_answered_and_never_what(giver):
    give(giver, {Dimension.SEX: Answer("self_described", "zyndalor")})

    told = Entry.objects.get(verb="people.consent_given")
    assert set(told.references) == {"person_id", "consent_id"}
    assert "zyndalor" not in str(list(Entry.objects.values())) and "sex" not in str(told.references)


@pytest.mark.parametrize(
    ("dimension", "answer"),
    [
        (Dimension.SEX, Answer("")),
        (Dimension.SEX, Answer("yes")),
        (Dimension.SEX, Answer("self_described")),
        (Dimension.SEX, Answer("woman", "and more")),
        (Dimension.SEX, Answer("self_described", "x" * 101)),
        (Dimension.AGE_BAND, Answer("self_described", "old")),
        (Dimension.AGE_BAND, Answer("1990")),
    ],
)
def test_an_answer_belongs_to_its_question(giver, dimension, answer):
    with pytest.raises(ValidationError):
        give(giver, {dimension: answer})

    assert (Donation.objects.count(), Consent.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [ANYBODY, OPERATOR])
def test_nobody_answers_for_somebody_else(actor):
    with pytest.raises(ObjectDoesNotExist):
        give(actor, WOMAN)
    assert own_answers(actor) == {}


def test_answers_are_cut_loose_when_their_time_is_over(giver):
    give(giver, WOMAN)

    services.keep_to_rules(actor=OPERATOR, at=NOON + timedelta(days=364))
    assert Donation.objects.count() == 1
    services.keep_to_rules(actor=OPERATOR, at=NOON + timedelta(days=367))
    assert Donation.objects.count() == 0


def test_wordings_are_dated_and_complete():
    versions = [wording.version for wording in wordings()]

    assert versions == sorted(set(versions))
    for wording in wordings():
        assert set(wording.questions) == set(Dimension.values)
        assert all((wording.purpose, wording.voluntary, wording.totals, wording.keeping))


# Who may touch the table: its writer, closing (which counts it and lets it end), the giver's own page, taking back,
# the hand-over of a merge, and nobody else.
KNOWS = {
    "ospolis.people.models", "ospolis.people.models.donation", "ospolis.people.services.donating",
    "ospolis.people.services.closing", "ospolis.people.services.own_record", "ospolis.people.services.pointing",
    "ospolis.people.selectors.donations",
}  # fmt: skip
WRITES = {"ospolis.people.services.donating"}


def find_users(sources):
    """Modules that name the table of donated answers."""
    return sorted(source.module for source in sources if "Donation" in words_of(source))


def words_of(source):
    """The names that a module reads or imports, and the attributes that it reads."""
    names = {node.id for node in source.nodes if isinstance(node, ast.Name)}
    imported = {node.name for node in source.nodes if isinstance(node, ast.alias)}
    return names | imported | {node.attr for node in source.nodes if isinstance(node, ast.Attribute)}


def find_makers(sources):
    """Modules that make an answer: `Donation(...)`, or a create of its rows."""
    rows = ("create", "update_or_create", "get_or_create", "bulk_create")
    makers = {"Donation", *(f"Donation.objects.{name}" for name in rows)}
    called = ((source.module, node.func) for source in sources for node in source.nodes if isinstance(node, ast.Call))
    return sorted({module for module, function in called if ast.unparse(function) in makers})


def find_guessers(sources):
    """Modules that could derive an answer from a name: they read names, and know the answers of the list."""
    people = (source for source in sources if source.module.startswith("ospolis.people"))
    named = {"folded_name", "certificate_name", "full_name", "first_name"}
    return sorted(
        source.module
        for source in people
        if "Sex" in words_of(source) and (named & words_of(source) or "person.name" in source.text)
    )


def test_only_the_giver_writes_an_answer_and_few_modules_know_the_table():
    sources = product_sources()

    hold_rule(f"{module} names Donation" for module in set(find_users(sources)) - KNOWS)
    assert find_makers(sources) == sorted(WRITES)


def test_no_code_guesses_an_answer_from_a_name():
    hold_rule(f"{module} holds names and answers" for module in find_guessers(product_sources()))
    guess = "from x import Sex\ndef guess(person):\n    return Sex.WOMAN if person.name.endswith('a') else Sex.MAN"
    assert find_guessers((plant("ospolis.people.services.persons", guess),)) == ["ospolis.people.services.persons"]


def test_a_planted_writer_is_found():
    source = plant("ospolis.people.services.persons", "Donation.objects.create(value='woman')")

    assert find_makers((source,)) == find_users((source,)) == ["ospolis.people.services.persons"]
