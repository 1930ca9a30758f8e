"""The map of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.static import serve

from articles.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("articles.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    # In production nginx serves media before a request gets here; on one machine without it, this does.
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
]
