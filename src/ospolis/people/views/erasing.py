"""Erasing somebody without an account, on that person's request, by the office that wrote the record down."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.page import Crumb, Page
from ospolis.people import permissions, selectors, services
from ospolis.people.forms.own_data import EraseByNameForm
from ospolis.people.person_pages import crumbs_to
from ospolis.people.signing_in.fresh import needs_fresh_log_in


@requires(permissions.ERASE_PERSON)
@needs_fresh_log_in
@require_http_methods(["GET", "HEAD", "POST"])
def erase_person(request: OfficeRequest, person_id: int) -> HttpResponse:
    person = selectors.erasable_by(request.viewer).filter(pk=person_id).first()
    if person is None:
        raise Http404
    form = EraseByNameForm(request.POST if request.method == "POST" else None, name=person.name)
    if form.is_bound and form.is_valid():
        services.erase_person(
            person_id=person.pk, actor=request.viewer, at=timezone.now(),
            keeps_credentials=form.cleaned_data["keeps_credentials"],
        )  # fmt: skip
        return redirect("people:erased")
    title = _("Erase the record of a person")
    page = Page(title, (*crumbs_to(person), Crumb(title)), has_errors=form.is_bound)
    context = {"form": form, "person": person, "page": page}
    return TemplateResponse(request, "people/person_erase.html", context, status=422 if form.is_bound else 200)
