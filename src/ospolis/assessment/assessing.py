"""Assess an office: read what is known of its institutions, judge those that changed, write the result."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice

from ospolis.assessment.added import ADDED
from ospolis.assessment.banks import CORE, InstalledBank, policy_in_use, proposed_targets
from ospolis.assessment.bias import find_bias
from ospolis.assessment.hearing import WORDS
from ospolis.assessment.hooks import Ages
from ospolis.assessment.inventory import HOSTS, NO_HOST, Holding, lay_inventory
from ospolis.assessment.judged import Judged
from ospolis.assessment.observing import Circumstances, Observed, Questions, Told, observe_institution
from ospolis.assessment.peers import find_priors
from ospolis.assessment.selectors.banks import other_item_codes, own_targets
from ospolis.assessment.selectors.inventory import hosts_of
from ospolis.assessment.selectors.standing import current_digests, settled_answers
from ospolis.assessment.services.banks import bring_bank
from ospolis.assessment.services.results import Pinned, keep_readings
from ospolis.core.access import Viewer
from ospolis.engines.maturity import InstitutionInput, PolicyFile, judge_institutions
from ospolis.evidence.measures import definitions
from ospolis.evidence.selectors import HeldFact, SaidFact, facts_said, facts_to_count, measures_recorded
from ospolis.institutions.selectors import profiles_of, system_profiles_of
from ospolis.mapping.selectors.inventory import counted_repositories, days_last_read

# So many institutions are in memory at once, and are written in one transaction.
_BATCH = 200


def _say_nothing(done: int, total: int) -> None:
    """For whoever does not want to know how far an assessment is."""


@dataclass(frozen=True, slots=True)
class AssessOrder:
    """What to assess: an office as of a day, all of its institutions or those named; `tick` is told how far it is."""

    realm: str
    day: date
    actor: Viewer
    at: datetime
    bank: str = CORE
    institutions: tuple[str, ...] = ()
    policy: PolicyFile = field(default_factory=policy_in_use)
    tick: Callable[[int, int], None] = _say_nothing


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that could not be used: where it stands, why, and what to do."""

    place: str
    message: str
    remedy: str


@dataclass(slots=True)
class Assessed:
    """What an assessment did. `run_id` is None when nothing changed, and so nothing was written."""

    run_id: int | None = None
    institutions: int = 0
    changed: int = 0
    opened: int = 0
    gone: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    seconds: float = 0.0


def assess_office(order: AssessOrder) -> Assessed:
    """Work out the levels of an office's institutions; one of which nothing changed keeps its score.

    What was written stays when a run is stopped, and the next one goes on behind it.
    Raises   NoSuchBank; BankRefused when the bank that is installed cannot be read any more
    """
    began = time.monotonic()
    bank = bring_bank(realm=order.realm, code=order.bank, at=order.at)
    questions = Questions.of(bank)
    holdings = _holdings(order, questions)
    around = _meet_peers(order, questions, _circumstances(order, questions))
    held = current_digests(order.actor, order.realm, order.bank)
    pinned = _pin(order, bank, questions, around)
    done = Assessed(institutions=len(holdings))
    odd: list[tuple[SaidFact, str]] = []
    coming = iter(holdings.values())
    looked = 0
    while batch := list(islice(coming, _BATCH)):
        observed = list(_observe(order, questions, batch, around, held))
        odd += [pair for _, one in observed for pair in one.odd]
        changed = [(holding, one) for holding, one in observed if one.given]
        if changed:
            _keep(done, pinned, changed, order)
        looked += len(batch)
        order.tick(looked, len(holdings))
    done.left_out = _tell_odd(order, odd)
    done.seconds = round(time.monotonic() - began, 3)
    return done


def _holdings(order: AssessOrder, questions: Questions) -> dict[str, Holding]:
    profiles = profiles_of(order.actor, order.realm)
    if order.institutions:
        profiles = [profile for profile in profiles if profile.key in order.institutions]
    systems = system_profiles_of(order.actor, order.realm)
    laid = lay_inventory(profiles, systems, counted_repositories(order.actor, order.realm))
    if not questions.asks_hosts:
        return laid
    hosts = hosts_of(order.actor, order.realm)
    for key, holding in laid.items():
        holding.names[HOSTS] = hosts.get(key, NO_HOST)
    # An institution that is asked nothing has no result.
    return {key: holding for key, holding in laid.items() if key in hosts or not questions.is_of_hosts}


def _circumstances(order: AssessOrder, questions: Questions) -> Circumstances:
    proposed, own = proposed_targets(), own_targets(order.actor, order.realm)
    kinds = {profile.kind for profile in profiles_of(order.actor, order.realm)}
    return Circumstances(
        ages=Ages(order.day, days_last_read(order.actor, order.realm)),
        policy_version=order.policy.version,
        targets={
            kind: {
                dimension: own.get((kind, dimension), proposed.level(kind, dimension))
                for dimension in questions.dimensions
            }
            for kind in sorted(kinds)
        },
        bias=find_bias(order.actor, order.realm, order.policy.policy),
        settled=settled_answers(order.actor, order.realm),
        watched=_watched(order, questions),
    )


