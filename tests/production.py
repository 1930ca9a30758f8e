"""Runs a command of the site under settings such as a real site has: `python -m tests.production manage.py check`."""

import os
import runpy
import sys

ENVIRONMENT = {
    "SECRET_KEY": "checked-under-production-settings-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "health.example.org",
    "DATABASE_URL": "sqlite:///:memory:",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
    "TRUSTED_PROXY_COUNT": "1",
    "HSTS_INCLUDE_SUBDOMAINS": "1",
    "HSTS_PRELOAD": "1",
    "CACHE_URL": "redis://127.0.0.1:6379/0",
}

if __name__ == "__main__":
    for name in ("DEBUG", "INSECURE_LOOPBACK"):
        os.environ.pop(name, None)
    os.environ.update(ENVIRONMENT)
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
