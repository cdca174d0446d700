"""Forms about offices."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_MOST_MONTHS = 24
_BETWEEN = dict.fromkeys(("min_value", "max_value"), _("Enter a number of months from 1 to 24"))


class SettingsForm(forms.Form):
    """What holds for everybody with a role in an office."""

    requires_second_factor = forms.BooleanField(
        label=_("Everybody with a role here needs a second factor"), required=False,
        help_text=_("Leads and officers need one anyway. This asks focal points and others too."),
    )  # fmt: skip
    role_months = forms.IntegerField(
        label=_("Roles are given for so many months"), min_value=1, max_value=_MOST_MONTHS,
        help_text=_("The form suggests this. Whoever gives a role may choose another day, at most two years away."),
        error_messages={"required": _("Enter a number of months"), "invalid": _("Enter a whole number"), **_BETWEEN},
    )  # fmt: skip
