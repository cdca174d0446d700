"""What the licence of a repository lets people do, in plain words. What is not known stays not known."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ospolis.engines.licences import Axes, Expression, axes_of, is_network_copyleft, list_licences, parse_expression
from ospolis.mapping.models import Repository
from ospolis.mapping.words import Tag, tag_clarity


@dataclass(frozen=True, slots=True)
class MayDo:
    """One thing that somebody may want to do, and the answer."""

    term: str
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class LicenceCard:
    """The card beside a repository."""

    sentence: str
    answers: tuple[MayDo, ...]
    declared: str
    detected: str
    clarity: Tag
    duties: tuple[str, ...]


def describe_licence(repository: Repository) -> LicenceCard:
    """Say what the declared licence allows; only a clear one that is known as open gets an answer."""
    expression = parse_expression(repository.licence_declared or None)
    family = repository.licence_family
    is_settled = repository.licence_clarity == "clear" and isinstance(expression, Expression) and _is_open(expression)
    if repository.licence_clarity == "none":
        told = _refuse()
    elif not is_settled or family not in _SHARING:
        told = _doubt(repository.licence_clarity)
    else:
        told = _allow(family, reaches_network=isinstance(expression, Expression) and is_network_copyleft(expression))
    return LicenceCard(
        sentence=told[0],
        answers=tuple(MayDo(*row) for row in zip(_terms(), *zip(*told[1], strict=True), strict=True)),
        declared=repository.licence_declared,
        detected=repository.licence_detected,
        clarity=tag_clarity(repository.licence_clarity),
        duties=told[2],
    )


_SHARING = frozenset({"permissive", "weak-copyleft", "strong-copyleft"})
_Told = tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]


def _terms() -> tuple[str, ...]:
    return (_("Use it as it is"), _("Change it for yourself"), _("Give it to others"), _("Close your changes"))


def _is_open(expression: Expression) -> bool:
    """Whether every licence of an expression is known as open: by the OSI, the FSF, or as one for open content."""
    return all(_is_open_licence(axes_of(licence.id)) for licence in list_licences(expression))


def _is_open_licence(axes: Axes) -> bool:
    return bool(axes.osi_approved or axes.fsf_free)


def _refuse() -> _Told:
    no = (_("Not without asking"), "bad")
    return _("No licence was found, so all rights stay with the owner."), (no, no, no, no), ()


def _doubt(clarity: str) -> _Told:
    unknown = (_("Not known"), "none")
    sentences = {
        "several": _("More than one licence was found. Somebody must say which one holds."),
        "needs-look": _("A licence text was found that was not recognised. Somebody must read it."),
        "clear": _("The licence is named clearly, but nobody has said yet what it allows."),
    }
    sentence = sentences.get(clarity, _("This repository was not read, so its licence is not known."))
    return sentence, (unknown, unknown, unknown, unknown), ()


def _allow(family: str, *, reaches_network: bool) -> _Told:
    yes, duties = (_("Yes"), "good"), (_("Yes, with duties"), "warn")
    keep = _("Keep the copyright notices and the licence text")
    if family == "permissive":
        sentence = _("You may use, change and share it, also inside closed software.")
        return sentence, (yes, yes, duties, yes), (keep,)
    same = _("Give the source of what you changed under the same licence")
    if family == "weak-copyleft":
        sentence = _("You may use, change and share it. Changes to it stay open when you share them.")
        return sentence, (yes, yes, duties, (_("Not of these files"), "warn")), (keep, same)
    sentence = _("You may use, change and share it. What you build on it stays open when you share it.")
    over = (_("Offer the source to those who use it over a network"),) if reaches_network else ()
    whole = _("Give the source of the whole work under the same licence")
    return sentence, (yes, yes, duties, (_("No"), "bad")), (keep, whole, *over)
