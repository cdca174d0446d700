"""The people of the small world: one for each role, in both offices."""

from __future__ import annotations

from datetime import date

from factories.places import NOON, OPERATOR
from ospolis.core.access import ANYBODY, Role, Viewer
from ospolis.people.models import Account
from ospolis.people.selectors import viewer_of_account
from ospolis.people.services import add_membership, grant_role, open_account

PASSWORD = "corn-and-cassava-1"
SINCE = date(2025, 1, 1)

# persona -> role, office, institution; None stands for somebody with an account and no role.
PERSONAS: dict[str, tuple[Role, str, str] | None] = {
    "participant": None,
    "focal point": (Role.FOCAL_POINT, "", "arva-registry"),
    "officer": (Role.OFFICER, "arva", ""),
    "lead": (Role.LEAD, "arva", ""),
    "programme": (Role.PROGRAMME, "", ""),
    "operator": (Role.OPERATOR, "", ""),
    "focal point of another institution": (Role.FOCAL_POINT, "", "belun-school"),
    "officer of another office": (Role.OFFICER, "belun", ""),
}


def address_of(persona: str) -> str:
    """The e-mail address of a persona."""
    return f"{persona.replace(' ', '.')}@people.example"


def open_persona(persona: str) -> Account:
    """Open the account of a persona, with its role."""
    account = open_account(name=persona, email=address_of(persona), password=PASSWORD, actor=OPERATOR, at=NOON)
    if found := PERSONAS[persona]:
        role, office, institution = found
        grant_role(
            person_id=account.person_id, role=role, starts=SINCE, office_key=office, institution_key=institution,
            actor=OPERATOR, at=NOON,
        )  # fmt: skip
        if institution:
            add_membership(person_id=account.person_id, institution_key=institution, actor=OPERATOR, at=NOON)
    return account


def open_cast() -> dict[str, Account]:
    """Open the account of every persona."""
    return {persona: open_persona(persona) for persona in PERSONAS}


def viewer_of(account: Account | None) -> Viewer:
    """The viewer behind an account today; nobody's is a visitor's."""
    return viewer_of_account(account, on=NOON.date()) if account else ANYBODY
