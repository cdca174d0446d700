"""What the pages of campaigns share: the office, the choices, a wish made of a form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.assessment.banks import SHIPPED, parsed_bank, shipped_content
from ospolis.assessment.choices import AssignmentState, CampaignState, RespondentRole
from ospolis.assessment.forms.campaigns import CampaignForm, NewCampaignForm
from ospolis.assessment.selectors.campaigns import (
    Progress,
    Standing,
    banks_for,
    get_campaign,
    institutions_in,
    progress_of,
    standing_of,
    takes_answers,
)
from ospolis.assessment.selectors.wording import bank_asked, say_bank
from ospolis.assessment.services.banks import bring_bank
from ospolis.assessment.services.campaigns import CampaignWish
from ospolis.core.access import OfficeRequest, Viewer
from ospolis.core.page import Crumb
from ospolis.offices.selectors import offices_worked_in_by
from ospolis.people.selectors.persons import people_known_in_full

if TYPE_CHECKING:
    from ospolis.assessment.models import Assignment, Campaign
    from ospolis.institutions.models import Institution
    from ospolis.offices.models import Office

MOST_PEOPLE = 500
_SHIPPED = "shipped-"
_TONES = {
    AssignmentState.INVITED: "none",
    AssignmentState.STARTED: "info",
    AssignmentState.SUBMITTED: "good",
    AssignmentState.DECLINED: "warn",
}


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One campaign as a list shows it."""

    campaign: Campaign

    @property
    def url(self) -> str:
        return reverse("assessment:campaign", args=[self.campaign.pk])

    @property
    def state(self) -> str:
        return words_of_state(self.campaign)

    @property
    def tone(self) -> str:
        return tone_of_state(self.campaign)


@dataclass(frozen=True, slots=True)
class InstitutionLine:
    """One institution of a campaign, and how far its people are."""

    institution: Institution
    standing: Standing
    url: str
    may_leave: bool


@dataclass(frozen=True, slots=True)
class RespondentLine:
    """One person who is asked."""

    assignment: Assignment

    @property
    def sections(self) -> str:
        return ", ".join(self.assignment.sections)

    @property
    def name(self) -> str:
        person = self.assignment.person
        return person.name if person else _("no longer known")

    @property
    def role(self) -> str:
        return str(RespondentRole(self.assignment.role).label)

    @property
    def state(self) -> str:
        return str(AssignmentState(self.assignment.state).label)

    @property
    def tone(self) -> str:
        return _TONES[AssignmentState(self.assignment.state)]

    @property
    def has_answered(self) -> bool:
        return self.assignment.submitted_at is not None


def own_office(request: OfficeRequest) -> Office:
    """The own office that a page is about: the one that is asked for, else the first.

    Raises   Http404 for an office in which the viewer does not work
    """
    own = {office.key: office for office in offices_worked_in_by(request.viewer)}
    asked = request.GET.get("office", "") or next(iter(own), "")
    if asked not in own:
        raise Http404
    request.office = own[asked]
    return own[asked]


def own_campaign(request: OfficeRequest, campaign_id: int) -> Campaign:
    """The campaign that a page is about.

    Raises   Http404 for that of another office
    """
    try:
        found = get_campaign(request.viewer, campaign_id)
    except ObjectDoesNotExist:
        raise Http404 from None
    request.realm = found.realm
    return found


def asked_institution(request: OfficeRequest, campaign: Campaign, key: str) -> Institution:
    """An institution of a campaign that the viewer covers.

    Raises   Http404
    """
    found = institutions_in(request.viewer, campaign).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def campaign_form(request: OfficeRequest, realm: str, held: Campaign | None = None) -> CampaignForm:
    """The form of a campaign, with what the office may choose."""
    rows = list(banks_for(request.viewer, realm).defer(None)[:20])
    banks = [(str(row.pk), f"{row.title} ({row.version})") for row in rows]
    said = [say_bank(request.viewer, realm, parsed_bank(row.content)) for row in rows]
    for code in SHIPPED:
        if not any(row.code == code for row in rows):
            # Installed when the first campaign is prepared with it or the first assessment worked out.
            shipped = parsed_bank(shipped_content(code))
            banks.append((f"{_SHIPPED}{code}", f"{shipped.title} ({shipped.version})"))
            said.append(say_bank(request.viewer, realm, shipped))
    sections = {row.code: f"{row.code} {row.title}" for bank in said for row in bank.dimensions}
    choices: dict[str, Any] = {"banks": banks, "sections": sections.items(), "today": timezone.localdate()}
    data = request.POST if request.method == "POST" else None
    if held is None:
        return NewCampaignForm(data, **choices)
    return CampaignForm(data, **choices, held=_values_of(held))


