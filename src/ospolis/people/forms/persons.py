"""Forms about records of people. Names are one field, in any script; nothing is asked that nobody needs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ospolis.people.forms.fields import offer
from ospolis.people.forms.own_data import CorrectForm

if TYPE_CHECKING:
    from ospolis.people.models import Person

Choices = Iterable[tuple[str, str]]
_NAME = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})


def _day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day"), "invalid": _("Write the day as year-month-day, as 2027-03-31")},
    )


class PersonForm(CorrectForm):
    """What an office writes down about somebody; once likely duplicates were shown, it asks whether to go on."""

    name = forms.CharField(
        max_length=200,
        label=_("Full name"),
        help_text=_("As the person writes it. One field, no title."),
        error_messages={"required": _("Enter the name")},
        widget=_NAME,
    )
    email = forms.EmailField(
        max_length=254,
        required=False,
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={"invalid": _("Enter an e-mail address with an @ sign")},
    )
    language = forms.ChoiceField(required=False, label=_("Language of letters"))
    is_somebody_else = forms.BooleanField(
        required=False, label=_("This is somebody else: write the record all the same")
    )
    field_order: tuple[str, ...] = (
        "name",
        "certificate_name",
        "email",
        "phone",
        "language",
        "time_zone",
        "is_somebody_else",
    )

    def ask_about(self, likely: Sequence[Person]) -> bool:
        """Ask whether it is one of these people; say whether the question still stands."""
        if not likely:
            self.without_question()
        if not likely or self.cleaned_data["is_somebody_else"]:
            return False
        self.add_error("is_somebody_else", _("Look at the people below, then say whether this is somebody else"))
        return True

    def without_question(self) -> PersonForm:
        """The same form before anybody looks like the same person."""
        self.fields.pop("is_somebody_else", None)
        return self

    def details(self) -> dict[str, str]:
        """What the services keep."""
        return {name: value for name, value in self.cleaned_data.items() if isinstance(value, str)}


class NewPersonForm(PersonForm):
    """Somebody new, and where the person works: the same name in the same institution is likely the same person."""

    institution = forms.ChoiceField(label=_("Works in"), required=False)
    function = forms.CharField(
        max_length=200, required=False, label=_("Function"), widget=forms.TextInput(attrs={"dir": "auto"})
    )  # fmt: skip
    field_order = ("name", "institution", "function", "email", "phone", "certificate_name", "language", "time_zone")

    def __init__(self, data: QueryDict | None, *, institutions: Choices) -> None:
        super().__init__(data)
        offer(self, "institution", [("", _("not known")), *institutions])

    def details(self) -> dict[str, str]:
        """What the services keep of the person alone."""
        return {name: value for name, value in super().details().items() if name not in {"institution", "function"}}


class MembershipForm(forms.Form):
    """Where somebody works, as what, and since when."""

    institution = forms.ChoiceField(label=_("Institution"), error_messages={"required": _("Choose the institution")})
    function = forms.CharField(
        max_length=200, required=False, label=_("Function"), widget=forms.TextInput(attrs={"dir": "auto"})
    )  # fmt: skip
    starts = _day(_("First day"), required=False)

    def __init__(self, data: QueryDict | None, *, institutions: Choices) -> None:
        super().__init__(data)
        offer(self, "institution", [("", ""), *institutions])


class EndMembershipForm(forms.Form):
    """The last day on which somebody works there."""

    ends = _day(_("Last day"), required=True)


class MergeForm(forms.Form):
    """Which of two records stays, and why they are one person."""

    kept = forms.TypedChoiceField(
        coerce=int,
        label=_("Which record stays?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the record that stays")},
    )
    account = forms.TypedChoiceField(
        coerce=int,
        label=_("Both have an account. Which one stays?"),
        help_text=_("Nobody logs in with the other one any more, until the merge is undone."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the account that stays")},
    )
    reason = forms.CharField(
        max_length=300,
        label=_("How do you know that this is one person?"),
        help_text=_("Name no private detail: whoever works here can read it."),
        error_messages={"required": _("Say how you know it")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, data: QueryDict | None, *, records: Choices, accounts: Choices) -> None:
        super().__init__(data)
        offer(self, "kept", list(records))
        if accounts:
            offer(self, "account", list(accounts))
        else:
            del self.fields["account"]
