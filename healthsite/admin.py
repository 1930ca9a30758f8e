"""The admin as a whole: its name, and the one page of settings to which each app gives its part."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from articles.admin import SiteSettingsAdmin
from articles.models import SiteSettings
from comments.models import DiscussionSettings

admin.site.site_header = admin.site.site_title = settings.SITE_NAME


class DiscussionSettingsInline(admin.StackedInline):
    """How discussions are led on the whole site; whoever may change the site may change this."""

    model = DiscussionSettings
    can_delete = False
    extra = 1
    max_num = 1

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.view_sitesettings") or self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("articles.change_sitesettings")

    has_add_permission = has_change_permission


admin.site.unregister(SiteSettings)


@admin.register(SiteSettings)
class WholeSiteSettingsAdmin(SiteSettingsAdmin):
    """The one page: what articles keep of it, and how discussions are led."""

    inlines = [DiscussionSettingsInline, *SiteSettingsAdmin.inlines]
