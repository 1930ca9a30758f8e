"""The map of the site."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.static import serve

from articles.views import home
from healthsite import account_views
from healthsite.staff_views import sign_out_person, take_staff_access

# The admin's own log-in knows no second factor and no limits; this one sends people to the site's.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", home, name="home"),
    path("", include("articles.urls")),
    path("", include("comments.readers.urls")),
    path("", include("comments.readers.my_urls")),
    path("moderation/", include("comments.moderators.urls")),
    path("admin/accounts/user/<int:pk>/take-staff-access/", take_staff_access, name="take_staff_access"),
    path("admin/accounts/user/<int:pk>/sign-out/", sign_out_person, name="sign_out_person"),
    path("admin/", admin.site.urls),
    path("accounts/data/", account_views.my_data, name="my_data"),
    path("accounts/data/my-data.json", account_views.my_data_as_json, name="my_data_as_json"),
    path("accounts/data/page/", account_views.my_data_as_html, name="my_data_as_html"),
    path("accounts/close/", account_views.close_account, name="close_account"),
    path("accounts/close/stay/", account_views.keep_account, name="keep_account"),
    path("accounts/", include("healthsite.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    # In production nginx serves media before a request gets here; on one machine without it, this does.
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
]
