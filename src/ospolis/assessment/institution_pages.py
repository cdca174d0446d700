"""What the pages of a focal point show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.assessment.choices import DraftState, RespondentRole
from ospolis.assessment.selectors.campaigns import takes_answers
from ospolis.assessment.selectors.institution import (
    answers_handed_in,
    campaign_asking,
    campaigns_asking,
    institution_in_care,
)
from ospolis.assessment.selectors.wording import bank_asked
from ospolis.core.page import Crumb

if TYPE_CHECKING:
    from ospolis.assessment.models import Campaign, Draft
    from ospolis.core.access import OfficeRequest, Viewer
    from ospolis.engines.maturity.bank import Bank
    from ospolis.institutions.models import Institution


@dataclass(frozen=True, slots=True)
class AskingLine:
    """One campaign that asks an institution: how many people, and what waits for the focal point."""

    title: str
    closes: date
    is_open: bool
    asked: int
    handed_in: int
    to_sign_off: int
    url: str

    @property
    def tone(self) -> str:
        return "warn" if self.to_sign_off else "good" if self.handed_in else "none"


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """One answer in words."""

    statement: str
    words: str
    comment: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ToldRespondent:
    """What somebody in a role handed in."""

    role: str
    is_signed_off: bool
    answers: tuple[ToldAnswer, ...]


@dataclass(frozen=True, slots=True)
class ToldInstitution:
    """Everything that was handed in for an institution, and whether something waits for a sign-off."""

    respondents: tuple[ToldRespondent, ...]

    @property
    def to_sign_off(self) -> int:
        return sum(not row.is_signed_off for row in self.respondents)


def own_institution(request: OfficeRequest, key: str) -> Institution:
    """The institution that a page is about.

    Raises   Http404 unless the viewer is its focal point
    """
    try:
        found = institution_in_care(request.viewer, key)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = found.realm
    return found


def campaign_of(request: OfficeRequest, institution: Institution, campaign_id: int) -> Campaign:
    """The campaign that a page is about.

    Raises   Http404 when it does not ask the institution
    """
    try:
        return campaign_asking(request.viewer, institution, campaign_id)
    except ObjectDoesNotExist:
        raise Http404 from None


def campaign_lines(viewer: Viewer, institution: Institution) -> list[AskingLine]:
    """The campaigns that ask an institution.

    Cost     1 query
    """
    today = timezone.localdate()
    return [
        AskingLine(
            title=row.title, closes=row.closes, is_open=takes_answers(row, on=today), asked=getattr(row, "asked", 0),
            handed_in=getattr(row, "handed_in", 0), to_sign_off=getattr(row, "to_sign_off", 0),
            url=reverse("assessment:institution-answers", args=[institution.key, row.pk]),
        )
        for row in campaigns_asking(viewer, institution)
    ]  # fmt: skip


def tell_answers(viewer: Viewer, campaign: Campaign, institution: Institution) -> ToldInstitution:
    """What was handed in, in words, by role.

    Cost     2 queries, one more where the bank is in another language
    """
    bank = bank_asked(viewer, campaign)
    return ToldInstitution(
        tuple(
            ToldRespondent(
                str(RespondentRole(row.role).label), row.signed_off_at is not None,
                tuple(_tell(bank, draft) for draft in drafts),
            )
            for row, drafts in answers_handed_in(viewer, campaign, institution)
        )
    )  # fmt: skip


def way_to(*last: Crumb) -> tuple[Crumb, ...]:
    """The way to a page of a focal point."""
    return (Crumb(_("Questions for me"), reverse("assessment:mine")), *last)


def crumb_to(institution: Institution) -> Crumb:
    """The step to the page of an institution."""
    return Crumb(institution.name, reverse("assessment:own-institution", args=[institution.key]))


def _tell(bank: Bank, draft: Draft) -> ToldAnswer:
    item = bank.item(draft.item)
    words = _("I do not know") if draft.state == DraftState.NOT_KNOWN else _("This does not apply to us")
    if draft.state == DraftState.LEVEL and draft.level is not None:
        words = item.anchors[draft.level] if item else str(draft.level)
    return ToldAnswer(f"{draft.item} {item.statement}" if item else draft.item, words, draft.comment, draft.evidence)
