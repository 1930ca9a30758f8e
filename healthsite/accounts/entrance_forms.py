"""allauth's forms in this site's words. What they check is allauth's."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("New password again"),
    "remember": _("Keep me logged in on this device"),
    "code": _("Code"),
    "name": _("Name"),
    "passwordless": _("Log in with it instead of a password"),
}
HINTS = {
    "remember": _("Not on a device that you share with others."),
    "name": _("So that you can tell several apart, such as “my phone”."),
    "passwordless": _(
        "It then asks for your finger, face or PIN. Without this it is the second step after your password."
    ),
}
MISSING = {
    "login": _("Please enter your e-mail address."),
    "email": _("Please enter an e-mail address."),
    "password": _("Please enter your password."),
    "oldpassword": _("Please enter your present password."),
    "password1": _("Please enter a new password."),
    "password2": _("Please enter the new password a second time."),
    "code": _("Please enter the code."),
    "name": _("Please enter a name."),
    "username": _("Please choose a display name."),
}
PASSWORD_HINT = _("At least 10 characters. Three or four words that have nothing to do with each other are good.")


class Plain:
    """Our labels and hints, and no placeholders, which vanish as soon as somebody types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)
            if name == "password1":
                field.help_text = PASSWORD_HINT
            # "This field is required" says nothing in a summary of several.
            field.error_messages["required"] = MISSING.get(name, field.error_messages["required"])
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs |= {"autocapitalize": "characters", "spellcheck": "false"}


class LoginForm(Plain, account.LoginForm): ...


class RequestLoginCodeForm(Plain, account.RequestLoginCodeForm): ...


class ConfirmLoginCodeForm(Plain, account.ConfirmLoginCodeForm): ...


class ConfirmEmailVerificationCodeForm(Plain, account.ConfirmEmailVerificationCodeForm): ...


class ResetPasswordForm(Plain, account.ResetPasswordForm): ...


class ConfirmPasswordResetCodeForm(Plain, account.ConfirmPasswordResetCodeForm): ...


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm): ...


class ChangePasswordForm(Plain, account.ChangePasswordForm): ...


class SetPasswordForm(Plain, account.SetPasswordForm): ...


class AddEmailForm(Plain, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ChangeEmailForm(Plain, account.ChangeEmailForm):
    """Another address while signing up."""


class ReauthenticateForm(Plain, account.ReauthenticateForm): ...


class AuthenticateForm(Plain, mfa.AuthenticateForm): ...


class MfaReauthenticateForm(Plain, mfa.ReauthenticateForm): ...


class ActivateTotpForm(Plain, totp.ActivateTOTPForm): ...


class AddPasskeyForm(Plain, webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True
        self.initial["name"] = ""  # allauth finds one for whoever leaves it empty


class EditPasskeyForm(Plain, webauthn.EditWebAuthnForm): ...
