"""A reader's own professions: ask for one to be checked, see what became of it, take it off for good."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from .. import hats
from ..models import Hat
from ..policy import deed, may_take_part


class HatForm(forms.ModelForm):
    """What somebody says of their profession, and where it can be checked."""

    class Meta:
        model = Hat
        fields = ["role", "register", "number", "evidence"]
        widgets = {"evidence": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "role": gettext_lazy("As readers will see it, for example “Registered nurse”."),
            "register": gettext_lazy("The public register in which you are listed."),
            "evidence": gettext_lazy("For example the address of your entry. Please send no documents."),
        }


@login_required
@never_cache
@require_safe
def my_hats(request: HttpRequest) -> HttpResponse:
    """One's professions and the form to ask for another."""
    return _show(request, HatForm())


def _show(request: HttpRequest, form: HatForm, status: int = 200) -> HttpResponse:
    rows = [{"hat": hat, "state": hat.state()} for hat in Hat.objects.filter(person=request.user)]
    return render(request, "comments/my_hats.html", {"rows": rows, "form": form}, status=status)


@deed(may_take_part)
def ask_for_hat(request: HttpRequest) -> HttpResponse:
    """Ask the staff to check a profession."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    form = HatForm(request.POST)
    answer: Any = may_take_part(request.user)
    if not answer.is_allowed:
        form.add_error(None, answer.message)
    if form.is_valid():
        try:
            hats.ask(request.user, **form.cleaned_data)
        except hats.HatRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Thank you. Two members of our staff will look at it."))
            return redirect("my:hats")
    return _show(request, form, status=422)


def may_drop_hat(user: Any, hat: Hat) -> bool:
    """Whether `hat` is the user’s own."""
    return user.is_authenticated and hat.person_id == user.pk


@deed(may_drop_hat)
def drop_hat(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own hat off, for good and everywhere."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    hats.drop(get_object_or_404(Hat, pk=pk, person=request.user))
    messages.success(request, _("It is gone, also from your comments."))
    return redirect("my:hats")
