"""Forms about roles. Which roles and institutions there are to choose comes from who asks, never from the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ospolis.core.access import Role
from ospolis.core.written import spell_day
from ospolis.people.forms.fields import offer

Choices = Iterable[tuple[str, str]]
MONTH = timedelta(days=30, hours=10, minutes=30)


def _day(label: Any, hint: Any = "", *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day"), "invalid": _("Write the day as year-month-day, as 2027-03-31")},
    )


def _reason() -> forms.CharField:
    return forms.CharField(label=_("Reason"), max_length=300, required=False)


class RoleForm(forms.Form):
    """A role, where it is held, and from when until when."""

    role = forms.ChoiceField(
        label=_("Role"), widget=forms.RadioSelect, error_messages={"required": _("Choose a role")}
    )  # fmt: skip
    institution = forms.ChoiceField(
        label=_("Institution"), required=False, help_text=_("For a focal point only. Other roles hold in the office.")
    )
    starts = _day(_("First day"))
    ends = _day(_("Last day"), _("The role ends by itself after this day."))

    def __init__(
        self, data: QueryDict | None, *, roles: Iterable[Role], institutions: Choices, months: int, today: date
    ) -> None:
        super().__init__(data, initial={"starts": today, "ends": today + months * MONTH})
        offer(self, "role", [(str(role), role.words) for role in roles])
        offer(self, "institution", [("", ""), *institutions])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("role") == Role.FOCAL_POINT and not found.get("institution"):
            self.add_error("institution", _("Choose the institution"))
        return found

    def place(self, office_key: str) -> dict[str, str]:
        """Where the role is held, as services take it: a focal point's institution, for others the own office."""
        if self.cleaned_data["role"] == Role.FOCAL_POINT:
            return {"institution_key": self.cleaned_data["institution"]}
        return {"office_key": office_key}


class InviteForm(RoleForm):
    """Who is invited to a role."""

    name = forms.CharField(
        label=_("Full name"), max_length=200, error_messages={"required": _("Enter the name")},
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The invitation goes there. The address logs in later."),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        error_messages={
            "required": _("Enter the e-mail address"),
            "invalid": _("Enter an e-mail address with an @ sign"),
        },
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the letter"), required=False, choices=settings.LANGUAGES)
    field_order = ("name", "email", "language", "role", "institution", "starts", "ends")


class ExtendForm(forms.Form):
    """A later last day."""

    ends = _day(_("New last day"))

    def __init__(self, data: QueryDict | None, *, last_day: date | None) -> None:
        super().__init__(data)
        if last_day is not None:
            self.fields["ends"].help_text = _("So far: %(day)s.") % {"day": spell_day(last_day)}


class EndForm(forms.Form):
    """The last day of a role; none ends it at once."""

    ends = _day(_("Last day"), _("Leave it empty to end the role at once."), required=False)
    reason = _reason()


class NamingForm(forms.Form):
    """Who follows somebody in a role, and until when."""

    person = forms.TypedChoiceField(label=_("Who"), coerce=int, error_messages={"required": _("Choose a person")})
    ends = _day(_("Last day"))

    def __init__(
        self, data: QueryDict | None, *, people: Iterable[tuple[int, str]], initial: Mapping[str, date] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        offer(self, "person", [("", ""), *people])


class DeputyForm(NamingForm):
    """Who stands in for somebody, and on which days."""

    starts = _day(_("First day"))
    reason = _reason()
    field_order = ("person", "starts", "ends", "reason")


class RoleFilter(forms.Form):
    """To what the list of roles is narrowed; what no list knows narrows nothing."""

    STATES = (
        ("", _("hold now")),
        ("ending", _("end within 14 days")),
        ("coming", _("begin later")),
        ("ended", _("ended")),
    )

    q = forms.CharField(label=_("Name"), max_length=200, required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    state = forms.ChoiceField(label=_("Roles that"), required=False, choices=STATES)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        kept = (Role.FOCAL_POINT, Role.OFFICER, Role.LEAD)
        offer(self, "role", [("", _("all")), *((str(role), role.words) for role in kept)])

    def read(self) -> dict[str, str]:
        """The values that are valid, by name; others are empty."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
