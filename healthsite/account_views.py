"""Pages of one's own account in which all apps have a part: taking one's data along, and closing the account."""

import json
from datetime import datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from healthsite.accounts.models import Closing
from healthsite.closing import CannotClose, ask_to_close, check_may_close, export, stay


class ClosingForm(forms.Form):
    """What is to become of what one wrote. Nothing is chosen beforehand."""

    words = forms.ChoiceField(
        label=gettext_lazy("What you wrote"),
        choices=[
            ("erase", gettext_lazy("Erase my words. Where somebody answered, “Removed” stands in their place.")),
            ("keep", gettext_lazy("Keep my published comments, without my name.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is to become of what you wrote.")},
    )


@login_required
@never_cache
@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    """The way to everything that the site keeps about one."""
    return render(request, "accounts/my_data.html")


@login_required
@never_cache
@require_safe
def my_data_as_json(request: HttpRequest) -> HttpResponse:
    """All of it, for machines."""
    text = json.dumps(export(request.user), cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@login_required
@never_cache
@require_safe
def my_data_as_html(request: HttpRequest) -> HttpResponse:
    """All of it, for people."""
    return render(request, "accounts/my_data_page.html", {"parts": _rows(export(request.user))})


def _rows(value: Any) -> Any:
    """Dictionaries as lists of pairs, which a template can walk without mistaking a key for a method."""
    if isinstance(value, dict):
        return {"pairs": [(name, _rows(part)) for name, part in value.items()]}
    if isinstance(value, list):
        return {"list": [_rows(part) for part in value]}
    if isinstance(value, datetime):
        value = date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return {"value": value}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)
def close_account(request: HttpRequest) -> HttpResponse:
    """What closing means, and the choice; or, once asked for, the way back. Asking needs a fresh proof of who one is:
    allauth asks for it, and then goes on with what was sent.
    """
    if request.method != "POST":
        return _show_closing(request, ClosingForm())
    form = ClosingForm(request.POST)
    if not form.is_valid():
        return _show_closing(request, form, status=422)
    try:
        ask_to_close(request.user, keep_words=form.cleaned_data["words"] == "keep")
    except CannotClose:
        return _show_closing(request, form, status=403)
    return HttpResponseRedirect(reverse("close_account"), status=303)


@login_required
@never_cache
@require_POST
def keep_account(request: HttpRequest) -> HttpResponse:
    """Stay after all."""
    stay(request.user)
    messages.success(request, _("Your account stays as it is."))
    return HttpResponseRedirect(reverse("close_account"), status=303)


def _show_closing(request: HttpRequest, form: ClosingForm, status: int = 200) -> HttpResponse:
    refusal = ""
    try:
        check_may_close(request.user)
    except CannotClose as problem:
        refusal = str(problem)
    closing = Closing.objects.filter(person=request.user).first()
    context = {"form": form, "refusal": refusal, "closing": closing}
    return render(request, "accounts/close_account.html", context, status=status)
