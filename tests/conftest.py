"""The cast, and the few things that every test needs."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import hypothesis
import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils.module_loading import import_string

from healthsite.accounts.models import User

# A busy machine is no bug: properties are about what comes out, not how fast.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")

PASSWORD = "a long and calm sentence"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with real transactions come last: they empty the tables, those that migrations filled among them.

    pytest-django sees to that too, but pytest then sorts again for the browser.
    """

    def empties_tables(item: pytest.Item) -> bool:
        mark = item.get_closest_marker("django_db")
        return bool(mark and mark.kwargs.get("transaction")) or not {"transactional_db", "live_server"}.isdisjoint(
            getattr(item, "fixturenames", ())
        )

    items.sort(key=empties_tables)


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests() -> Iterator[None]:
    """Static files straight from where they lie, and passwords hashed quickly."""
    with override_settings(
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """A connection that the live server kept open would hold on to the test database when it is to go."""
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(autouse=True)
def clean_cache() -> None:
    """No rate limit or kept page reaches from one test into the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def worker_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the background worker would do in a moment is done at once."""

    def at_once(name: str | Callable[..., Any], *args: Any, **options: Any) -> None:
        (import_string(name) if isinstance(name, str) else name)(*args)

    monkeypatch.setattr("django_q.tasks.async_task", at_once)


def restore_groups() -> None:
    """Bring the groups back that a migration makes, where a test with real transactions has emptied the tables."""
    if not Group.objects.exists():
        import_module("healthsite.migrations.0001_groups").make_groups(apps, None)
        import_module("healthsite.migrations.0007_editors_keep_sources").grant(apps, None)


def make_person(email: str, display_name: str, *groups: str, **fields: Any) -> User:
    """Someone with a verified address, and staff when they belong to a group."""
    if groups:
        restore_groups()
    user = User.objects.create_user(email, display_name, PASSWORD, **{"is_staff": bool(groups), **fields})
    user.groups.set(Group.objects.filter(name__in=groups))
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def ana(db: None) -> User:
    """Writes articles."""
    return make_person("ana@example.org", "Ana", "Authors")


@pytest.fixture
def ed(db: None) -> User:
    """Edits everybody's."""
    return make_person("ed@example.org", "Ed", "Editors")


@pytest.fixture
def mo(db: None) -> User:
    """Moderates comments."""
    return make_person("mo@example.org", "Mo", "Moderators")


@pytest.fixture
def rui(db: None) -> User:
    """Reads, and sometimes comments."""
    return make_person("rui@example.org", "Rui")


@pytest.fixture
def eve(db: None) -> User:
    """A stranger: logged in, and with no business in anything that is not hers."""
    return make_person("eve@example.org", "Eve")


@pytest.fixture
def sam(db: None) -> User:
    """A reader who gets suspended."""
    return make_person("sam@example.org", "Sam")


@pytest.fixture
def root(db: None) -> User:
    """A superuser."""
    return make_person("root@example.org", "Ruth", is_staff=True, is_superuser=True)


@pytest.fixture
def as_(db: None) -> Callable[[User | None], Client]:
    """`as_(rui)` is a browser in which Rui is logged in; `as_(None)` one in which nobody is."""

    def browser_of(user: User | None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return browser_of
