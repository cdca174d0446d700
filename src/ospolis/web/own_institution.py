"""The page of a focal point: what waits, and where the own institution stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.assessment.institution_pages import campaign_lines
from ospolis.assessment.own_tasks import Task, describe_task
from ospolis.assessment.pages.words import say_stage
from ospolis.assessment.selectors.asking import own_assignments
from ospolis.assessment.selectors.institution import institutions_in_care
from ospolis.assessment.selectors.reading import Held, held_levels
from ospolis.core.access import Role
from ospolis.core.addresses import address_of
from ospolis.core.page import Entry
from ospolis.mapping.selectors import SourceLine, troubled_sources

if TYPE_CHECKING:
    from ospolis.core.access import Viewer
    from ospolis.institutions.models import Institution

MOST_OWN = 50
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the focal point."""

    title: str
    words: str
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class OwnInstitution:
    """Everything that the page shows; without an institution only what somebody was asked."""

    institution: Institution | None
    finding: str
    held: Held | None
    waiting: tuple[Waiting, ...]
    tasks: tuple[Task, ...]
    troubled: tuple[SourceLine, ...]
    others: tuple[Entry, ...]


def own_institutions(viewer: Viewer) -> list[Institution]:
    """The institutions that somebody speaks for: those of the own role first, then those below them, by name.

    Cost     1 query
    """
    named = viewer.units(Role.FOCAL_POINT)
    return sorted(institutions_in_care(viewer)[:MOST_OWN], key=lambda row: row.key not in named)


def describe_own(viewer: Viewer, institution: Institution | None, own: list[Institution]) -> OwnInstitution:
    """Gather the page; `own` are all institutions of the viewer, `institution` the one to show.

    Cost     5 queries
    """
    tasks = tuple(task for row in own_assignments(viewer)[:_SHOWN] if (task := describe_task(row)).is_open)
    if institution is None:
        return OwnInstitution(None, "", None, (), tasks, (), ())
    held = held_levels(viewer, [institution.pk]).get(institution.pk)
    covered = institutions_in_care(viewer).filter(pk=institution.pk)
    return OwnInstitution(
        institution=institution, finding=_say_finding(held), held=held,
        waiting=tuple(_list_waiting(viewer, institution, held)), tasks=tasks,
        troubled=troubled_sources(viewer, institution.realm, covered, most=_SHOWN),
        others=tuple(
            Entry(row.name, f"{reverse('web:my-institution')}?of={row.key}") for row in own if row != institution
        ),
    )  # fmt: skip


def _say_finding(held: Held | None) -> str:
    if held is None:
        return _("It was not assessed yet.")
    return _("It holds staged level %(level)s.") % {"level": say_stage(held.level)}


def _list_waiting(viewer: Viewer, institution: Institution, held: Held | None) -> Iterator[Waiting]:
    """Answers to sign off, and contradictions to resolve."""
    for line in campaign_lines(viewer, institution):
        if line.to_sign_off:
            words = ngettext(
                "The answers of %(n)s person wait for your sign-off.",
                "The answers of %(n)s people wait for your sign-off.",
                line.to_sign_off,
            ) % {"n": line.to_sign_off}
            yield Waiting(line.title, words, line.url, "warn")
    if held and held.waiting:
        words = ngettext(
            "%(n)s contradiction is open: look at both sides and say what is right.",
            "%(n)s contradictions are open: look at both sides and say what is right.",
            held.waiting,
        ) % {"n": held.waiting}
        listed = f"{address_of('assessment:contradictions')}?institution={institution.key}&office={institution.realm}"
        yield Waiting(_("Words and evidence differ"), words, listed, "warn")
