"""Where readers meet the discussion. Every deed is one address, and POST only."""

from django.urls import path

from . import (
    feeds,
    moderation_report_views,
    own_views,
    posting_views,
    reaction_views,
    report_views,
    silence_views,
    thread_views,
)

app_name = "comments"

urlpatterns = [
    path("articles/<slug:slug>/comments/", posting_views.post_comment, name="post"),
    path("articles/<slug:slug>/comments/feed/", feeds.comment_feed, name="feed"),
    path("comments/<slug:public_id>/", thread_views.permalink, name="permalink"),
    path("comments/<slug:public_id>/thread/", thread_views.thread, name="thread"),
    path("moderation-report/", moderation_report_views.moderation_reports, name="moderation_reports"),
    path(
        "moderation-report/<int:year>/<int:month>/",
        moderation_report_views.moderation_report,
        name="moderation_report",
    ),
    path("comments/<slug:public_id>/edit/", own_views.edit, name="edit"),
    path("comments/<slug:public_id>/withdraw/", own_views.withdraw, name="withdraw"),
    path("comments/<slug:public_id>/helpful/", reaction_views.put_helpful, name="helpful"),
    path("comments/<slug:public_id>/helpful/take-back/", reaction_views.take_helpful_back, name="helpful_take_back"),
    path("comments/<slug:public_id>/report/", report_views.report, name="report"),
    path("comments/<slug:public_id>/concern/", report_views.concern, name="concern"),
    path("comments/<slug:public_id>/ignore/", silence_views.ignore, name="ignore"),
    path("comments/<slug:public_id>/mute/", silence_views.mute, name="mute"),
]
