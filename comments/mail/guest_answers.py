"""What somebody without an account hears about their report: that it was looked at, and what came of it.

No words of the comment, no title and no address of a page: whoever reads this mailbox learns nothing else from it.
"""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from articles.models import SiteSettings

from ..models import GuestAnswer, Report


def write(answer: GuestAnswer) -> EmailMessage | None:
    """The mail that `answer` is now; None when the report is open again, or its address is forgotten."""
    report = Report.objects.get(pk=answer.report_id)
    if report.state == Report.State.OPEN or not report.email:
        return None
    site = SiteSettings.current()
    body = render_to_string(
        "comments/email/guest_answer.txt",
        {"outcome": report.get_state_display(), "reported": report.created_at, "site_name": site.name},
    )
    subject = _("Your report to %(site)s") % {"site": site.name}
    headers = {"Auto-Submitted": "auto-generated"}
    return EmailMessage(" ".join(subject.split()), body, None, [report.email], headers=headers)
