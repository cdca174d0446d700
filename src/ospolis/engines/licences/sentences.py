"""What the sentences of a window say: names and the words around them, turned into matches and open questions."""

from __future__ import annotations

import re
from itertools import pairwise

from .answers import BESIDE, FIELD, GRANT, OPEN, Match
from .expressions import join_expressions
from .headers import STATING, Grant, find_grants, join_grants
from .names import plain_names

# The granting words around a name that was understood, which stands as a sign here.
_GRANTED = re.compile(
    r"(?:\b(?:dual |open source )?(?:licensed|released|distributed|available|published|issued|provided)? ?\bunder)?"
    r"(?: (?:the|an|a|terms|of|either|license))*(?: (?:and|or|the|license|either))* ?§"
)
_BLANK_RUN = re.compile(r" {2,}")
_GRANTING = frozenset(
    (
        *("dual", "open", "source", "licensed", "released", "distributed", "available", "published", "issued"),
        *("provided", "under", "the", "a", "an", "terms", "of", "either", "license", "and", "or"),
    )
)
# How the terms below a field begin, as in the files of Debian.
_OPENS_TERMS = re.compile(r"^ this (?:\S+ )?(?:program|library|software|package|file|work) is free software\b")


def read_sentences(rest: str, matches: list[Match], troubles: list[str]) -> str:
    """Read what is left beside whole texts; returns it with the understood names blanked."""
    grants = find_grants(rest)
    clear = {grant.options[0] for grant in grants if len(grant.options) == 1}
    clear.update(match.expression for match in matches)
    groups = join_grants(rest, grants)
    if any(_contradict(rest, left, right) for (_, left), (_, right) in pairwise(groups)):
        troubles.append("a field and the text below it name different versions")
    for operator, group in groups:
        if any(grant.kind in STATING for grant in group):
            _state_group(operator, group, clear, matches, troubles)
        elif any(_is_called_licence(rest, grant) for grant in group):
            matches.append(Match("name", "", 0.5, BESIDE, group[0].options))
        elif any(_near_licence(rest, grant) for grant in group):
            matches.append(Match("name", "", 0.5, "lone-name", group[0].options))
    for grant in reversed(grants):
        rest = f"{rest[: grant.start]}§{rest[grant.end :]}"
    *before, after = rest.split("§")
    return _BLANK_RUN.sub(" ", "".join((*map(_cut_granting, before), after)))


def _cut_granting(text: str) -> str:
    """Cut the granting words that a text ends with, which stands before a name that was understood."""
    words = text.split(" ")
    while words and (not words[-1] or words[-1] in _GRANTING):
        words.pop()
    kept = " ".join(words)
    return kept + _GRANTED.sub(" ", f"{text[len(kept) :]}§")


def _is_called_licence(rest: str, grant: Grant) -> bool:
    """Whether a lone name that has one meaning is called a licence right there: "tool (c) Works, MIT license"."""
    name = rest[grant.start : grant.end]
    called = name.endswith(" license") or rest.startswith(" license", grant.end)
    name = name.removesuffix(" license")
    plain = " " in name or name in plain_names()  # not the word of a program, such as JSON or Ruby
    return called and plain and grant.kind == "name" and len(grant.options) == 1


def _near_licence(rest: str, grant: Grant) -> bool:
    around = rest[max(0, grant.start - 40) : grant.end + 24]
    return any(word in around for word in ("license", "public domain", "dedication", "copyright"))


def _state_group(operator: str, group: list[Grant], clear: set[str], matches: list[Match], troubles: list[str]) -> None:
    """Turn grants of one sentence into a match, or into a trouble when one of them stays ambiguous.

    Shapes   clear: expressions the window names without ambiguity, anywhere; they settle an ambiguous short name
    """
    parts, flags = [], []
    for grant in group:
        settled = [option for option in grant.options if option in clear]
        if len(grant.options) > 1 and grant.stated and not settled:
            troubles.append(f"{OPEN}{' or '.join(grant.options)}")
            alone = "several-readings" if len(group) == 1 else "several-readings-in-a-sum"
            matches.append(Match("open", "", 0.5, alone, grant.options))
            return
        if not grant.stated and not settled:
            flags.append("the sentence does not say whether later versions may be used")
        parts.append(settled[0] if settled else grant.options[0])
    kind = "grant" if any(grant.kind == "grant" for grant in group) else "field"
    expression = join_expressions(operator or "AND", [part for part in parts if f"{part}+" not in parts])
    matches.append(Match(kind, expression, GRANT if kind == "grant" else FIELD, f"{kind}-sentence", tuple(flags)))


def _contradict(rest: str, left: list[Grant], right: list[Grant]) -> bool:
    """Whether a field names one version of a GNU licence, and the sentence that begins right behind it another one."""
    field, grant = left[-1], right[0]
    if field.kind != "field" or grant.kind != "grant" or not _OPENS_TERMS.match(rest[field.end : grant.start]):
        return False
    bases = {option.removesuffix("-only").removesuffix("-or-later") for option in (field.options[0], grant.options[0])}
    return len(bases) > 1 and len({base.rpartition("-")[0] for base in bases}) == 1
