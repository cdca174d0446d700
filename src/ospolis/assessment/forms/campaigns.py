"""Forms about campaigns. What there is to choose comes from who asks, never from the form."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.choices import Confidentiality, RespondentRole
from ospolis.institutions.choices import InstitutionKind, Sector

Choices = Iterable[tuple[str, Any]]
_OPEN_FOR = timedelta(days=28)


def _day(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=hint,
        widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day"), "invalid": _("Write the day as year-month-day, as 2027-03-31")},
    )  # fmt: skip


def _words(label: Any, hint: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=1_000, widget=widget)


def _many(label: Any, hint: Any, choices: Choices = (), *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=hint, required=required, choices=list(choices), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one")},
    )  # fmt: skip


class CampaignForm(forms.Form):
    """What is asked, of whom, from when to when, and what respondents are told."""

    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("Respondents read it in the letter."),
        widget=forms.TextInput(attrs={"dir": "auto"}), error_messages={"required": _("Enter a title")},
    )  # fmt: skip
    bank = forms.ChoiceField(
        label=_("Questions"), help_text=_("The version stays the same for the whole campaign."),
        error_messages={"required": _("Choose the questions")},
    )  # fmt: skip
    sections = _many(_("Sections"), _("None chosen means all of them."))
    mode = forms.ChoiceField(
        label=_("How do you ask?"), widget=forms.RadioSelect,
        choices=[
            ("alone", _("Each person gets a letter and answers alone")),
            ("room", _("People of an institution agree on answers together, in a workshop")),
        ],
    )  # fmt: skip
    roles = _many(
        _("Who is asked?"), _("Focal points get their letters by themselves. You name the others."),
        RespondentRole.choices, required=True,
    )  # fmt: skip
    opens = _day(_("First day"))
    closes = _day(_("Last day"), _("The campaign closes by itself after this day."))
    reminder_days = forms.IntegerField(
        label=_("Days between reminders"), min_value=0, max_value=60,
        help_text=_("Nobody who handed in or declined is reminded. 0 sends none."),
        widget=forms.NumberInput(attrs={"dir": "ltr"}),
        error_messages={"required": _("Enter a number of days"), "invalid": _("Enter a number of days")},
    )  # fmt: skip
    purpose = _words(_("Purpose"), _("Why you ask, in one or two sentences. It stands in the letter."))
    confidentiality = forms.ChoiceField(
        label=_("Who reads comments and files?"), widget=forms.RadioSelect, choices=Confidentiality.choices
    )
    consent = _words(_("More about the answers"), _("What respondents should know beside what every form says."))

    def __init__(
        self, data: QueryDict | None, *, banks: Choices, sections: Choices, today: date, held: Any = None
    ) -> None:
        first = {
            "opens": today, "closes": today + _OPEN_FOR, "reminder_days": 7, "mode": "alone",
            "roles": [RespondentRole.FOCAL_POINT], "confidentiality": Confidentiality.OFFICE,
        }  # fmt: skip
        super().__init__(data, initial=held or first)
        _offer(self, "bank", banks)
        _offer(self, "sections", sections)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        opens, closes = found.get("opens"), found.get("closes")
        if opens and closes and closes < opens:
            self.add_error("closes", _("The last day lies before the first. Choose a later one."))
        return found


class NewCampaignForm(CampaignForm):
    """A campaign with the institutions that it begins with."""

    kinds = _many(_("Kinds of institutions"), _("None chosen means every kind."), InstitutionKind.choices)
    sectors = _many(
        _("Sectors"), _("None chosen means every sector. Single institutions can be changed later."), Sector.choices
    )


class RespondentForm(forms.Form):
    """Who is asked for an institution, in which role, about which sections."""

    person = forms.ChoiceField(
        label=_("Person"), error_messages={"required": _("Choose a person"), "invalid_choice": _("Choose a person")}
    )
    role = forms.ChoiceField(label=_("Role"), error_messages={"required": _("Choose a role")})
    sections = _many(_("Sections"), _("None chosen means all that the role is asked."))

    def __init__(self, data: QueryDict | None, *, people: Choices, roles: Choices, sections: Choices) -> None:
        super().__init__(data)
        _offer(self, "person", people)
        _offer(self, "role", roles)
        _offer(self, "sections", sections)


def _offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Put up what a field lets choose.

    Raises   TypeError when the field is none to choose from
    """
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no field to choose from")
    field.choices = list(choices)
