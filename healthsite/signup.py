"""Signing up: where the account meets the site's policies."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.views import SignupView
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.models import Policy
from healthsite.accounts.entrance_forms import MISSING, PASSWORD_HINT
from healthsite.accounts.models import Consent, User

# What one agrees to by signing up; the version in force at that moment is kept.
AGREED = (Policy.Kind.TERMS, Policy.Kind.COMMUNITY_RULES)


class SignupForm(AllauthSignupForm):
    """allauth's form with our words, and consent to the terms and the community rules."""

    consent = forms.BooleanField(error_messages={"required": _("Please agree, or you can’t have an account here.")})

    field_order = ["username", "email", "password1", "consent"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["username"]
        name.label = _("Display name")
        name.help_text = _(
            "The only thing about you that others see. It need not be your real name, and you can change it later."
        )
        name.widget.attrs["autocomplete"] = "nickname"
        email = self.fields["email"]
        email.label = _("E-mail address")
        email.help_text = _("Never shown. We send a code to it, and you log in with it.")
        self.fields["password1"].help_text = PASSWORD_HINT
        for key, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.error_messages["required"] = MISSING.get(key, field.error_messages["required"])
        self.fields["consent"].label = format_html(
            _('I agree to the <a href="{}">terms of use</a> and the <a href="{}">community rules</a>.'),
            reverse("articles:policy", args=[Policy.Kind.TERMS]),
            reverse("articles:policy", args=[Policy.Kind.COMMUNITY_RULES]),
        )
        # allauth hides the trap with a style attribute, which the Content-Security-Policy rightly refuses.
        self.fields["phone_number"].widget = forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})

    def clean_username(self) -> str:
        # The raw words: a form field strips invisible characters at the ends before anyone could refuse them.
        return get_adapter().clean_username(self.data.get(self.add_prefix("username"), ""))

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The new person, or the answer instead: the same page for a known address, the form for a lost race."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])  # or the quicker answer would tell that there is an account
        try:
            return super().try_save(request)
        except IntegrityError:
            if User.objects.filter(email=self.cleaned_data["email"]).exists():
                self.account_already_exists = True
                return super().try_save(request)
            self.add_error("username", get_adapter().validation_error("username_taken"))
            view = SignupView()
            view.setup(request)
            return None, view.form_invalid(self)

    def save(self, request: HttpRequest) -> User:
        """The person with address and consents: all of them, or nothing."""
        with transaction.atomic():
            User.objects.free_name(self.cleaned_data["username"])
            user = super().save(request)
            for kind in AGREED:
                version = Policy.objects.current_version(kind)
                if version is not None:
                    Consent.objects.create(user=user, document=kind, version=version.version)
        return user
