"""The wish for a token."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ospolis.people.choices import TokenVerb
from ospolis.people.forms.fields import offer


class TokenForm(forms.Form):
    """What the token is for, in which office, what it may do, and until when."""

    name = forms.CharField(
        label=_("What is it for?"),
        help_text=_("So that you know it again, such as: monthly figures."),
        max_length=100,
        error_messages={"required": _("Say what the token is for")},
    )
    realm = forms.ChoiceField(
        label=_("Office"),
        required=False,
        help_text=_("The token has your roles in this one office, as long as you hold them."),
    )
    may_write = forms.BooleanField(
        label=_("It may also change things"), required=False, help_text=_("Without this it only reads.")
    )
    last_day = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("At most twelve months from today."),
        error_messages={"required": _("Enter the last day"), "invalid": _("Enter a day, such as 2027-01-31")},
    )

    def __init__(self, values: Mapping[str, Any] | None = None, *, offices: Mapping[str, str]) -> None:
        super().__init__(values)
        choices = [("", _("No office: public pages only")), *offices.items()]
        offer(self, "realm", choices)

    def wish(self) -> dict[str, Any]:
        """What `issue_token` takes, from a form that is valid."""
        values = self.cleaned_data
        end = datetime.combine(values["last_day"], time.max, tzinfo=timezone.get_current_timezone())
        verbs = [TokenVerb.READ, *([TokenVerb.WRITE] if values["may_write"] else [])]
        return {"name": values["name"], "realm": values["realm"], "verbs": verbs, "ends_at": end}
