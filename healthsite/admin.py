"""The admin as a whole: its name, and the one page of settings to which each app gives its part."""

from django.conf import settings
from django.contrib import admin

admin.site.site_header = admin.site.site_title = settings.SITE_NAME