def _meet_peers(order: AssessOrder, questions: Questions, around: Circumstances) -> Circumstances:
    """Let institutions start from what their peers are known for, where the policy wants it.

    That looks at every institution of the office first, also when only one is assessed.
    """
    if not order.policy.policy.peers_used:
        return around
    everybody = _holdings(replace(order, institutions=()), questions)

    def put_together() -> Iterator[InstitutionInput]:
        coming = iter(everybody.values())
        while batch := list(islice(coming, _BATCH)):
            yield from (one.given for _, one in _observe(order, questions, batch, around, {}) if one.given)

    profiles = [holding.profile for holding in everybody.values()]
    return replace(around, priors=find_priors(put_together(), profiles, order.policy.policy))


def _watched(order: AssessOrder, questions: Questions) -> frozenset[str]:
    """What a collection looks for, and what desks of the office recorded at least once."""
    known = definitions().measures
    collected = {code for code in questions.measures if known[code].written_by == "collection"}
    recorded = measures_recorded(order.actor, order.realm, questions.measures - collected)
    return frozenset(collected | recorded)


def _pin(order: AssessOrder, bank: InstalledBank, questions: Questions, around: Circumstances) -> Pinned:
    assert bank.pk is not None  # noqa: S101  # brought with its row
    return Pinned(
        realm=order.realm, day=order.day, bank_id=bank.pk, bank_code=bank.bank.code,
        policy_version=around.policy_version,
    )  # fmt: skip


def _observe(
    order: AssessOrder,
    questions: Questions,
    batch: Sequence[Holding],
    around: Circumstances,
    held: Mapping[int, str],
) -> Iterator[tuple[Holding, Observed]]:
    """Read the facts of some institutions, a few queries for all of them.

    Shapes   held: what each was judged by last, by its primary key; the same again is not put together
    """
    keys = [holding.profile.key for holding in batch]
    words: dict[str, list[SaidFact]] = defaultdict(list)
    for said in facts_said(order.actor, keys, WORDS):
        words[said.institution].append(said)
    facts: dict[str, list[HeldFact]] = defaultdict(list)
    for parts, measures in questions.asked:
        for seen in facts_to_count(order.actor, keys, measures, parts):
            facts[seen.institution].append(seen)
    added: dict[str, list[HeldFact]] = defaultdict(list)
    for file in facts_to_count(order.actor, keys, {ADDED}):
        added[file.institution].append(file)
    for holding in batch:
        key = holding.profile.key
        told = Told(words.pop(key, []), facts.pop(key, []), added.pop(key, []))
        yield holding, observe_institution(questions, holding, told, around, held.get(holding.profile.pk, ""))


def _keep(done: Assessed, pinned: Pinned, changed: Sequence[tuple[Holding, Observed]], order: AssessOrder) -> None:
    given = (one.given for _, one in changed if one.given)
    readings = judge_institutions(given, order.policy.policy)
    judged = [
        Judged(holding.profile.pk, reading, one.digest, one.roles, one.dropped)
        for (holding, one), reading in zip(changed, readings, strict=True)
    ]
    kept = keep_readings(
        pinned=pinned, run_id=done.run_id, institutions=done.institutions, judged=judged, actor=order.actor, at=order.at
    )
    done.run_id = kept.run_id
    done.changed, done.opened, done.gone = done.changed + len(judged), done.opened + kept.opened, done.gone + kept.gone


def _tell_odd(order: AssessOrder, odd: Sequence[tuple[SaidFact, str]]) -> list[LeftOut]:
    """Facts that could not be used, those about one question together."""
    elsewhere = other_item_codes(order.actor, order.realm, order.bank) if odd else {}
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for fact, reason in odd:
        item = fact.part.split("/")[0].upper()
        if not (reason == "unknown-item" and item in elsewhere):
            places[item, reason].append(fact.institution)
    return [_tell_place(item, reason, keys) for (item, reason), keys in sorted(places.items())]


def _tell_place(item: str, reason: str, keys: Sequence[str]) -> LeftOut:
    named = sorted(set(keys))
    some = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
    if reason == "unknown-item":
        message = f"The bank has no question '{item}'; {len(keys)} answers of {some} are left out."
        return LeftOut(item, message, "Mend the code, or install the bank that asks it.")
    message = f"{len(keys)} facts of {some} cannot be read as answers, levels or grades."
    return LeftOut(item, message, "Record them again with a level from 0 to 4, or a grade from 0 to 1.")
