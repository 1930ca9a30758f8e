from typing import Any
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from .models import User
from .names import check_display_name, tidy_name
from .surroundings import check_name_is_free_elsewhere, site_name

# Old spellings and fixed offsets confuse more than they help in a list of cities.
CITIES = tuple(sorted(
    zone for zone in available_timezones()
    if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/"))
))  # fmt: skip


def time_zone_choices() -> list[tuple[str, Any]]:
    """The site's own zone first, then the world's by region."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for zone in CITIES:
        region, _slash, city = zone.partition("/")
        regions.setdefault(region, []).append((zone, city.replace("_", " ").replace("/", " – ")))
    own = _("The site’s time zone (%(zone)s)") % {"zone": settings.TIME_ZONE}
    return [("", own), *regions.items()]


class ProfileForm(forms.ModelForm):
    """What a person says about themself: the public name and their time zone."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices, required=False)

    class Meta:
        model = User
        fields = ["display_name", "time_zone"]
        labels = {"display_name": _("Display name")}
        help_texts = {"display_name": _("Public: it stands beside what you write. It need not be your real name.")}
        widgets = {"display_name": forms.TextInput(attrs={"autocomplete": "nickname"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.instance.time_zone
        if zone and zone not in CITIES:  # kept when it was set elsewhere, such as "UTC"
            self.fields["time_zone"].choices = [*self.fields["time_zone"].choices, (zone, zone)]

    def clean_display_name(self) -> str:
        name = tidy_name(self.cleaned_data["display_name"])
        if name == User.objects.values_list("display_name", flat=True).get(pk=self.instance.pk):
            return name  # kept as it is, even where the rules have become stricter since
        check_display_name(self.data.get(self.add_prefix("display_name"), name), site_name())
        if User.objects.with_name_like(name).exclude(pk=self.instance.pk).exists():
            raise get_adapter().validation_error("username_taken")
        check_name_is_free_elsewhere(name, self.instance)
        return name

    def save_or_refuse(self) -> bool:
        """Save; answers False, with an error at the field, when someone took the name a moment ago."""
        try:
            with transaction.atomic():
                User.objects.free_name(self.instance.display_name, for_=self.instance)
                self.instance.save(update_fields=["display_name", "time_zone"])
        except IntegrityError:
            self.add_error("display_name", get_adapter().validation_error("username_taken"))
            return False
        return True


class InvitationForm(forms.ModelForm):
    """An invitation as a superuser writes it. Without a group it gives no rights but to enter the admin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:  # not on the page that only shows one
            self.fields["groups"].required = False
            self.fields["groups"].help_text = _(
                "A group gives its rights on the whole site. For someone who is to work in one category only, choose "
                "none, and give them a category role when they have accepted."
            )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email=email, is_staff=True).exists():
            raise ValidationError(_("The person with this address is staff already: change their groups instead."))
        return email
