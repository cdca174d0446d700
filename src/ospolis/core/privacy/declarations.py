"""The declaration that a model makes about the people in it, in words for readers and in values for machines."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Basis(enum.StrEnum):
    """Why the law lets an office keep something."""

    TASK = "task of the office"
    CONSENT = "consent"
    DUTY = "legal duty"

    @property
    def words(self) -> str:
        return str(_BASIS_WORDS[self])


_BASIS_WORDS = {
    Basis.TASK: _("task of the office"),
    Basis.CONSENT: _("your consent"),
    Basis.DUTY: _("legal duty"),
}
TASK, CONSENT, LAWFUL_DUTY = Basis.TASK, Basis.CONSENT, Basis.DUTY


class Ending(enum.StrEnum):
    """What becomes of a row when its time is over, or when its person is erased."""

    DELETE = "delete the row"
    BLANK = "blank the fields"
    RELEASE = "replace the person by a pseudonym"

    @property
    def words(self) -> str:
        return str(_ENDING_WORDS[self])


_ENDING_WORDS = {
    Ending.DELETE: _("the record is deleted"),
    Ending.BLANK: _("these values are deleted"),
    Ending.RELEASE: _("the record stays, without any tie to you"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of retention: so many days after a moment, something ends.

    days       None: as long as the person is known here, and no day longer
    since      days or moments of the model, the earliest counts; a row keeps through that day and `days` more
    ending     what happens then
    fields     the fields that are blanked, for BLANK
    due        dotted selector `(viewer, *, at, days) -> rows`, where a field alone cannot tell
    carry_out  dotted service `(*, ids, actor, at) -> int`, where deleting or blanking is not all
    """

    days: int | None
    since: tuple[str, ...] = ()
    ending: Ending = Ending.DELETE
    fields: tuple[str, ...] = ()
    due: str = ""
    carry_out: str = ""


WITH_PERSON = Rule(days=None)


@dataclass(frozen=True, slots=True)
class Whose:
    """How the rows of one person are found: fields or lookups that hold numbers of people, of accounts, addresses."""

    people: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


EXPORT_ROWS = "ospolis.core.privacy.rows.rows_of"
ERASE_ROWS = "ospolis.core.privacy.erasure.erase_rows"


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The declaration of one model. `export` and `erasure` are dotted names of functions that do it.

    fields     the personal fields of the model, by name
    purpose    why the office needs them
    retention  how long they are kept, and what ends it
    export     `(viewer, held, subject) -> rows`: hands a person's rows to the person
    erasure    `(*, held, subject, actor, at) -> int`: takes a person out of the rows
    title      what the table is called on a page for the person
    basis      why the law lets the office keep it
    rules      the retention, as a job carries it out
    whose      how the rows of a person are found
    erased     what the erasure of a person does to the rows
    secret     fields that not even the person gets: digests, keys
    acts       fields with the number of the account that did something; a bare number once the account is gone
    mentions   free text in which others may have written about somebody; searched by words when that one is erased
    """

    fields: tuple[str, ...]
    purpose: Words
    retention: Words
    export: str = EXPORT_ROWS
    erasure: str = ERASE_ROWS
    title: Words = ""
    basis: Basis = Basis.TASK
    rules: tuple[Rule, ...] = ()
    whose: Whose = Whose()
    erased: Ending = Ending.DELETE
    secret: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
