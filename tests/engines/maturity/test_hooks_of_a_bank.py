"""Hooks of a question: every form that is read, and every fault that is refused."""

from __future__ import annotations

from copy import deepcopy

import pytest

from engines.maturity.small_bank import MEASURES, PRACTICE, VALUE, make_bank, make_item, write
from ospolis.engines.maturity import BankRefused, read_bank


def read_hooks(*hooks):
    bank = make_bank(items=[make_item(1, hooks=deepcopy(list(hooks))), *(make_item(number) for number in (2, 3, 4))])
    return read_bank({"bank.yml": write(bank)}, measures=MEASURES).items[0].hooks


def without(hook, *names):
    return {name: value for name, value in hook.items() if name not in names}


FORMS = [
    PRACTICE,
    {
        **without(PRACTICE, "passes", "fails", "excused", "part"),
        "measure": "repository.days",
        "at_most": 5,
        "from_tier": 2,
    },
    {
        **without(PRACTICE, "excused", "part"),
        "measure": "institution.policy",
        "passes": ["in-force"],
        "fails": ["none"],
    },
    {
        **without(PRACTICE, "excused", "part"),
        "measure": "system.list",
        "among": "key-systems",
        "passes": ["yes"],
        "fails": ["no"],
    },
    {**without(PRACTICE, "fails"), "strength": "hint", "reliability": 0.3},
    {**PRACTICE, "measure": "repository.licence", "passes": ["MIT"], "fails": ["none"]},
    VALUE,
    {**without(VALUE, "scale"), "form": "share", "units": 4},
]


def test_every_form_of_a_hook_is_read():
    hooks = read_hooks(*FORMS)

    assert [(hook.form, hook.among, hook.units) for hook in hooks] == [
        ("count", "repositories", 0),
        ("count", "repositories", 0),
        ("count", "institution", 8),
        ("count", "key-systems", 0),
        ("count", "repositories", 0),
        ("count", "repositories", 0),
        ("value", "", 8),
        ("share", "", 4),
    ]
    assert (hooks[1].at_least, hooks[1].at_most, hooks[1].from_tier) == (None, 5, 2)
    assert hooks[6].scale == (30, 20, 10, 5, 1)


HOOK_FAULTS = {
    "unknown measure": (PRACTICE, {"measure": "repository.beauty"}, ["unknown-measure"]),
    "unknown strength": (PRACTICE, {"strength": "strong"}, ["unknown-strength"]),
    "unknown form": (PRACTICE, {"form": "guess"}, ["unknown-form"]),
    "reliability 0": (PRACTICE, {"reliability": 0}, ["wrong-reliability"]),
    "too sure": (PRACTICE, {"reliability": 1}, ["wrong-reliability"]),
    "too sure for a support": (PRACTICE, {"strength": "supporting"}, ["wrong-reliability"]),
    "unknown units": (PRACTICE, {"among": "villages"}, ["unknown-among", "wrong-among"]),
    "units of another kind": (PRACTICE, {"among": "systems"}, ["wrong-among"]),
    "a subject that is never counted": (
        {**without(PRACTICE, "passes", "fails", "excused"), "at_least": 1},
        {"measure": "office.package"},
        ["wrong-among"],
    ),
    "a count with a scale": (PRACTICE, {"scale": [1, 2, 3, 4, 5]}, ["wrong-form"]),
    "a count with its own number of units": (PRACTICE, {"units": 3}, ["wrong-form"]),
    "a state that is not one": (PRACTICE, {"passes": ["done"]}, ["unknown-state"]),
    "a state in two lists": (PRACTICE, {"fails": ["met"]}, ["given-twice"]),
    "nothing passes": (PRACTICE, {"passes": []}, ["missing-states"]),
    "nothing fails": (PRACTICE, {"fails": []}, ["missing-states"]),
    "a range for a state": (PRACTICE, {"at_least": 1}, ["wrong-form"]),
    "a number without a range": (
        without(PRACTICE, "passes", "fails", "excused"),
        {"measure": "repository.days"},
        ["missing-range"],
    ),
    "an empty range": (
        without(PRACTICE, "passes", "fails", "excused"),
        {"measure": "repository.days", "at_least": 3, "at_most": 2},
        ["missing-range"],
    ),
    "states for a number": (PRACTICE, {"measure": "repository.days", "at_least": 1}, ["wrong-form"]),
    "a tier of an institution": (
        without(PRACTICE, "passes", "fails", "excused"),
        {"measure": "institution.policy", "passes": ["in-force"], "fails": ["none"], "from_tier": 2},
        ["wrong-form"],
    ),
    "a scale with a bend": (VALUE, {"scale": [1, 2, 3, 2, 5]}, ["scale"]),
    "a scale with a step left out": (VALUE, {"scale": [1, 2, 3, 4]}, ["scale"]),
    "a scale that stands still": (VALUE, {"scale": [1, 2, 2, 4, 5]}, ["scale"]),
    "a value of repositories": (VALUE, {"measure": "repository.days"}, ["wrong-form"]),
    "a value of a state": (VALUE, {"measure": "institution.policy"}, ["wrong-form"]),
    "a share with a scale": (VALUE, {"form": "share"}, ["wrong-form"]),
    "a value that counts": (VALUE, {"passes": ["met"]}, ["wrong-form"]),
    "half a unit": (VALUE, {"units": 1.5}, ["wrong-units"]),
    "an unknown key": (VALUE, {"measures": "x"}, ["unknown-key"]),
}


@pytest.mark.parametrize(("hook", "changes", "codes"), HOOK_FAULTS.values(), ids=HOOK_FAULTS.keys())
def test_a_hook_with_a_fault_is_refused(hook, changes, codes):
    with pytest.raises(BankRefused) as refused:
        read_hooks({**hook, **changes})

    assert sorted({problem.code for problem in refused.value.problems}) == codes
