"""Who stands behind the accounts that a journal names by number."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from ospolis.core.access import Role, Viewer
from ospolis.people.models import Account, RoleGrant


def names_of_actors(viewer: Viewer, accounts: Collection[int]) -> dict[int, str]:
    """Names of those who did something, for whoever reads what they did.

    An operator knows everybody by name. An office knows whoever it wrote down, whoever has or had a role in it or in
    an institution of it, and those whose role holds everywhere. Everybody knows themselves.
    Shapes   a pseudonym for somebody who was erased; nothing for whom the viewer may not know
    Cost     1 query, none for those who read no names
    """
    realms, knows_all = viewer.realms(Role.OFFICER), Role.OPERATOR in viewer.roles()
    if not accounts or (viewer.pk is None and not knows_all):
        return {}
    here = Q(office__key__in=realms) | Q(institution__realm__in=realms)
    with_role = RoleGrant.objects.filter(here | Q(role__in=[Role.PROGRAMME, Role.OPERATOR]), person=OuterRef("person"))
    known = Q(pk=viewer.pk)
    if realms:
        known |= Q(person__realm__in=realms) | Q(Exists(with_role))
    mark = Value(True) if knows_all else Case(When(known, then=Value(True)), default=Value(False))
    rows = Account.objects.filter(pk__in=accounts).order_by("pk").annotate(is_known=mark)
    found = {number: (name, is_known) for number, name, is_known in rows.values_list("pk", "person__name", "is_known")}
    # The account goes with an erasure, and with nothing else: the number alone is left of it.
    erased = [number for number in accounts if number not in found] if knows_all or realms else []
    names = {number: _("erased person (account %(number)s)") % {"number": number} for number in erased}
    return names | {number: name for number, (name, is_known) in found.items() if is_known}
