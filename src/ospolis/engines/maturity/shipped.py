"""The bank, crosswalks, targets and policy that lie beside the code. The only reading of files in this engine."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from ospolis.engines.maturity.bank import Bank, MeasureShape
from ospolis.engines.maturity.bank_reading import read_bank
from ospolis.engines.maturity.crosswalk import Crosswalk, read_crosswalk
from ospolis.engines.maturity.policy import PolicyFile, read_policy
from ospolis.engines.maturity.skills import SkillList, read_skills
from ospolis.engines.maturity.targets import Targets, read_targets

BANK = "core-1"
# Banks that come along, by their code: `office` asks about an office itself, `country` about a whole country.
BANKS = {"core": BANK, "office": "office-1", "country": "country-1"}
TARGETS = "1.yml"
SKILLS = "core-1.yml"
POLICY = "assessment.yml"


def shipped_documents(name: str = BANK) -> dict[str, bytes]:
    """Give the files of a bank that comes with the product, by their names."""
    return _read_folder(_reference("question_bank", name))


def shipped_bank(measures: Mapping[str, MeasureShape], name: str = BANK) -> Bank:
    """Read a bank that comes with the product.

    Raises   BankRefused as `read_bank` does
    """
    return read_bank(shipped_documents(name), measures=measures)


def shipped_policy() -> PolicyFile:
    """Read the policy that comes with the product."""
    return read_policy(_reference("policy", POLICY).read_bytes(), name=POLICY)


def shipped_targets() -> Targets:
    """Read the target profiles that come with the product."""
    return read_targets(_reference("targets", TARGETS).read_bytes(), name=TARGETS)


def shipped_skills() -> SkillList:
    """Read the list of skills that comes with the product."""
    return read_skills(_reference("skills", SKILLS).read_bytes(), name=SKILLS)


def shipped_crosswalks() -> tuple[Crosswalk, ...]:
    """Read the crosswalks that come with the product, in the order of their file names."""
    documents = _read_folder(_reference("crosswalk"))
    return tuple(read_crosswalk(data, name=name) for name, data in sorted(documents.items()))


def _reference(*names: str) -> Traversable:
    return files("ospolis").joinpath("reference", *names)


def _read_folder(folder: Traversable) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".yml")}
