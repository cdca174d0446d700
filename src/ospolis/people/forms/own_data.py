"""What people type about their own data."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ospolis.people.forms.fields import offer


class CorrectForm(forms.Form):
    """The own record; only the name must be there."""

    name = forms.CharField(max_length=200, label=_("Name"), help_text=_("As you want to be called here."))
    certificate_name = forms.CharField(
        max_length=200,
        required=False,
        label=_("Name for certificates"),
        help_text=_("If papers are to show another name."),
    )
    phone = forms.RegexField(
        r"^[0-9+()./ -]{3,40}$",
        required=False,
        label=_("Telephone"),
        error_messages={"invalid": _("Write figures, spaces and + only, such as +999 123 456.")},
    )
    language = forms.ChoiceField(required=False, label=_("Language of letters to me"))
    time_zone = forms.CharField(
        max_length=64,
        required=False,
        label=_("Time zone"),
        help_text=_("Such as Africa/Nairobi. Empty: the time zone of the site."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "language", [("", _("the language of the site")), *settings.LANGUAGES])

    def clean_time_zone(self) -> str:
        """Take names of time zones only."""
        zone: str = self.cleaned_data["time_zone"]
        if zone and zone not in available_timezones():
            raise ValidationError(_("There is no such time zone. Write its name, such as Europe/Lisbon."))
        return zone


class EraseForm(forms.Form):
    """The confirmation of an erasure: the own address, typed once more."""

    email = forms.CharField(
        max_length=254,
        label=_("Type the e-mail address of your account"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
    )
    keeps_credentials = forms.BooleanField(
        required=False,
        label=_("Keep my certificates valid"),
        help_text=_("Others can then still check them. They keep your name as printed. Nothing else does."),
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_email(self) -> str:
        """Compare with the own address, whatever its letters look like."""
        typed: str = self.cleaned_data["email"]
        if typed.strip().casefold() != self.address.casefold():
            raise ValidationError(_("This is not the address of your account. Nothing was erased."))
        return typed


class EraseByNameForm(forms.Form):
    """The confirmation that an officer gives: the name of the person, typed once more."""

    typed = forms.CharField(
        max_length=200, label=_("Type the name of the person"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    keeps_credentials = forms.BooleanField(
        required=False,
        label=_("The person wants to keep certificates valid"),
        help_text=_("Others can then still check them. They keep the name as printed."),
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_typed(self) -> str:
        """Compare with the name of the record."""
        typed: str = self.cleaned_data["typed"]
        if " ".join(typed.split()).casefold() != " ".join(self.name.split()).casefold():
            raise ValidationError(_("This is not the name of the record. Nothing was erased."))
        return typed