def wish_of(realm: str, values: Mapping[str, Any]) -> CampaignWish:
    """What a form wishes for; the bank that comes along is installed when it is chosen first."""
    chosen = values["bank"]
    code = chosen.removeprefix(_SHIPPED)
    bank = bring_bank(realm=realm, code=code, at=timezone.now()).pk if code != chosen else int(chosen)
    same = (
        "title", "opens", "closes", "roles", "sections", "purpose", "consent", "confidentiality", "reminder_days",
    )  # fmt: skip
    return CampaignWish(
        **{name: values[name] for name in same}, bank_id=bank or 0, is_workshop=values["mode"] == "room",
        kinds=values.get("kinds", ()), sectors=values.get("sectors", ()),
    )  # fmt: skip


def sections_of(viewer: Viewer, campaign: Campaign) -> list[tuple[str, str]]:
    """The sections that a campaign asks, to choose from."""
    wanted = campaign.sections
    rows = bank_asked(viewer, campaign).dimensions
    return [(row.code, f"{row.code} {row.title}") for row in rows if not wanted or row.code in wanted]


def roles_of(campaign: Campaign) -> list[tuple[str, str]]:
    """The roles that a campaign asks, to choose from."""
    return [(role, str(RespondentRole(role).label)) for role in campaign.roles]


def people_to_ask(viewer: Viewer) -> list[tuple[str, str]]:
    """The people whom the viewer may ask: known to the office, with an address to write to."""
    rows = people_known_in_full(viewer).select_related("account")[:MOST_PEOPLE]
    return [("", ""), *((str(row.pk), row.name) for row in rows if row.email or getattr(row, "account", None))]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One role of a campaign, and how far its people are."""

    role: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class ToldProgress:
    """How far a campaign is, with roles in words."""

    whole: Progress
    roles: tuple[RoleLine, ...]

    @property
    def answered(self) -> int:
        """Institutions of which somebody has handed in answers."""
        return self.whole.institutions - self.whole.silent


def tell_progress(viewer: Viewer, campaign: Campaign) -> ToldProgress:
    """How far a campaign is.

    Cost     2 queries
    """
    found = progress_of(viewer, campaign)
    return ToldProgress(found, tuple(RoleLine(str(RespondentRole(role).label), row) for role, row in found.roles))


def around_campaign(viewer: Viewer, campaign: Campaign) -> dict[str, Any]:
    """What the page of a campaign shows beside its institutions.

    Cost     2 queries
    """
    return {
        "campaign": campaign,
        "line": CampaignLine(campaign),
        "progress": tell_progress(viewer, campaign),
        "sections": [words for _code, words in sections_of(viewer, campaign)],
        "roles": [words for _code, words in roles_of(campaign)],
    }


def institution_lines(viewer: Viewer, campaign: Campaign, rows: Sequence[Institution]) -> list[InstitutionLine]:
    """Institutions of a campaign, each with how far its people are.

    Cost     1 query
    """
    standing = standing_of(viewer, campaign, rows)
    return [
        InstitutionLine(
            row, standing[row.pk], reverse("assessment:respondents", args=[campaign.pk, row.key]),
            may_leave=campaign.state != CampaignState.CLOSED and not standing[row.pk].handed_in,
        )
        for row in rows
    ]  # fmt: skip


def to_campaigns(realm: str) -> Crumb:
    """The first step of the way to a page about campaigns."""
    return Crumb(_("Campaigns"), f"{reverse('assessment:campaigns')}?office={realm}")


def crumbs_to(campaign: Campaign) -> tuple[Crumb, ...]:
    """The way to a page below a campaign."""
    return (to_campaigns(campaign.realm), Crumb(campaign.title, reverse("assessment:campaign", args=[campaign.pk])))


def words_of_state(campaign: Campaign) -> str:
    """Where a campaign stands, in words."""
    if campaign.state == CampaignState.OPEN and not takes_answers(campaign, on=timezone.localdate()):
        return _("opens later") if campaign.opens > timezone.localdate() else _("last day is over")
    return str(CampaignState(campaign.state).label)


def tone_of_state(campaign: Campaign) -> str:
    """The tone in which that is shown."""
    if campaign.state == CampaignState.OPEN:
        return "good" if takes_answers(campaign, on=timezone.localdate()) else "warn"
    return "info" if campaign.state == CampaignState.DRAFT else "none"


def _values_of(campaign: Campaign) -> dict[str, Any]:
    same = (
        "title", "opens", "closes", "roles", "sections", "purpose", "consent", "confidentiality", "reminder_days",
    )  # fmt: skip
    return {name: getattr(campaign, name) for name in same} | {
        "bank": str(campaign.bank_id), "mode": "room" if campaign.is_workshop else "alone",
    }  # fmt: skip
