"""Pages that libraries bring into the admin open no way round the rules, not even to a superuser."""

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule, Success, Task

from healthsite.accounts.models import User

OURS = {"accounts", "articles", "comments", "healthsite"}
# Groups are what an operator is to shape.
OPEN = {Group}


def of_libraries() -> list[type]:
    return [model for model in admin.site._registry if model._meta.app_label not in OURS and model not in OPEN]


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def one_of_each(rui):
    """A row of every model that a library shows, as they come to be."""
    Schedule.objects.create(func="math.sqrt", name="roots", schedule_type="I", minutes=5)
    OrmQ.objects.create(key="healthsite", payload="x")
    for name, success in (("done", True), ("failed", False)):
        now = timezone.now()
        Task.objects.create(
            id=name.ljust(32, "0"), name=name, func="math.sqrt", args=(4,), started=now, stopped=now, success=success
        )


@pytest.mark.django_db
class LibrariesPagesTests:
    def test_there_are_some_to_look_at(self):
        assert {Schedule, Success, Failure} <= set(of_libraries())

    @pytest.mark.parametrize("model", of_libraries())
    def test_superuser_adds_nothing(self, as_, root, model):
        browser = as_(root)
        for answer in (browser.get(address(model, "add")), browser.post(address(model, "add"), {"func": "os.abort"})):
            assert answer.status_code == 403

    @pytest.mark.parametrize("model", of_libraries())
    def test_superuser_changes_nothing(self, as_, root, model, one_of_each):
        browser = as_(root)
        assert browser.get(address(model, "changelist")).status_code == 200
        for row in model._default_manager.all()[:1]:
            page = browser.get(address(model, "change", row.pk))
            assert page.status_code == 200
            assert 'name="_save"' not in page.content.decode()
            assert browser.post(address(model, "change", row.pk), {"func": "os.abort"}).status_code == 403

    @pytest.mark.parametrize("model", [EmailAddress, UserSession])
    def test_what_accounts_keep_is_not_there_at_all(self, model):
        assert not admin.site.is_registered(model)

    def test_nobody_but_superusers_sees_them(self, as_, ed):
        for model in of_libraries():
            assert as_(ed).get(address(model, "changelist")).status_code == 403

    def test_failed_task_can_be_tried_again_and_a_finished_one_cannot(self, as_, root, one_of_each, monkeypatch):
        tried = []
        monkeypatch.setattr("django_q.admin.async_task", lambda *task, **options: tried.append(task))
        for model in (Success, Failure):
            rows = [row.pk for row in model.objects.all()]
            as_(root).post(address(model, "changelist"), {"action": "resubmit_task", "_selected_action": rows})
        assert tried == [("math.sqrt", 4)]
        assert not Failure.objects.exists()

    def test_password_is_changed_where_the_site_does_it(self, as_, root):
        browser = as_(root)
        for answer in (browser.get("/admin/password_change/"), browser.post("/admin/password_change/", {})):
            assert (answer.status_code, answer["Location"]) == (302, reverse("account_change_password"))
        assert User.objects.get(pk=root.pk).password == root.password
