"""The readers' pages of articles."""

from django.urls import path

from . import views

app_name = "articles"

urlpatterns = [
    path("articles/<slug:slug>/", views.article_detail, name="detail"),
    path("categories/", views.category_list, name="categories"),
    path("categories/<path:url_path>/", views.category_detail, name="category"),
    path("authors/<slug:slug>/", views.contributor_detail, name="contributor"),
    path("policies/<slug:kind>/", views.policy_detail, name="policy"),
]
