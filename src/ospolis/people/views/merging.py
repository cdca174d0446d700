"""Two records of one person: found, laid side by side, made one, taken apart again."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Crumb, Page
from ospolis.core.said import say_done
from ospolis.people import permissions, services
from ospolis.people.forms.persons import MergeForm
from ospolis.people.person_pages import to_people
from ospolis.people.selectors.duplicates import likely_duplicates, open_merges, side_of
from ospolis.people.signing_in.fresh import needs_fresh_log_in

_REFUSED = gettext_lazy(
    "One of the two is you, or holds a role that you may not give, and another account would come to it."
    " Ask somebody who may give that role, or wait until it has ended."
)


@requires(permissions.MERGE_PEOPLE)
@require_safe
def list_duplicates(request: OfficeRequest) -> HttpResponse:
    context = {
        "pairs": likely_duplicates(request.viewer),
        "merges": open_merges(request.viewer, at=timezone.now()),
        "page": Page(title=_("Records that may be one person"), crumbs=(to_people(), Crumb(_("Likely duplicates")))),
    }
    return TemplateResponse(request, "people/person_duplicates.html", context)


@requires(permissions.MERGE_PEOPLE)
@needs_fresh_log_in
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: OfficeRequest, first_id: int, second_id: int) -> HttpResponse:
    if first_id == second_id:
        raise Http404
    try:
        sides = tuple(side_of(request.viewer, number) for number in (first_id, second_id))
    except ObjectDoesNotExist:
        raise Http404 from None
    for side in sides if request.method == "GET" else ():
        services.note_sighting(person_id=side.person.pk, actor=request.viewer, at=timezone.now())
    form = _merge_form(request, sides)
    if form.is_bound and form.is_valid():
        try:
            kept = _merge(request, form.cleaned_data, {first_id, second_id})
        except services.NotEntitled:
            form.add_error(None, _REFUSED)
        else:
            say_done(request, _("Both are one record now. You can take them apart again for 30 days."))
            return redirect("people:person", kept)
    crumbs = (to_people(), Crumb(_("Likely duplicates"), reverse("people:duplicates")), Crumb(_("Compare")))
    page = Page(title=_("Is this one person?"), crumbs=crumbs, has_errors=form.is_bound)
    context = {"sides": sides, "form": form, "page": page}
    return TemplateResponse(request, "people/person_compare.html", context, status=422 if form.is_bound else 200)


def _merge_form(request: OfficeRequest, sides: tuple[Any, ...]) -> MergeForm:
    """Ask which record stays, and which account when both have one."""
    words = [_("the first one: %(name)s"), _("the second one: %(name)s")]
    records = [(side.person.pk, text % {"name": side.person.name}) for side, text in zip(sides, words, strict=True)]
    accounts = [(side.account_id, text % {"name": side.account_email}) for side, text in zip(sides, words, strict=True)]
    both = all(side.account_id is not None for side in sides)
    return MergeForm(
        request.POST if request.method == "POST" else None, records=records, accounts=accounts if both else ()
    )  # fmt: skip


def _merge(request: OfficeRequest, values: dict[str, Any], numbers: set[int]) -> int:
    kept = int(values["kept"])
    services.merge_people(
        kept_id=kept, gone_id=next(iter(numbers - {kept})), reason=values["reason"],
        staying_account_id=values.get("account"), actor=request.viewer, at=timezone.now(),
    )  # fmt: skip
    return kept


@requires(permissions.MERGE_PEOPLE)
@needs_fresh_log_in
@require_POST
def undo_merge(request: OfficeRequest, merge_id: int) -> HttpResponse:
    try:
        merge = services.unmerge_people(merge_id=merge_id, actor=request.viewer, at=timezone.now())
    except (ObjectDoesNotExist, services.CannotUndo):
        raise Http404 from None
    say_done(request, _("The records stand apart again."))
    return redirect("people:compare", merge.kept_id, merge.gone_id)
