"""The viewer: the person behind a request, a job or a command, with the roles that hold now.

A role holds in a realm (the key of an office) or for a unit (the key of an institution). `core` knows only the
keys; what they stand for is known one floor up.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class Role(enum.StrEnum):
    """The roles that the contract names, from the widest door to the narrowest."""

    VISITOR = "visitor"
    PARTICIPANT = "participant"
    FOCAL_POINT = "focal_point"
    OFFICER = "officer"
    LEAD = "lead"
    PROGRAMME = "programme"
    OPERATOR = "operator"

    @property
    def words(self) -> str:
        return str(_ROLE_WORDS[self])


_ROLE_WORDS = {
    Role.VISITOR: _("visitor"),
    Role.PARTICIPANT: _("participant"),
    Role.FOCAL_POINT: _("focal point of an institution"),
    Role.OFFICER: _("officer of an office"),
    Role.LEAD: _("lead of an office"),
    Role.PROGRAMME: _("programme"),
    Role.OPERATOR: _("operator of the installation"),
}

# A lead may do what an officer of the same office may; nothing else is inherited.
_IMPLIED = {Role.LEAD: (Role.LEAD, Role.OFFICER)}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role that holds now: in the office `realm`, for the institution `unit`, or everywhere when both are empty.

    `reach` narrows a realm to a part of it, such as `sector:07`; empty means all of it. The floor above reads it.
    A deputy holds the role in place of somebody who is absent.
    """

    role: Role
    realm: str = ""
    unit: str = ""
    reach: str = ""
    is_deputy: bool = False


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks or acts. `pk` is the record of the person, None for a visitor and for the system itself.

    `is_held_back` says that there are roles which do not hold in this session, because it lacks a second factor.
    """

    pk: int | None = None
    label: str = "visitor"
    grants: tuple[Grant, ...] = ()
    is_held_back: bool = False

    @property
    def is_known(self) -> bool:
        return self.pk is not None

    def roles(self) -> frozenset[Role]:
        """Every role held anywhere; everybody is a visitor, everybody known is a participant."""
        held = {implied for grant in self.grants for implied in _IMPLIED.get(grant.role, (grant.role,))}
        held.add(Role.VISITOR)
        if self.is_known:
            held.add(Role.PARTICIPANT)
        return frozenset(held)

    def realms(self, role: Role) -> frozenset[str]:
        """Keys of the offices in which the viewer holds `role`."""
        return frozenset(
            grant.realm for grant in self.grants if role in _IMPLIED.get(grant.role, (grant.role,)) and grant.realm
        )

    def grants_of(self, role: Role) -> tuple[Grant, ...]:
        """Every grant that gives `role`, directly or because a wider role implies it."""
        return tuple(grant for grant in self.grants if role in _IMPLIED.get(grant.role, (grant.role,)))

    def units(self, role: Role) -> frozenset[str]:
        """Keys of the institutions for which the viewer holds `role`."""
        return frozenset(grant.unit for grant in self.grants if grant.role == role and grant.unit)


ANYBODY = Viewer()


def system_viewer(label: str) -> Viewer:
    """The viewer of a job or a command: the operator's own hand, named by what runs."""
    return Viewer(pk=None, label=label, grants=(Grant(Role.OPERATOR),))


class OfficeRequest(HttpRequest):
    """A request that knows its viewer (set by the middleware of `people`) and, once a view found out, what its page
    is about: the `realm`, or the `office` itself, so that the shell names it without asking again."""

    viewer: Viewer
    realm: str
    office: Any
