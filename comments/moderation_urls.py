"""The moderators' desk."""

from django.urls import path

from . import moderation_views as views

app_name = "moderation"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("<slug:public_id>/", views.decide, name="decide"),
]
