"""What a respondent reads in her language: on pages, by link, in files, in the report; and what is not translated."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from django.utils.translation import override

from assessment.workshop import answer, assess
from assessment.workshop import small_bank as plain_bank
from factories.asking import link_of
from factories.places import NOON, OPERATOR
from ospolis.assessment.field_pages import field_form_of
from ospolis.assessment.file_pages import give_sheet
from ospolis.assessment.interchange.form_tables import take_form
from ospolis.assessment.interchange.workbook import read_workbook
from ospolis.assessment.models import BankWords
from ospolis.assessment.plain_report import draw_report
from ospolis.assessment.questionnaire import paper_of
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.results import institution_result
from ospolis.assessment.selectors.wording import say_bank, words_of
from ospolis.assessment.services import answering
from ospolis.assessment.services.bank_words import install_words
from ospolis.assessment.services.banks import install_bank
from ospolis.core.access import ANYBODY

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LEVELS = ["Rien.", "Un peu.", "Écrit.", "Fait.", "Mesuré."]
SAID = {"statement": "Le code est ouvert.", "help": "Où voir cela.", "anchors": LEVELS}
AREA = {"title": "Le code", "explanation": "Comment le code est fait."}


def words(bank="small", language="fr", **changes) -> bytes:
    head = {"schema": "question-bank-translation", "bank": bank, "version": "1", "language": language}
    return json.dumps({**head, "dimensions": {"D2": AREA}, "items": {"D2.1": SAID}, **changes}).encode()


def install(content, realm="arva", code="small"):
    return install_words(realm=realm, code=code, name="fr.yml", content=content, actor=OPERATOR, at=NOON)


@pytest.fixture
def translated(asked):
    """The developer is asked two questions; one of them, and its section, speak French too."""
    install(words())
    return asked


def test_a_page_by_link_speaks_the_language_of_its_reader_and_marks_what_does_not(translated, client, settings):
    settings.LANGUAGES = [("en", "en"), ("fr", "fr")]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    answering.begin_answering(assignment_id=translated.pk, actor=ANYBODY, at=NOON)

    french = client.get(f"{link_of(translated)}question/D2.1/").content.decode()
    english = client.get(f"{link_of(translated)}question/D2.2/").content.decode()
    start, check = (client.get(f"{link_of(translated)}{step}").content.decode() for step in ("", "check/"))

    assert ('<html lang="fr"' in french, "Le code est ouvert." in french, "Mesuré." in french) == (True, True, True)
    assert ('<span lang="en"' in french, "<bdi>Le code</bdi>" in french) == (False, True)
    assert '<span lang="en" dir="auto">Statement of D2.2.</span>' in english
    assert '<span lang="en" dir="auto">D2.2 measured.</span>' in english
    assert "Nobody has translated this question yet" in english
    assert '<dt dir="auto" lang="en">Statement of D2.2.</dt>' in check
    assert "Comment le code est fait." in start


def test_a_page_says_that_words_have_changed_since_they_were_translated(asked, client, settings):
    settings.LANGUAGES = [("en", "en"), ("fr", "fr")]
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    install(words(items={"D2.1": {**SAID, "of": "0123456789ab"}}))
    answering.begin_answering(assignment_id=asked.pk, actor=ANYBODY, at=NOON)

    page = client.get(f"{link_of(asked)}question/D2.1/").content.decode()

    assert "The words of this question have changed since they were translated." in page
    assert '<span lang="en" dir="auto">Statement of D2.1.</span>' in page


def test_the_paper_says_of_each_question_in_which_language_it_is(translated):
    with override("fr"):
        paper = paper_of(ANYBODY, translated, {})
        told = [(one.code, one.statement, one.lang) for one in paper.questions]

    assert told == [("D2.1", "Le code est ouvert.", ""), ("D2.2", "Statement of D2.2.", "en")]
    assert paper.sections[0].title == "Le code"


def test_words_that_were_made_from_others_are_not_shown_and_that_is_said(asked):
    install(words(items={"D2.1": {**SAID, "of": "0123456789ab"}}))

    with override("fr"):
        (first, _second) = paper_of(ANYBODY, asked, {}).questions

        assert (first.statement, first.lang, first.is_outdated) == ("Statement of D2.1.", "en", True)


def test_a_spreadsheet_is_in_the_language_of_whoever_takes_it(translated):
    with override("fr"):
        sheet = openpyxl.load_workbook(io.BytesIO(give_sheet(ANYBODY, translated).content))["answers"]
    rows = {row[0]: row[1] for row in sheet.iter_rows(min_row=10, values_only=True)}

    assert (rows["D2.1"], rows["D2.2"]) == ("Le code est ouvert.", "Statement of D2.2.")


def test_a_field_form_holds_every_language(translated, officer, campaign):
    form = take_form(read_workbook(field_form_of(officer, campaign, at=NOON)))
    row = next(row for row in form.survey.rows if row.get("name") == "D2_1")

    assert row.get("label::English (en)") == "D2.1. Statement of D2.1."
    assert row.get("label::français (fr)") == "D2.1. Le code est ouvert."


def test_another_office_and_another_language_read_what_was_written(translated):
    bank = bank_in_use(OPERATOR, "arva", "small").bank

    assert say_bank(OPERATOR, "belun", bank, "fr") == bank
    assert say_bank(OPERATOR, "arva", bank, "de") == bank
    assert say_bank(OPERATOR, "arva", bank, "fr-ca").item("D2.1").statement == "Le code est ouvert."


def test_words_for_all_offices_are_read_where_an_office_has_none_of_its_own(asked):
    install(words(), realm="")
    install(words(items={"D2.1": {**SAID, "statement": "Chez nous."}}, dimensions={}))

    said = say_bank(OPERATOR, "arva", bank_in_use(OPERATOR, "arva", "small").bank, "fr")

    assert (said.item("D2.1").statement, said.dimensions[1].title) == ("Chez nous.", "Le code")
    assert say_bank(OPERATOR, "belun", said, "fr").item("D2.1").statement == "Chez nous."


def test_words_grow_step_by_step_and_the_same_words_are_kept_once(asked):
    install(words())
    install(words(items={"D1.1": SAID}, dimensions={}))
    install(words())

    assert sorted(words_of(OPERATOR, "arva", "small", "fr").items) == ["D1.1", "D2.1"]
    assert BankWords.objects.count() == 2


def test_results_and_the_report_speak_the_language_of_their_reader(world, noon):
    install_bank(realm="", documents={"b.yml": json.dumps(plain_bank()).encode()}, actor=OPERATOR, at=NOON)
    install(words(items={"A1.2": SAID}, dimensions={"A1": AREA}), code="small")
    answer("arva-registry", "A1.2", 2)
    assess()
    officer = world.viewer("officer")

    with override("fr"):
        result = institution_result(officer, "arva-registry", bank="small")
        drawn = draw_report(result, bank_in_use(officer, "arva", "small").bank)

    step = next(step for step in drawn.steps if step.code == "A1.2")
    assert (step.statement, step.now, step.next_words) == ("Le code est ouvert", "Écrit.", "Fait.")
    assert [part.title for part in drawn.dimensions] == ["Le code", "Area A2"]


def test_a_bank_in_the_language_of_the_page_costs_no_query(asked, django_assert_num_queries):
    bank = bank_in_use(OPERATOR, "arva", "small").bank

    with django_assert_num_queries(0):
        assert say_bank(OPERATOR, "arva", bank, "en") is bank
