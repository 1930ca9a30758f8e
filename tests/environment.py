"""The environment that the suite runs in, set before Django reads its settings (see `addopts` in pyproject.toml)."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1")
os.environ.setdefault("INSECURE_LOOPBACK", "1")
os.environ.setdefault("DATABASE_URL", "sqlite:///var/test.sqlite3")
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["LOG_LEVEL"] = "WARNING"
# pytest-playwright runs an event loop in the main thread, in which Django would refuse plain database calls.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

# Each worker of the suite counts in a database of its own: they empty theirs between the tests.
cache, _, number = os.environ.get("CACHE_URL", "").rpartition("/")
if cache.startswith("redis://") and number.isdecimal():
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw") or "0"
    os.environ["CACHE_URL"] = f"{cache}/{(int(number) + int(worker)) % 16}"
