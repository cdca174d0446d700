"""Maturity: questions with five levels, facts that speak for them, and how both become one reading.

bank.py            Bank, Dimension, Item, Hook: what is asked, and which facts count
applicability.py   parse_condition(text) -> Condition; can_hold(conditions)
bank_reading.py    read_bank(documents, measures=...) -> Bank; error BankRefused with every problem
crosswalk.py       read_crosswalk(data) -> Crosswalk: how questions relate to other frameworks
translation.py     read_translation(data, bank) -> Translation; translate_bank(bank, translation) -> Bank
bank_writing.py    write_bank(bank), write_translation(translation) -> files that are read again without loss
targets.py         read_targets(data) -> Targets
skills.py          read_skills(data) -> SkillList; find_needs, share_covered, count_skills
policy.py          read_policy(data) -> PolicyFile: the numbers that a country may set
shipped.py         the same, from the reference data of the product
observation.py     InstitutionInput, ItemInput, Sight, Answer, Grade: what is known; error BadObservation
readings.py        InstitutionReading, DimensionReading, ItemReading, Contradiction: what a judgement says
judging.py         judge_institutions(institutions, policy) -> readings
changing.py        judge_change(before, after, links, policy) -> Change...
ranking.py         rank_institutions(scores, policy, seed=...) -> Rank... with the places of other weightings
aggregating.py     aggregate(members, policy), count_levels, tell_share: groups of institutions, small cells hidden
priors.py          find_peer_priors, estimate_bias

Inside: rows.py, claims.py and counting.py lay out what is known, posterior.py and dimensions.py judge it,
contradicting.py finds what does not go together, printing.py rounds. They need numpy (arrays.py, beta.py), which the
doors load when called.
"""

from ospolis.engines.maturity.aggregating import (
    Aggregate,
    Counted,
    Member,
    Summary,
    aggregate,
    count_levels,
    tell_share,
)
from ospolis.engines.maturity.applicability import Condition, ConditionRefused, can_hold, parse_condition
from ospolis.engines.maturity.bank import Action, ActionLink, Bank, Dimension, Hook, Item
from ospolis.engines.maturity.bank_reading import read_bank
from ospolis.engines.maturity.bank_writing import write_bank, write_translation
from ospolis.engines.maturity.changing import Change, judge_change
from ospolis.engines.maturity.crosswalk import Criterion, Crosswalk, CrosswalkRow, read_crosswalk
from ospolis.engines.maturity.judging import judge_institutions
from ospolis.engines.maturity.observation import (
    AddedFile,
    Answer,
    BadObservation,
    Grade,
    InstitutionInput,
    ItemInput,
    Sight,
    Stray,
    Unit,
)
from ospolis.engines.maturity.policy import Policy, PolicyFile, PolicyRow, read_policy
from ospolis.engines.maturity.priors import estimate_bias, find_peer_priors
from ospolis.engines.maturity.ranking import Rank, rank_institutions
from ospolis.engines.maturity.readings import Contradiction, DimensionReading, Flag, InstitutionReading, ItemReading
from ospolis.engines.maturity.refusing import BankRefused, Problem
from ospolis.engines.maturity.shipped import (
    shipped_bank,
    shipped_crosswalks,
    shipped_policy,
    shipped_skills,
    shipped_targets,
)
from ospolis.engines.maturity.skills import (
    HELD,
    NOT_KNOWN,
    Need,
    Skill,
    SkillList,
    count_skills,
    find_needs,
    read_skills,
    share_covered,
)
from ospolis.engines.maturity.targets import Targets, read_targets
from ospolis.engines.maturity.translation import Translation, Words, read_translation, translate_bank

__all__ = [
    "HELD",
    "NOT_KNOWN",
    "Action",
    "ActionLink",
    "AddedFile",
    "Aggregate",
    "Answer",
    "BadObservation",
    "Bank",
    "BankRefused",
    "Change",
    "Condition",
    "ConditionRefused",
    "Contradiction",
    "Counted",
    "Criterion",
    "Crosswalk",
    "CrosswalkRow",
    "Dimension",
    "DimensionReading",
    "Flag",
    "Grade",
    "Hook",
    "InstitutionInput",
    "InstitutionReading",
    "Item",
    "ItemInput",
    "ItemReading",
    "Member",
    "Need",
    "Policy",
    "PolicyFile",
    "PolicyRow",
    "Problem",
    "Rank",
    "Sight",
    "Skill",
    "SkillList",
    "Stray",
    "Summary",
    "Targets",
    "Translation",
    "Unit",
    "Words",
    "aggregate",
    "can_hold",
    "count_levels",
    "count_skills",
    "estimate_bias",
    "find_needs",
    "find_peer_priors",
    "judge_change",
    "judge_institutions",
    "parse_condition",
    "rank_institutions",
    "read_bank",
    "read_crosswalk",
    "read_policy",
    "read_skills",
    "read_targets",
    "read_translation",
    "share_covered",
    "shipped_bank",
    "shipped_crosswalks",
    "shipped_policy",
    "shipped_skills",
    "shipped_targets",
    "tell_share",
    "translate_bank",
    "write_bank",
    "write_translation",
]
