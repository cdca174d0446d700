"""What a model keeps about people: for what, how long, and how a person gets it back or is erased from it.

A model with personal fields carries `personal_data: ClassVar[PersonalData]`; a house test finds models that should.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The declaration of one model. `export` and `erasure` are dotted names of functions that do it.

    fields     the personal fields of the model, by name
    purpose    why the office needs them
    retention  how long they are kept, and what ends it
    export     the selector that hands a person's rows to the person
    erasure    the service that takes a person out of the rows
    """

    fields: tuple[str, ...]
    purpose: str
    retention: str
    export: str
    erasure: str
