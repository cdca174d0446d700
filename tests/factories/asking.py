"""A small question bank, and a campaign that asks with it."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from factories.banks import plain_bank, plain_item, write_bank
from factories.places import NOON
from ospolis.assessment.models import Assignment, Bank, Campaign
from ospolis.assessment.services.campaigns import CampaignWish, open_campaign, prepare_campaign
from ospolis.assessment.services.inviting import ask_respondent, link_token, send_invitations
from ospolis.core.access import Viewer

LAST_DAY = date(2099, 12, 31)
AREAS = (("D1", "Mandate", "Who answers for it."), ("D2", "Code", "How code is made."))
ITEMS = (
    plain_item("D1.1", respondent_roles=["focal_point", "leadership"], essential_for=1),
    plain_item("D1.2", respondent_roles=["focal_point", "leadership"], essential_for=2),
    plain_item("D1.3", ask_when="D1.2 >= 2"),
    plain_item("D2.1", respondent_roles=["focal_point", "developer"], applicability="systems > 0", essential_for=3),
    plain_item("D2.2", respondent_roles=["developer"]),
    plain_item("D2.3", respondent_roles=["legal_officer"], essential_for=4),
    plain_item("D2.4", applicability="kind = municipality"),
)


def small_bank_text() -> str:
    """The bank as it is kept."""
    dimensions = [{"code": code, "title": title, "explanation": why} for code, title, why in AREAS]
    return json.dumps({"bank.yml": write_bank(plain_bank(ITEMS, dimensions=dimensions)).decode()})


def install_small_bank() -> Bank:
    """The bank as a row."""
    content = small_bank_text()
    digest = hashlib.blake2b(content.encode(), digest_size=16).hexdigest()
    values = {"code": "small", "version": "1", "title": "A small bank", "content": content, "installed_at": NOON}
    return Bank.objects.get_or_create(digest=digest, defaults=values)[0]


def wish(**more) -> CampaignWish:
    """A campaign that asks focal points and developers, and stays open whenever a test is run."""
    today = NOON.date()
    kept = {
        "title": "Autumn round", "bank_id": install_small_bank().pk, "opens": today,
        "closes": LAST_DAY, "roles": ("focal_point", "developer"),
    }  # fmt: skip
    return CampaignWish(**{**kept, **more})


def prepare(officer: Viewer, realm: str = "arva", **more) -> Campaign:
    """A campaign that nobody was asked in yet."""
    return prepare_campaign(realm=realm, wish=wish(**more), actor=officer, at=NOON)


def open_one(officer: Viewer, realm: str = "arva", **more) -> Campaign:
    """A campaign whose letters are out."""
    campaign = prepare(officer, realm, **more)
    open_campaign(campaign_id=campaign.pk, actor=officer, at=NOON)
    send_invitations(campaign_id=campaign.pk, actor=officer, at=NOON)
    campaign.refresh_from_db()
    return campaign


def ask(officer: Viewer, campaign: Campaign, person_id: int, **more) -> Assignment:
    """Somebody is asked for the registry, as a developer unless said otherwise."""
    kept = {"institution_key": "arva-registry", "role": "developer", **more}
    return ask_respondent(campaign_id=campaign.pk, person_id=person_id, actor=officer, at=NOON, **kept)


def link_of(assignment: Assignment) -> str:
    """The path of the link in the letter."""
    return f"/assessment/by-link/{link_token(assignment)}/"
