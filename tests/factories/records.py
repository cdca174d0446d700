"""What was written down while a test ran: verbs of the journal, letters about the safety of an account."""

from __future__ import annotations

from ospolis.core.journal.models import Entry
from ospolis.core.mail.models import Letter


def verbs() -> list[str]:
    """The verbs of the journal, oldest first."""
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def safety_letters() -> list[Letter]:
    """The letters about the safety of an account, oldest first."""
    return list(Letter.objects.filter(kind="people.account_safety").order_by("id"))


def safety_words() -> list[str]:
    """The first sentence of each such letter."""
    return [letter.body[0]["words"] for letter in safety_letters()]
