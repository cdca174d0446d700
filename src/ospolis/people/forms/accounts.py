"""Forms of accounts. None of them has a field for a role, an office or whether an account is open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_LONGEST = 256


def _email_field(label: Any, *, autocomplete: str, hint: Any = "") -> forms.EmailField:
    return forms.EmailField(
        label=label,
        help_text=hint,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete, "dir": "ltr"}),
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address with an @ sign"),
        },
    )


def _password_field(label: Any, *, autocomplete: str, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=_LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": _("Enter your password")},
    )


class LogInForm(forms.Form):
    """Address and password; whether they fit is the view's question to the authentication."""

    email = _email_field(_("E-mail address"), autocomplete="username")
    password = _password_field(_("Password"), autocomplete="current-password")


class PasswordForm(forms.Form):
    """The password alone, from somebody who is logged in."""

    password = _password_field(_("Password"), autocomplete="current-password")


class NewPasswordForm(forms.Form):
    """A new password; whether it is good enough is the service's question."""

    password = _password_field(
        _("New password"),
        autocomplete="new-password",
        hint=_("At least 12 letters. Three or four words that do not belong together are easy to keep in mind."),
    )


class AddressForm(forms.Form):
    """An address to write to."""

    email = _email_field(_("E-mail address"), autocomplete="email")


def _code_field(hint: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        help_text=hint,
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false", "dir": "ltr"}
        ),
        error_messages={"required": _("Enter the code")},
    )


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = _code_field(_("The six figures that your app shows now, or one of your recovery codes."))


class FirstCodeForm(forms.Form):
    """The first code of an app that is being set up."""

    code = _code_field(_("The six figures that the app shows now."))


class PasskeyForm(forms.Form):
    """What a browser answers; a script fills it in."""

    answer = forms.CharField(max_length=20_000, widget=forms.HiddenInput, error_messages={"required": _("Try again")})


class NewPasskeyForm(PasskeyForm):
    """A passkey that was made, and the name by which its owner knows it."""

    name = forms.CharField(
        label=_("Name of this passkey"),
        help_text=_("So that you know it again in the list, such as: phone."),
        max_length=100,
        required=False,
    )
