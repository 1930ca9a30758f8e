"""A reader's own pages, and the deeds of watching. What begins with `accounts/mail/` is reached by links in mails."""

from django.urls import path

from . import appeal_views, hat_views, silence_views
from . import my_views as views

app_name = "my"

urlpatterns = [
    path("accounts/comments/", views.my_comments, name="comments"),
    path("comments/<slug:public_id>/decision/", appeal_views.decision, name="decision"),
    path("comments/<slug:public_id>/appeal/", appeal_views.appeal_removal, name="appeal"),
    path("comments/<slug:public_id>/resubmit/", appeal_views.resubmit, name="resubmit"),
    path("sanctions/<int:pk>/appeal/", appeal_views.appeal_sanction, name="appeal_sanction"),
    path("accounts/professions/", hat_views.my_hats, name="hats"),
    path("accounts/professions/ask/", hat_views.ask_for_hat, name="ask_for_hat"),
    path("accounts/professions/<int:pk>/drop/", hat_views.drop_hat, name="drop_hat"),
    path("accounts/ignored/", silence_views.ignored, name="ignored"),
    path("accounts/ignored/<int:pk>/stop/", silence_views.stop_ignoring, name="stop_ignoring"),
    path("comments/<slug:public_id>/mute/stop/", silence_views.stop_muting, name="stop_muting"),
    path("accounts/watched/", views.watched, name="watched"),
    path("accounts/watched/mail/", views.choose_mail, name="choose_mail"),
    path("accounts/mail/<str:token>/", views.stop, name="stop"),
    path("accounts/mail/<str:token>/everything/", views.stop_everything, name="stop_everything"),
    path("articles/<slug:slug>/watch/", views.watch_article, name="watch_article"),
    path("articles/<slug:slug>/unwatch/", views.unwatch_article, name="unwatch_article"),
    path("comments/<slug:public_id>/watch/", views.watch_thread, name="watch_thread"),
    path("comments/<slug:public_id>/unwatch/", views.unwatch_thread, name="unwatch_thread"),
]
