"""The moderators' desk."""

from django.urls import path

from . import (
    appeal_views,
    decision_views,
    hat_views,
    people_views,
    queue_views,
    rule_views,
    second_key_views,
)

app_name = "moderation"

urlpatterns = [
    path("", queue_views.queue, name="queue"),
    path("bulk/", decision_views.bulk, name="bulk"),
    path("appeals/", appeal_views.appeals, name="appeals"),
    path("appeals/<int:pk>/", appeal_views.appeal, name="appeal"),
    path("appeals/<int:pk>/take-back/", appeal_views.take_back, name="take_appeal_back"),
    path("second-key/", second_key_views.requests, name="second_key"),
    path("second-key/<int:pk>/", second_key_views.settle, name="settle_second_key"),
    path("professions/", hat_views.checked_professions, name="hats"),
    path("professions/<int:pk>/check/", hat_views.check_hat, name="check_hat"),
    path("professions/<int:pk>/end/", hat_views.end_hat, name="end_hat"),
    path("people/<int:pk>/", people_views.person, name="person"),
    path("sanctions/<int:pk>/confirm/", people_views.confirm_sanction, name="confirm_sanction"),
    path("sanctions/<int:pk>/lift/", people_views.lift_sanction, name="lift_sanction"),
    path("rules/", rule_views.rules, name="rules"),
    path("rules/record/", rule_views.record, name="rule_record"),
    path("rules/try/", rule_views.try_rules, name="try_rules"),
    path("rules/save/", rule_views.save_rules, name="save_rules"),
    path("rules/<int:pk>/undo/", rule_views.undo_rules, name="undo_rules"),
    path("<slug:public_id>/", decision_views.decide, name="decide"),
    path("<slug:public_id>/history/", queue_views.history, name="history"),
    path("<slug:public_id>/undo/", decision_views.undo_decision, name="undo"),
    path("<slug:public_id>/claim/", queue_views.claim, name="claim"),
    path("<slug:public_id>/close/", people_views.close_thread, name="close"),
    path("<slug:public_id>/sanction/", people_views.give_sanction, name="sanction"),
]
