"""Reads one hook of a question: which facts speak for it, and how they are counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import cast

from ospolis.engines.maturity.bank import (
    DEFAULT_UNITS,
    FORMS,
    MOST_RELIABLE,
    POPULATIONS,
    STRENGTHS,
    Form,
    Hook,
    MeasureShape,
    Strength,
)
from ospolis.engines.maturity.refusing import Place

HOOK_KEYS = (
    "measure",
    "part",
    "strength",
    "form",
    "among",
    "passes",
    "fails",
    "excused",
    "at_least",
    "at_most",
    "from_tier",
    "scale",
    "units",
    "reliability",
    "max_age",
)
_SUBJECTS = {
    "institution": "institution",
    "repositories": "repository",
    "systems": "system",
    "key-systems": "system",
    "open-systems": "system",
    "own-systems": "system",
}
_USUAL = {"institution": "institution", "repository": "repositories", "system": "systems"}
_COUNTED = ("among", "passes", "fails", "excused", "at_least", "at_most", "from_tier")
_MOST = 1e12


def read_hook(place: Place, measures: Mapping[str, MeasureShape]) -> Hook:
    """Read a hook and note everything that is wrong with it.

    Returns  the hook; whatever was refused has an empty or usual value, for the bank is refused anyway
    """
    place.allow(*HOOK_KEYS)
    strength = place.choice("strength", STRENGTHS)
    form = place.choice("form", FORMS)
    measure = measures.get(place.text("measure"))
    if measure is None:
        place.refuse("measure", "unknown-measure", "This measure is not in the ledger's list. Correct it or add it.")
    most = MOST_RELIABLE.get(strength, 1)
    reliability = place.number("reliability", least=0, most=most)
    if not reliability:
        place.refuse("reliability", "wrong-reliability", "A hook that is never right is no hook. Write more than 0.")
    usual = _USUAL.get(measure.subject, "") if measure and form == "count" else ""
    hook = Hook(
        measure=place.text("measure"),
        part=place.text("part", most=200, needed=False),
        strength=cast(Strength, strength),
        form=cast(Form, form),
        among=place.choice("among", POPULATIONS, default=usual) if place.has("among") else usual,
        passes=place.texts("passes"),
        fails=place.texts("fails"),
        excused=place.texts("excused"),
        at_least=place.number("at_least", least=-_MOST, most=_MOST) if place.has("at_least") else None,
        at_most=place.number("at_most", least=-_MOST, most=_MOST) if place.has("at_most") else None,
        from_tier=place.whole("from_tier", least=0, most=4, default=0),
        scale=place.numbers("scale"),
        units=0,
        reliability=reliability,
        max_age=place.whole("max_age", least=0, most=3650, default=0),
    )
    if measure is not None and form in FORMS:
        _check_counting(place, hook, measure)
    if form == "count" and hook.among != "institution":
        return hook
    return replace(hook, units=place.whole("units", least=1, most=20, default=DEFAULT_UNITS))


def _check_counting(place: Place, hook: Hook, measure: MeasureShape) -> None:
    if hook.form != "count":
        _check_reading(place, hook, measure)
        return
    if _SUBJECTS.get(hook.among) != measure.subject:
        message = f"{hook.among or 'Nothing'} is counted, but the measure speaks of: {measure.subject}."
        place.refuse("among", "wrong-among", message)
    if hook.from_tier and measure.subject != "repository":
        place.refuse("from_tier", "wrong-form", "Only repositories have a tier. Remove it.")
    if place.has("scale"):
        place.refuse("scale", "wrong-form", "A count has no scale. Remove it, or choose the form value.")
    if place.has("units") and hook.among != "institution":
        place.refuse("units", "wrong-form", "These units are counted in the inventory. Remove 'units'.")
    if measure.kind == "number":
        _check_range(place, hook)
    else:
        _check_states(place, hook, measure)


def _check_range(place: Place, hook: Hook) -> None:
    if hook.at_least is None and hook.at_most is None:
        place.refuse("at_least", "missing-range", "Say from where ('at_least') or up to where ('at_most') it passes.")
    elif hook.at_least is not None and hook.at_most is not None and hook.at_least > hook.at_most:
        place.refuse("at_most", "missing-range", "No number passes: 'at_least' is above 'at_most'.")
    if hook.passes or hook.fails:
        place.refuse("passes", "wrong-form", "This measure is a number. Use 'at_least' and 'at_most'.")


def _check_states(place: Place, hook: Hook, measure: MeasureShape) -> None:
    if not hook.passes or (not hook.fails and hook.strength != "hint"):
        place.refuse("passes", "missing-states", "Say which texts pass ('passes') and which fail ('fails').")
    if hook.at_least is not None or hook.at_most is not None:
        place.refuse("at_least", "wrong-form", "This measure is no number. Use 'passes' and 'fails'.")
    named = (*hook.passes, *hook.fails, *hook.excused)
    for text in named:
        if measure.states and text not in measure.states:
            message = f"{text[:60]!r} is no state of the measure: {', '.join(measure.states)}."
            place.refuse("passes", "unknown-state", message)
    if len(set(named)) != len(named):
        place.refuse("passes", "given-twice", "A state stands in two lists. Keep one.")


def _check_reading(place: Place, hook: Hook, measure: MeasureShape) -> None:
    if measure.subject != "institution" or measure.kind != "number":
        message = f"A {hook.form} needs a number of the institution. Count the units instead, or take another measure."
        place.refuse("measure", "wrong-form", message)
    for name in _COUNTED:
        if place.has(name):
            place.refuse(name, "wrong-form", f"Only a count has {name!r}. Remove it.")
    if hook.form == "share":
        if hook.scale:
            place.refuse("scale", "wrong-form", "A share needs no scale. Remove it, or choose the form value.")
    elif len(hook.scale) != 5 or not _goes_one_way(hook.scale):
        place.refuse("scale", "scale", "Write five numbers that only rise, or only fall.")


def _goes_one_way(scale: tuple[float, ...]) -> bool:
    steps = [after - before for before, after in pairwise(scale)]
    return all(step > 0 for step in steps) or all(step < 0 for step in steps)
