"""The readers' pages: home, an article, a category, a contributor, a policy."""

from django.http import HttpResponse


def home(request):
    return HttpResponse()


article_detail = category_list = category_detail = contributor_detail = policy_detail = home
