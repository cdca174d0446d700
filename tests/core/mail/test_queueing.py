"""A letter is written with its change: once for each cause, in its reader's language, as its reader wants it."""

from __future__ import annotations

import pytest
from django.db import transaction

from core.mail.conftest import NOON, queue
from ospolis.core.jobs.models import JobRun
from ospolis.core.journal import OutsideTransaction
from ospolis.core.mail.addresses import BadAddress
from ospolis.core.mail.choices import LetterState
from ospolis.core.mail.models import Letter


@pytest.mark.django_db
def test_a_letter_is_queued_with_a_job_that_sends_it() -> None:
    letter = queue()

    assert (letter.to, letter.subject, letter.state) == (
        "ada@example.org", "3 letters from the office", LetterState.WAITING,
    )  # fmt: skip
    assert (letter.next_try_at, letter.asked_by) == (NOON, "test")
    run = JobRun.objects.get()
    assert (run.job, run.queue, run.arguments) == ("core.send_letter", "outbox", {"letter_id": letter.pk})


@pytest.mark.django_db
def test_the_same_cause_again_is_the_same_letter() -> None:
    first = queue(cause="test:7")
    again = queue(cause="test:7", context={"count": 9})

    assert first.pk == again.pk
    assert (Letter.objects.count(), JobRun.objects.count()) == (1, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("other", [{"cause": "test:8"}, {"to": "bo@example.org"}])
def test_another_cause_or_address_is_another_letter(other: dict[str, str]) -> None:
    queue(cause="test:7")
    queue(**{"cause": "test:7", **other})

    assert Letter.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_letter_belongs_into_the_transaction_of_its_change() -> None:
    with pytest.raises(OutsideTransaction):
        queue()
    with pytest.raises(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError("the change failed")

    assert (Letter.objects.count(), JobRun.objects.count()) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@example.org\nBcc: eve@example.org",
        "ada@example.org\r\n",
        "ada@exam ple.org",
        '"ada x"@example.org',
        "ada@example.org,eve@example.org",
        "Ada <ada@example.org>",
        "ada@example.org>",
        "a" * 65 + "@example.org",
        "ada@" + "a" * 64 + ".org",
        "ada@" + ".".join(["a" * 60] * 5),
        "ådå@example.org",
        "ada..b@example.org",
    ],
)
def test_what_is_no_address_is_refused_without_being_told_on(address: str) -> None:
    with pytest.raises(BadAddress) as refused:
        queue(to=address)

    assert "ada@" not in str(refused.value)
    assert Letter.objects.count() == 0


@pytest.mark.django_db
def test_a_host_of_another_script_is_written_in_ascii() -> None:
    assert queue(to="ada@Bücher.example").to == "ada@xn--bcher-kva.example"


@pytest.mark.django_db
@pytest.mark.parametrize(("wanted", "given"), [("", "en"), ("tlh", "en"), ("en", "en")])
def test_a_language_that_the_site_lacks_gives_way_to_the_default(wanted: str, given: str) -> None:
    assert queue(language=wanted).language == given


@pytest.mark.django_db
@pytest.mark.parametrize("fault", [{"cause": ""}, {"reader": "x" * 81}])
def test_a_cause_and_a_reader_must_be_kept_whole(fault: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="a letter has a cause"):
        queue(**fault)
