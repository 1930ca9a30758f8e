"""The moderators' desk."""

from django.urls import path

from . import moderation_views as views

app_name = "moderation"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("bulk/", views.bulk, name="bulk"),
    path("people/<int:pk>/", views.person, name="person"),
    path("sanctions/<int:pk>/confirm/", views.confirm_sanction, name="confirm_sanction"),
    path("sanctions/<int:pk>/lift/", views.lift_sanction, name="lift_sanction"),
    path("<slug:public_id>/", views.decide, name="decide"),
    path("<slug:public_id>/history/", views.history, name="history"),
    path("<slug:public_id>/undo/", views.undo_decision, name="undo"),
    path("<slug:public_id>/claim/", views.claim, name="claim"),
    path("<slug:public_id>/close/", views.close_thread, name="close"),
    path("<slug:public_id>/sanction/", views.give_sanction, name="sanction"),
]
