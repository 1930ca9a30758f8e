"""What the site is called now: the operator may rename it on its settings page."""

from articles.models import SiteSettings


def site_name() -> str:
    """The name in force. One query."""
    return str(SiteSettings.current().name)
