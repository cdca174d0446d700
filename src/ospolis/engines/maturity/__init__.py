"""Maturity: questions with five levels, facts that speak for them, and how both become one reading.

bank.py            Bank, Dimension, Item, Hook: what is asked, and which facts count
applicability.py   parse_condition(text) -> Condition; can_hold(conditions)
bank_reading.py    read_bank(documents, measures=...) -> Bank; error BankRefused with every problem
crosswalk.py       read_crosswalk(data) -> Crosswalk: how questions relate to other frameworks
targets.py         read_targets(data) -> Targets
policy.py          read_policy(data) -> PolicyFile: the numbers that a country may set
shipped.py         the same, from the reference data of the product

Modules that compute are imported by their own names, for they need numpy.
"""

from ospolis.engines.maturity.applicability import Condition, ConditionRefused, can_hold, parse_condition
from ospolis.engines.maturity.bank import Action, ActionLink, Bank, Dimension, Hook, Item
from ospolis.engines.maturity.bank_reading import read_bank
from ospolis.engines.maturity.crosswalk import Criterion, Crosswalk, CrosswalkRow, read_crosswalk
from ospolis.engines.maturity.policy import Policy, PolicyFile, PolicyRow, read_policy
from ospolis.engines.maturity.refusing import BankRefused, Problem
from ospolis.engines.maturity.shipped import shipped_bank, shipped_crosswalks, shipped_policy, shipped_targets
from ospolis.engines.maturity.targets import Targets, read_targets

__all__ = [
    "Action",
    "ActionLink",
    "Bank",
    "BankRefused",
    "Condition",
    "ConditionRefused",
    "Criterion",
    "Crosswalk",
    "CrosswalkRow",
    "Dimension",
    "Hook",
    "Item",
    "Policy",
    "PolicyFile",
    "PolicyRow",
    "Problem",
    "Targets",
    "can_hold",
    "parse_condition",
    "read_bank",
    "read_crosswalk",
    "read_policy",
    "read_targets",
    "shipped_bank",
    "shipped_crosswalks",
    "shipped_policy",
    "shipped_targets",
]
