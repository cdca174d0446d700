"""The pages below the own account: each shows the way back to it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from ospolis.core.page import Crumb, Page


def own_page(title: str, *way: Crumb, has_errors: bool = False) -> Page:
    """A page below the own account, or below one of its pages when `way` names that one."""
    account = Crumb(_("My account"), reverse("people:account"))
    return Page(title=title, crumbs=(account, *way, Crumb(title)), has_errors=has_errors)


def factor_page(title: str, *, has_errors: bool = False) -> Page:
    """A page below the own second factors."""
    return own_page(title, Crumb(_("Second factor"), reverse("people:second-factor")), has_errors=has_errors)


def data_page(title: str, *, has_errors: bool = False) -> Page:
    """A page below what is kept about oneself."""
    return own_page(title, Crumb(_("What is kept about me"), reverse("people:own-data")), has_errors=has_errors)
