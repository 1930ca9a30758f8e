from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .forms import ProfileForm
from .middleware import safe_return
from .models import Invitation, InvitationError, User


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """My account: the display name and time zone, and the way to all the rest."""
    # A copy, so that a refused name does not show up in the page's header.
    me = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=me)
    if request.method == "POST" and form.is_valid() and form.save_or_refuse():
        messages.success(request, _("Your changes are saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form})


@never_cache
@require_POST
def begin_again(request: HttpRequest) -> HttpResponse:
    """Leave a sign-up or log-in that is under way. A sign-up without its code is undone, so the name is free again.

    EntranceMiddleware keeps the way back.
    """
    signing_up = request.user.is_anonymous and "signing_up" in request.POST
    if signing_up:
        state = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY)
        person = EmailVerificationProcess(request, state).user if state else None
        if person is not None:
            person.forget_sign_up()
    request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
    logout(request, show_message=False)
    return redirect("account_signup" if signing_up else "account_login")


@login_required
@never_cache
@require_safe
def second_factor(request: HttpRequest) -> HttpResponse:
    """Tells staff why they need a second factor, and leads them to set one up."""
    return render(request, "accounts/second_factor.html", {"next": safe_return(request, "home")})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation to the staff: GET shows it, POST accepts it. Whoever it is not for learns nothing about it."""
    found = Invitation.objects.open().with_token(token).first()
    if found is None:
        return render(request, "accounts/invitation_unusable.html", status=404)
    if request.user.is_anonymous:
        return render(request, "accounts/invitation.html", {"next": request.path})
    if not found.is_for(request.user):
        return render(request, "accounts/invitation_unusable.html", status=404)
    if request.method == "POST":
        try:
            found.accept(by=request.user)
        except InvitationError:
            return render(request, "accounts/invitation_unusable.html", status=404)
        messages.success(request, _("Welcome to the team."))
        return redirect(reverse("admin:index"))
    return render(request, "accounts/invitation.html", {"invitation": found})
