"""What is kept about people: for what, how long, and how a person gets it back or is erased from it.

A model with personal fields carries `personal_data: ClassVar[PersonalData]`; a house test finds models that should.
`register` walks over all of them, `rows` finds and takes out the rows of one person, `ending` keeps to the rules.
"""

from ospolis.core.privacy.declarations import (
    CONSENT,
    ERASE_ROWS,
    EXPORT_ROWS,
    LAWFUL_DUTY,
    TASK,
    WITH_PERSON,
    Basis,
    Ending,
    PersonalData,
    Rule,
    Whose,
)

__all__ = [
    "CONSENT",
    "ERASE_ROWS",
    "EXPORT_ROWS",
    "LAWFUL_DUTY",
    "TASK",
    "WITH_PERSON",
    "Basis",
    "Ending",
    "PersonalData",
    "Rule",
    "Whose",
]
