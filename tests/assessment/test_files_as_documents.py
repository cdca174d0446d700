"""A file that came with an answer is taken as a document, so that assessors grade it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from factories.cast import viewer_of
from factories.places import NOON
from ospolis.assessment.choices import GradeKind
from ospolis.assessment.models import Assignment, Campaign, Document
from ospolis.assessment.services import answering, documents
from ospolis.core.access import ANYBODY
from ospolis.core.journal.models import Entry
from ospolis.evidence.models import Fact
from ospolis.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
KEY = "arva-registry"
MOST_QUERIES = 12


@pytest.fixture
def seat(focal_point, campaign):
    row = Assignment.objects.get(person=focal_point.person_id)
    return answering.begin_answering(assignment_id=row.pk, actor=ANYBODY, at=NOON)


@pytest.fixture
def desk(client, officer):
    client.force_login(Account.objects.get(pk=officer.pk))
    client.get("/about/")
    return client


@pytest.fixture
def given(campaign, seat, tmp_path, settings):
    """An answer was handed in with a file."""
    settings.MEDIA_ROOT = tmp_path
    row = answering.attach_file(
        assignment_id=seat.pk, item="D2.1", name="policy.txt", portions=[b"We publish code."], actor=ANYBODY, at=NOON
    )
    Assignment.objects.filter(pk=seat.pk).update(state="submitted")
    return row


def take(given, actor):
    return documents.take_as_document(
        attachment_id=given.pk, campaign_id=given.assignment.campaign_id, institution_key=KEY, actor=actor, at=NOON
    )


def test_a_file_of_an_answer_becomes_a_document_once(given, officer):
    first, again = take(given, officer), take(given, officer)

    assert (first.pk, first.item, first.title, first.file_id) == (again.pk, "D2.1", "policy.txt", given.file_id)
    assert Entry.objects.filter(verb="assessment.document_handed_in").count() == 1
    documents.grade_document(document_id=first.pk, quarters=3, kind=GradeKind.ASSESSOR, note="", actor=officer, at=NOON)
    assert [(fact.number, fact.text) for fact in Fact.objects.filter(measure="institution.document-grade")] == [
        (0.75, "one")
    ]


def test_only_assessors_take_files_and_none_that_were_promised_to_stay(given, officer, focal_point, campaign):
    for actor in (viewer_of(focal_point), ANYBODY):
        with pytest.raises(ObjectDoesNotExist):
            take(given, actor)

    Campaign.objects.filter(pk=campaign.pk).update(confidentiality="institution")
    with pytest.raises(ObjectDoesNotExist):
        take(given, officer)
    assert not Document.objects.exists()


def test_an_assessor_takes_a_file_on_a_page(given, desk, campaign, django_assert_max_num_queries):
    here = reverse("assessment:take-file", args=[campaign.pk, KEY, given.pk])
    listed = desk.get(f"/assessment/review/{campaign.pk}/{KEY}/D2/").content.decode()
    with django_assert_max_num_queries(MOST_QUERIES):
        page = desk.get(here).content.decode()
    done = desk.post(here)

    assert (here in listed, "policy.txt" in page) == (True, True)
    assert (done.status_code, done.url) == (302, f"/assessment/review/documents/{Document.objects.get().pk}/")
    assert desk.get(f"/assessment/review/{campaign.pk}/{KEY}/files/999999/").status_code == 404
