"""What the bearers of checked professions hear by mail: one is valid, was refused or taken back, or lapses soon."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.models import Hat
from healthsite.accounts.models import OutgoingMail
from healthsite.names import site_name

# A renewal takes two people's time.
BEFORE_LAPSING = timedelta(days=30)


def tell_bearers() -> None:
    """What the worker does: write to everybody whose hat has changed or lapses within a month, once each."""
    soon = Hat.objects.valid().filter(reminded=False, expires_on__lte=timezone.localdate() + BEFORE_LAPSING)
    soon.filter(news=Hat.News.NOTHING).update(news=Hat.News.LAPSING, reminded=True)
    for hat in Hat.objects.exclude(news=Hat.News.NOTHING).select_related("person"):
        _tell(hat)


def _tell(hat: Hat) -> None:
    with transaction.atomic():
        # Of two workers one finds it told already; news that came meanwhile is told by the next run.
        if not Hat.objects.filter(pk=hat.pk, news=hat.news).update(news=Hat.News.NOTHING) or not hat.person.is_active:
            return
        context = {"hat": hat, "url": settings.SITE_URL + reverse("my:hats"), "site_name": site_name()}
        body = render_to_string("accounts/email/hat_message.txt", context)
        subject = _("Your profession on %(site)s") % {"site": context["site_name"]}
        OutgoingMail.post(EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [hat.person.email]))
