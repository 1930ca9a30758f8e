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
