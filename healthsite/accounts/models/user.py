from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ..names import KEY_LENGTH, MAX_LENGTH, name_key, name_look, tidy_name

SECOND_FACTORS = {"totp", "webauthn"}
# How long a sign-up whose code nobody has entered yet keeps the display name from others: a code and a few tries.
NAME_HELD = timedelta(hours=1)


def check_time_zone(name: str) -> None:
    """Refuse what is no IANA time zone, such as a path or a misspelt city."""
    if name not in available_timezones():
        raise ValidationError(_now("“%(name)s” is not a time zone we know."), code="time_zone", params={"name": name})


class UserManager(BaseUserManager["User"]):
    """Makes people; they are looked up by e-mail address, whatever its case."""

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())

    def with_name_like(self, name: str) -> "models.QuerySet[User]":
        """The people whose display name reads or looks like `name`: at most a handful, usually nobody.

        A sign-up that was never finished counts for an hour only; `free_name` then makes room for the next one.
        """
        return self._named_like(name).exclude(pk__in=self.never_verified(NAME_HELD).values("pk"))

    def _named_like(self, name: str) -> "models.QuerySet[User]":
        return self.filter(Q(name_key=name_key(name)) | Q(name_look=name_look(name)))

    def never_verified(self, older_than: timedelta = timedelta()) -> "models.QuerySet[User]":
        """The sign-ups that nobody finished: no code was ever entered, nobody ever logged in. Never staff."""
        addresses = self.model._meta.get_field("emailaddress").related_model.objects.filter(user=OuterRef("pk"))
        return self.filter(
            Exists(addresses),
            ~Exists(addresses.filter(verified=True)),
            is_staff=False,
            is_superuser=False,
            last_login=None,
            date_joined__lte=timezone.now() - older_than,
        )

    def free_name(self, name: str, *, for_: "User | None" = None) -> None:
        """Let go of sign-ups that were abandoned an hour ago or earlier and have this name, since somebody takes it."""
        abandoned = self._named_like(name).filter(pk__in=self.never_verified(NAME_HELD).values("pk"))
        for person in abandoned.exclude(pk=for_.pk if for_ else None):
            person.forget_sign_up()

    def create_user(self, email: str, display_name: str, password: str | None = None, **fields: Any) -> "User":
        """A person with this log-in address and public name; without a password, one who must set one by mail."""
        user = self.model(email=email, display_name=display_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, display_name: str, password: str | None = None, **fields: Any) -> "User":
        """A person with every right."""
        return self.create_user(email, display_name, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Someone with an account. The e-mail address is private and logs in; the display name is what others see."""

    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(_("display name"), max_length=MAX_LENGTH)
    name_key = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    name_look = models.CharField(max_length=KEY_LENGTH, unique=True, editable=False)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, validators=[check_time_zone])
    is_staff = models.BooleanField(_("may enter the admin"), default=False)
    is_active = models.BooleanField(_("may log in"), default=True)
    session_series = models.PositiveIntegerField(default=0, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        self.display_name = tidy_name(self.display_name)
        self.name_key = name_key(self.display_name)
        self.name_look = name_look(self.display_name)
        if "display_name" in (kwargs.get("update_fields") or ()):
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key", "name_look"}
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name

    def get_session_auth_hash(self) -> str:
        # Django ends a session whose hash no longer fits: counting on ends all of them, wherever they are stored.
        return f"{super().get_session_auth_hash()}.{self.session_series}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for fallback in super().get_session_auth_fallback_hash():
            yield f"{fallback}.{self.session_series}"

    def sign_out_everywhere(self) -> None:
        """End every session of this person, on every device, from the next request on."""
        User.objects.filter(pk=self.pk).update(session_series=F("session_series") + 1)
        self.refresh_from_db(fields=["session_series"])

    def forget_sign_up(self) -> bool:
        """Delete this account if it is a sign-up that nobody finished and nothing names it; answers whether it went."""
        with transaction.atomic():
            person = User.objects.never_verified().filter(pk=self.pk).first()
            if person is None or person._is_named_somewhere():
                return False
            person.delete()
        return True

    def _is_named_somewhere(self) -> bool:
        """Whether a comment, an article or a record names this person and would be left without a name."""
        return any(
            field.related_model._base_manager.filter(**{field.field.name: self}).exists()
            for field in self._meta.get_fields(include_hidden=True)
            if (field.one_to_many or field.one_to_one) and field.auto_created and field.on_delete is not models.CASCADE
        )

    def take_away_staff_access(self) -> None:
        """Leave the person an ordinary reader: no admin, no groups, no rights of their own, signed out everywhere."""
        with transaction.atomic():
            self.is_staff = self.is_superuser = False
            self.save(update_fields=["is_staff", "is_superuser"])
            self.groups.clear()
            self.user_permissions.clear()
            self.sign_out_everywhere()

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone does not open this account. Recovery codes are no factor of their own."""
        return any(factor.type in SECOND_FACTORS for factor in self.authenticator_set.all())

    @property
    def zone(self) -> ZoneInfo | None:
        """The person's time zone, None when they keep the site's."""
        return ZoneInfo(self.time_zone) if self.time_zone else None
