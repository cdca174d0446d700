"""A small question bank, and a campaign that asks with it."""

from __future__ import annotations

import hashlib
import json
from datetime import date

from factories.places import NOON
from ospolis.assessment.models import Assignment, Bank, Campaign
from ospolis.assessment.services.campaigns import CampaignWish, open_campaign, prepare_campaign
from ospolis.assessment.services.inviting import ask_respondent, link_token, send_invitations
from ospolis.core.access import Viewer

LAST_DAY = date(2099, 12, 31)
HEAD = """
schema: question-bank
code: small
version: '1'
date: '2026-11-01'
title: A small bank
licence: CC0-1.0
source: test
unit: "levels: 0 to 4"
dimensions:
- {code: D1, title: Mandate, explanation: Who answers for it.}
- {code: D2, title: Code, explanation: How code is made.}
actions:
- {code: A-name, title: Name somebody}
"""
ITEM = """
- code: {code}
  dimension: {dimension}
  statement: Statement of {code}.
  help: Help for {code}.
  anchors: [{code} nothing., {code} a little., {code} written., {code} done., {code} measured.]
  unit: institution
  respondent_roles: [{roles}]
  evidence_class: H
  no_hook_reason: None in a test.
  action_links:
  - {{action: A-name, uplift: [0.5, 1, 2]}}
"""
ITEMS = (
    ("D1.1", "focal_point, leadership", "essential_for: 1"),
    ("D1.2", "focal_point, leadership", "essential_for: 2"),
    ("D1.3", "focal_point", "ask_when: D1.2 >= 2"),
    ("D2.1", "focal_point, developer", "applicability: systems > 0\n  essential_for: 3"),
    ("D2.2", "developer", ""),
    ("D2.3", "legal_officer", "essential_for: 4"),
    ("D2.4", "focal_point", "applicability: kind = municipality"),
)


def small_bank_text() -> str:
    """The bank as it is kept."""
    rows = []
    for code, roles, more in ITEMS:
        text = ITEM.format(code=code, dimension=code[:2], roles=roles)
        rows.append(text + (f"  {more}\n" if more else ""))
    return json.dumps({"bank.yml": f"{HEAD}items:{''.join(rows)}"})


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
