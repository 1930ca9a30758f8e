"""What this site does differently from allauth's defaults."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .middleware import is_entrance, take_return_address
from .models import OutgoingMail, User
from .names import check_display_name, tidy_name
from .surroundings import check_name_is_free_elsewhere, sender, site_name

# allauth has one sentence for too many tries of anything. After the last wrong code another one is true, by page.
AFTER_THE_LAST_CODE = {
    "account_email_verification_sent": _(
        "That was the last try with this code. Log in with your e-mail address and your new password, and we send you "
        "a fresh one."
    ),
    "account_email": _(
        "That was the last try with this code. Your address stays as it is; you can ask for a new code."
    ),
    "account_confirm_login_code": _("That was the last try with this code. You can ask for a new one."),
    "account_confirm_password_reset_code": _("That was the last try with this code. You can ask for a new one."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Display names by our rules, mail by the worker, and a way back to where the reader came from."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_taken": _("Someone has this display name already, or one that looks like it."),
        "email_password_mismatch": _("The e-mail address and the password don’t belong together."),
        "incorrect_code": _("This code isn’t right. Please compare it with the newest e-mail from us."),
        "incorrect_password": _("This password isn’t right."),
        "enter_current_password": _("This isn’t your present password."),
        "too_many_login_attempts": _(
            "Too many attempts. Please wait five minutes; a code by e-mail and a passkey still work."
        ),
        "rate_limited": _("Please wait a moment before you ask for another code."),
        "same_as_current": _("This is the address you have already."),
    }

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        match = getattr(self.request, "resolver_match", None)
        page = match.view_name if match else ""
        if page == "account_email_verification_sent" and self.request.user.is_authenticated:
            page = "account_email"
        if page in AFTER_THE_LAST_CODE:
            words = AFTER_THE_LAST_CODE[page]
            self.error_messages = {**self.error_messages, "too_many_login_attempts": words}

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """The display name as it is kept; raises ValidationError for one that is refused or taken."""
        check_display_name(username, site_name())
        username = tidy_name(username)
        if not shallow and User.objects.with_name_like(username).exists():
            raise self.validation_error("username_taken")
        if not shallow:
            check_name_is_free_elsewhere(username)
        return username

    def is_safe_url(self, url: str | None) -> bool:
        """Whether somebody may be sent on to this address: on this site, and not back to the door."""
        return super().is_safe_url(url) and not is_entrance(url)

    def get_from_email(self) -> str:
        return sender()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail now, with this request's language and addresses, and let the worker send it."""
        context = {"email": email, "site_name": site_name(), **context}
        OutgoingMail.post(self.render_mail(template_prefix, email, context))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where to go after logging in when the last form did not say."""
        return take_return_address(request) or super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same, for someone whose log-in began with signing up."""
        return take_return_address(request) or super().get_signup_redirect_url(request)
