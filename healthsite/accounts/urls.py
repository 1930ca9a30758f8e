from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("begin-again/", views.begin_again, name="begin_again"),
    path("profile/", views.profile, name="profile"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
