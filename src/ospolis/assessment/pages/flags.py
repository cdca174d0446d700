"""Contradictions in plain words: what was said, what was seen, and what can be made of it. Nobody is blamed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from ospolis.assessment.choices import SETTLING, ContradictionState, Flag, Reason
from ospolis.assessment.pages.words import say_percent, say_said
from ospolis.assessment.rows import ContradictionRow
from ospolis.core.access import Role
from ospolis.core.addresses import address_of
from ospolis.core.written import spell_day

TITLES = {
    Flag.OVER_CLAIM: lazy("More was said than is seen"),
    Flag.UNDER_CLAIM: lazy("More is seen than was said"),
    Flag.UNSUPPORTED: lazy("A high level, and nothing seen yet"),
    Flag.STALE: lazy("What was seen is old"),
    Flag.DISAGREEING: lazy("People differ widely"),
    Flag.SUDDEN: lazy("The same file in many places at once"),
    Flag.IMPOSSIBLE: lazy("Said not to apply, and there it is"),
    Flag.SCOPE: lazy("Seen in a place that is not confirmed"),
}
# Good news is no alarm, and what is only old or not confirmed asks for a look.
TONES = {
    Flag.OVER_CLAIM: "warn",
    Flag.UNDER_CLAIM: "info",
    Flag.UNSUPPORTED: "warn",
    Flag.STALE: "none",
    Flag.DISAGREEING: "info",
    Flag.SUDDEN: "warn",
    Flag.IMPOSSIBLE: "warn",
    Flag.SCOPE: "none",
}
STATE_TONES = {
    ContradictionState.OPEN: "warn",
    ContradictionState.ACCEPTED: "good",
    ContradictionState.EXPLAINED: "good",
    ContradictionState.CONTESTED: "info",
    ContradictionState.GONE: "none",
}


@dataclass(frozen=True, slots=True)
class FlagPage:
    """One contradiction as pages show it: both values side by side, and what was made of it."""

    row: ContradictionRow
    title: str
    about: str
    said: str
    seen: str
    next_step: str
    tone: str
    state: str
    state_tone: str
    decision: str
    url: str
    institution_url: str

    @property
    def is_open(self) -> bool:
        return self.row.state == ContradictionState.OPEN

    @property
    def may_reopen(self) -> bool:
        return self.row.may_resolve and self.row.state not in {ContradictionState.OPEN, ContradictionState.GONE}


def tell_flag(row: ContradictionRow) -> FlagPage:
    """Put a contradiction into words."""
    said, seen = _SENTENCES[row.flag](row)
    return FlagPage(
        row=row,
        title=str(TITLES[row.flag]),
        about=f"{row.item} {row.statement}".strip() or _("The institution as a whole"),
        said=said,
        seen=seen,
        next_step=str(_NEXT[row.flag]),
        tone=TONES[row.flag],
        state=str(row.state.label),
        state_tone=STATE_TONES[row.state],
        decision=_say_decision(row),
        url=address_of("assessment:contradiction", row.pk),
        institution_url=address_of("assessment:institution", row.institution_key),
    )


def say_ways(flag: Flag) -> tuple[tuple[str, str, str], ...]:
    """The three ways: value, words, and what follows from it."""
    accepted = (
        _("The answer stays on record and no longer counts. The level is worked out from the evidence.")
        if flag in SETTLING
        else _("Nothing changes in the numbers. It is written down that you know of it.")
    )
    return (
        (ContradictionState.ACCEPTED, _("The evidence is right"), accepted),
        (
            ContradictionState.EXPLAINED,
            _("There is a reason"),
            _("Both values stay, and your reason stands beside them."),
        ),
        (
            ContradictionState.CONTESTED,
            _("The evidence is wrong or not ours"),
            _("Both values stay until an officer has looked at the map and mended it."),
        ),
    )


def say_role(role: str) -> str:
    """A role as a sentence names it."""
    return str(Role(role).words) if role in tuple(Role) else role


def _say_decision(row: ContradictionRow) -> str:
    """What was decided, in which role and when; empty while nothing was."""
    if row.resolved_at is None:
        return ""
    parts = {"role": say_role(row.resolver_role), "day": spell_day(row.resolved_at)}
    words = {
        ContradictionState.ACCEPTED: _("%(day)s: the %(role)s accepted the evidence."),
        ContradictionState.EXPLAINED: _("%(day)s: the %(role)s explained the difference."),
        ContradictionState.CONTESTED: _("%(day)s: the %(role)s contested the evidence."),
    }.get(row.state, _("%(day)s: the %(role)s had decided, and it was opened again."))
    reason = str(Reason(row.reason).label) if row.reason in Reason.values else ""
    told = words % parts
    return _("%(decision)s Reason: %(reason)s.") % {"decision": told, "reason": reason} if reason else told


def _claim(row: ContradictionRow) -> str:
    return _("The answers say level %(level)s.") % {"level": say_said(row.claim)}


def _evidence(row: ContradictionRow) -> str:
    return _("The evidence shows about level %(level)s.") % {"level": say_said(row.evidence)}


def _tell_over(row: ContradictionRow) -> tuple[str, str]:
    seen = _evidence(row)
    if row.p is not None:
        seen += " " + _("It is %(p)s likely that the practice lies a level or more below the answer.") % {
            "p": say_percent(row.p)
        }
    return _claim(row), seen


def _tell_under(row: ContradictionRow) -> tuple[str, str]:
    seen = _evidence(row)
    if row.p is not None:
        seen += " " + _("It is %(p)s likely that the practice lies a level or more above the answer.") % {
            "p": say_percent(row.p)
        }
    return _claim(row), seen


def _tell_unsupported(row: ContradictionRow) -> tuple[str, str]:
    n = _whole(row.detail)
    seen = ngettext(
        "There is %(n)s place where it could be seen. It was not read yet, and no document was handed in.",
        "There are %(n)s places where it could be seen. None was read yet, and no document was handed in.",
        n,
    ) % {"n": n}
    return _claim(row), seen


def _tell_stale(row: ContradictionRow) -> tuple[str, str]:
    n = _whole(row.detail)
    said = _claim(row) if row.claim is not None else _("Nobody gave an answer.")
    seen = ngettext(
        "The newest evidence is %(n)s day old.", "The newest evidence is %(n)s days old.", n
    ) % {"n": n}  # fmt: skip
    return said, seen + " " + _("The older it is, the less it counts.")


def _tell_disagreeing(row: ContradictionRow) -> tuple[str, str]:
    n = _whole(row.detail)
    said = ngettext(
        "The answers of two people lie %(n)s level apart.", "The answers of two people lie %(n)s levels apart.", n
    ) % {"n": n}
    return said, _evidence(row) if row.evidence is not None else _("There is no evidence beside the answers.")


def _tell_sudden(row: ContradictionRow) -> tuple[str, str]:
    path, day, number = (*row.detail.split("; ")[0].rsplit(" ", 2), "", "")[:3]
    n = _whole(number)
    seen = ngettext(
        "The same file, %(path)s, came into %(n)s repository on %(day)s.",
        "The same file, %(path)s, came into %(n)s repositories on %(day)s.",
        n,
    ) % {"path": path, "n": n, "day": spell_day(date.fromisoformat(day))}
    said = _claim(row) if row.claim is not None else _("Nothing was said about it.")
    return said, seen


def _tell_impossible(row: ContradictionRow) -> tuple[str, str]:
    n = _whole(row.detail)
    seen = ngettext(
        "The inventory has %(n)s place to which it applies.", "The inventory has %(n)s places to which it applies.", n
    ) % {"n": n}
    return _("The answers say that this does not apply here."), seen


def _tell_scope(row: ContradictionRow) -> tuple[str, str]:
    seen = _("Something was found in %(place)s. It does not count as long as that is not confirmed.") % {
        "place": row.detail
    }
    return _("The inventory does not name this place as one of the institution."), seen


def _whole(detail: str) -> int:
    """The number in a detail; of several places that were joined, that of the first."""
    digits = detail.split(";")[0].strip()
    try:
        return round(float(digits))
    except ValueError:
        return 0


_SENTENCES: dict[Flag, Callable[[ContradictionRow], tuple[str, str]]] = {
    Flag.OVER_CLAIM: _tell_over,
    Flag.UNDER_CLAIM: _tell_under,
    Flag.UNSUPPORTED: _tell_unsupported,
    Flag.STALE: _tell_stale,
    Flag.DISAGREEING: _tell_disagreeing,
    Flag.SUDDEN: _tell_sudden,
    Flag.IMPOSSIBLE: _tell_impossible,
    Flag.SCOPE: _tell_scope,
}
_NEXT = {
    Flag.OVER_CLAIM: lazy("Look at the evidence together. Then say which of the two is right, or why they differ."),
    Flag.UNDER_CLAIM: lazy("This is often good news. Look at the evidence and accept it if it is right."),
    Flag.UNSUPPORTED: lazy("Name a source to read or hand in a document. Or say why it cannot be seen."),
    Flag.STALE: lazy("Let the sources be read again, or hand in a newer document."),
    Flag.DISAGREEING: lazy("Bring these people together. Each may be right for a part of the institution."),
    Flag.SUDDEN: lazy("Look whether the file fits each repository. A good campaign looks like this, too."),
    Flag.IMPOSSIBLE: lazy("Correct the answer, or correct the inventory."),
    Flag.SCOPE: lazy("Confirm that the place belongs to the institution, or say that it does not."),
}
