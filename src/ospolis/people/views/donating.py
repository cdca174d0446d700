"""What people tell about themselves, if they wish: given, changed and deleted by the giver."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ospolis.core.access import OfficeRequest, requires
from ospolis.core.said import say_done
from ospolis.people import permissions, services
from ospolis.people.forms.donating import DonationForm
from ospolis.people.own_pages import data_page
from ospolis.people.selectors.donations import own_answers


@requires(permissions.GIVE_ANSWERS)
@require_http_methods(["GET", "HEAD", "POST"])
def give_answers(request: OfficeRequest) -> HttpResponse:
    held = own_answers(request.viewer)
    form = DonationForm(request.POST if request.method == "POST" else None, held=held)
    if form.is_bound and form.is_valid():
        wishes = {} if "delete" in request.POST else form.answers()
        answers = {dimension: services.Answer(*answer) for dimension, answer in wishes.items()}
        services.give_answers(answers=answers, form=request.path, actor=request.viewer, at=timezone.now())
        say_done(request, _("Your answers are kept.") if wishes else _("No answer of yours is kept."))
        return redirect("people:donated")
    page = data_page(_("What I tell about myself"), has_errors=form.is_bound)
    context = {"form": form, "held": held, "page": page}
    return TemplateResponse(request, "people/donated.html", context, status=422 if form.is_bound else 200)
