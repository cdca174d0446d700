"""The list of contradictions with its filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _

from ospolis.assessment.choices import ContradictionState, Flag
from ospolis.assessment.models import Contradiction
from ospolis.assessment.pages.flags import TITLES, FlagPage, tell_flag
from ospolis.assessment.selectors.contradictions import (
    CONTRADICTION_ORDER,
    contradiction_rows,
    contradictions_of,
)
from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.paging import RowPage, take_page
from ospolis.mapping.rows import Choice, list_choices

if TYPE_CHECKING:
    from ospolis.offices.models import Office

SIZE = 25
_ALL = "all"


@dataclass(frozen=True, slots=True)
class ContradictionList:
    """One page of the list."""

    office: Office
    rows: RowPage[Contradiction]
    lines: tuple[FlagPage, ...]
    states: tuple[Choice, ...]
    flags: tuple[Choice, ...]
    institution: str
    is_narrow: bool
    reset: str


def describe_list(viewer: Viewer, office: Office, query: QueryDict) -> ContradictionList:
    """Gather one page of the contradictions of an office that the viewer may see; open ones unless it is asked.

    Cost     4 queries
    """
    state, flag = query.get("state", ""), query.get("flag", "")
    state = state if state in (*ContradictionState.values, _ALL) else str(ContradictionState.OPEN)
    flag = flag if flag in Flag.values else ""
    institution = query.get("institution", "").replace("\0", "")[:200]
    found = contradictions_of(
        viewer, realm=office.key, institution=institution, states=() if state == _ALL else (state,),
        flags=(flag,) if flag else (),
    )  # fmt: skip
    rows = take_page(found, order=CONTRADICTION_ORDER, query=query, size=SIZE)
    lines = tuple(tell_flag(row) for row in contradiction_rows(viewer, rows.rows)) if rows.rows else ()
    states = [*((str(value), str(words)) for value, words in ContradictionState.choices), (_ALL, _("All"))]
    return ContradictionList(
        office=office, rows=rows, lines=lines, states=list_choices(states, state),
        flags=list_choices([("", _("All kinds")), *((str(one), str(TITLES[one])) for one in Flag)], flag),
        institution=institution, is_narrow=bool(institution or flag or state != ContradictionState.OPEN),
        reset=f"{address_of('assessment:contradictions')}?office={office.key}",
    )  # fmt: skip
