"""What the journal says about one person, by numbers: it knows no names."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ospolis.core.access.viewer import Viewer
from ospolis.core.journal.models import Entry
from ospolis.core.privacy.register import Subject


def entries_about(viewer: Viewer, subject: Subject) -> QuerySet[Entry]:
    """Entries about a person and what the person did, newest first; the caller knows who may have them.

    Cost     1 query when read
    """
    people = [str(number) for number in subject.people]
    accounts = [str(number) for number in subject.accounts]
    about = Q(target_kind="person", target_id__in=people) | Q(target_kind="account", target_id__in=accounts)
    done = Q(actor__in=[f"account:{number}" for number in subject.accounts])
    return Entry.objects.filter(about | done).order_by("-at", "-id")
