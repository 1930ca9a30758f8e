"""The people of the site in the admin. Only superusers hand out staff access; they do it by invitation."""

from typing import Any

from allauth.mfa import admin as _allauth_admin  # noqa: F401 (registers what is replaced below)
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from .forms import InvitationForm
from .models import Consent, Invitation, InvitationError, OutgoingMail, User
from .names import tidy_name
from .surroundings import check_name_is_free_elsewhere


class UserForm(forms.ModelForm):
    """A superuser may give any name (an invited Dr Smith), but not one that somebody has."""

    class Meta:
        model = User
        fields = ["display_name", "time_zone", "is_active", "is_staff", "is_superuser", "groups"]

    def clean_display_name(self) -> str:
        name = tidy_name(self.cleaned_data["display_name"])
        if User.objects.with_name_like(name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Someone has this display name already, or one that looks like it."))
        if "display_name" in self.changed_data:
            check_name_is_free_elsewhere(name, self.instance)
        return name


class ConsentInline(admin.TabularInline):
    """What the person agreed to; nobody edits that."""

    model = Consent
    extra = 0
    can_delete = False
    readonly_fields = ["document", "version", "given_at"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """People, with who is staff. Accounts are made by signing up, so there is no add button."""

    form = UserForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["display_name", "email", "is_staff", "group_names", "second_factor", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    search_fields = ["display_name", "email", "name_key"]
    ordering = ["-date_joined"]
    filter_horizontal = ["groups"]
    readonly_fields = ["email", "date_joined", "last_login", "second_factor"]
    fieldsets = [
        (None, {"fields": ["display_name", "email", "time_zone", "is_active"]}),
        (_("Staff"), {"fields": ["is_staff", "second_factor", "groups", "is_superuser"]}),
        (_("Dates"), {"fields": ["date_joined", "last_login"]}),
    ]
    inlines = [ConsentInline]
    actions = ["sign_out_everywhere"]

    # Who may do what to whom: rights are handed out by superusers only, so that nobody can lift themself or a friend.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        if obj is None or request.user.is_superuser:
            return allowed
        return allowed and not obj.is_staff and not obj.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # It would tear holes into the record of who published and decided what. Closing an account is its own deed.
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = list(self.readonly_fields)
        if not request.user.is_superuser:
            fields += ["is_staff", "is_superuser", "groups"]
        return fields

    def save_model(self, request: HttpRequest, obj: User, form: forms.ModelForm, change: bool) -> None:
        User.objects.free_name(obj.display_name, for_=obj)
        super().save_model(request, obj, form, change)
        if {"is_active", "is_staff", "is_superuser"} & set(form.changed_data) and obj.pk != request.user.pk:
            obj.sign_out_everywhere()

    @admin.display(description=_("groups"))
    def group_names(self, person: User) -> str:
        return ", ".join(group.name for group in person.groups.all())

    @admin.display(description=_("second factor"), boolean=True)
    def second_factor(self, person: User) -> bool:
        return person.has_second_factor

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups", "authenticator_set")

    @admin.action(description=_("Sign out everywhere"), permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, people: QuerySet[User]) -> None:
        done = 0
        for person in people:
            if self.has_change_permission(request, person):
                person.sign_out_everywhere()
                self.log_change(request, person, "Signed out everywhere.")
                done += 1
        left_out = people.count() - done
        self.message_user(request, _("Signed out: %(done)d.") % {"done": done}, messages.SUCCESS)
        if left_out:
            words = _("Left as they are, since you may not change them: %(n)d.") % {"n": left_out}
            self.message_user(request, words, messages.WARNING)


class SuperuserOnlyAdmin(admin.ModelAdmin):
    """Something that gives or shows rights, and so is for superusers alone."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(SuperuserOnlyAdmin):
    """Adding an invitation sends it. It is never edited: revoke it and invite again."""

    form = InvitationForm
    fields = ["email", "groups"]
    filter_horizontal = ["groups"]
    list_display = ["email", "state", "invited_by", "created_at", "expires_at", "accepted_by"]
    search_fields = ["email"]
    actions = ["revoke", "send_again"]

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> list[str]:
        if obj is None:
            return ["email", "groups"]
        return ["email", "groups", "state", "invited_by", "created_at", "expires_at", "accepted_at", "accepted_by",
                "revoked_at", "revoked_by"]  # fmt: skip

    def save_model(self, request: HttpRequest, obj: Invitation, form: forms.ModelForm, change: bool) -> None:
        obj.invited_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.send()  # after the groups are stored, which the mail names

    def response_add(self, request: HttpRequest, obj: Invitation, post_url_continue: str | None = None) -> HttpResponse:
        self.message_user(request, _("The invitation is on its way to %(to)s.") % {"to": obj.email}, messages.SUCCESS)
        if not obj.groups.exists():
            words = _(
                "It names no group: whoever accepts it may enter the admin and do nothing there. Give them a category "
                "role as soon as they have accepted."
            )
            self.message_user(request, words, messages.WARNING)
        return redirect(request.path) if "_addanother" in request.POST else self.response_post_save_add(request, obj)

    @admin.action(description=_("Revoke"), permissions=["add"])
    def revoke(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        self._each(request, invitations, lambda invitation: invitation.revoke(by=request.user), _("Revoked: %d."))

    @admin.action(description=_("Send again with a new link"), permissions=["add"])
    def send_again(self, request: HttpRequest, invitations: QuerySet[Invitation]) -> None:
        self._each(request, invitations, lambda invitation: invitation.send(), _("Sent: %d."))

    def _each(self, request: HttpRequest, invitations: QuerySet[Invitation], deed: Any, words: str) -> None:
        done = 0
        for invitation in invitations:
            try:
                deed(invitation)
            except InvitationError:
                self.message_user(
                    request, _("%(invitation)s is over already.") % {"invitation": invitation}, messages.WARNING
                )
            else:
                done += 1
        self.message_user(request, words % done, messages.SUCCESS)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(SuperuserOnlyAdmin):
    """Whether mail leaves. The words are not shown: they hold other people's codes."""

    list_display = ["to", "subject", "created_at", "attempts", "next_try_at", "sent_at", "given_up_at"]
    fields = list_display
    search_fields = ["to"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class AuthenticatorAdmin(SuperuserOnlyAdmin):
    """Second factors, so that one can be removed for somebody who lost the device. The secrets are not shown."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__display_name", "user__email"]
    fields = list_display

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)
