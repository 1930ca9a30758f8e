"""Starts the site as `make run` does, in a folder of its own, reads its pages, imports, and stops it with Ctrl-C.

Run by CI: `python -m tests.newcomer [PAGE…]`, with page texts to import. Says what it saw and how long it took; any
surprise is an error.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="healthsite-"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**clean, "PORT": str(port), "VAR_DIR": str(folder)}
    try:
        for attempt in ("first", "second"):
            _start_read_and_stop(environment, port, attempt)
        if sys.argv[1:]:
            _import_pages(environment, folder, sys.argv[1:])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("1 passed, 0 failed")


def _start_read_and_stop(environment: dict[str, str], port: int, attempt: str) -> None:
    began = time.monotonic()
    command = [sys.executable, "-m", "healthsite.demo"]
    site = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        printed = ""
        for line in site.stdout:
            printed += line
            if "Ctrl-C" in line:
                break
        took = time.monotonic() - began
        _expect(f"http://localhost:{port}" in printed, "the address is printed", printed)
        for role in ("author", "editor", "moderator", "reader", "administrator"):
            _expect(f"{role}@example.org" in printed, f"the {role}'s log-in is printed", printed)
        for path, words in {
            "/": "Migraine",
            "/articles/migraine/": "Login is required before commenting.",
            "/categories/more/health/recovery/": "Recovery",
            "/accounts/login/": "Log in",
        }.items():
            page, headers = _read(port, path)
            _expect(words in page, f"{path} says {words!r}", page[:2000])
            _expect(
                "Set-Cookie" not in headers or path.startswith("/accounts/"), f"{path} sets no cookie", str(headers)
            )
        print(f"{attempt} start: {took:.1f} s until the address was printed")
    finally:
        site.send_signal(signal.SIGINT)
        site.wait(60)
    _expect(site.returncode == 0, "Ctrl-C ends the site", f"exit status {site.returncode}")
    with socket.socket() as probe:
        _expect(probe.connect_ex(("127.0.0.1", port)) != 0, "nothing listens afterwards", "")


def _read(port: int, path: str) -> tuple[str, dict[str, str]]:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=20) as answer:
            return answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        raise SystemExit(f"{path} answered {error.code}") from error


def _import_pages(environment: dict[str, str], folder: Path, pages: list[str]) -> None:
    settings = {
        "SECRET_KEY_FILE": str(folder / "secret_key"),
        "ALLOWED_HOSTS": "localhost",
        "INSECURE_LOOPBACK": "1",
        "EMAIL_URL": "dummymail://",
        "DATABASE_URL": f"sqlite:///{folder / 'site.sqlite3'}",
    }
    for attempt in ("first", "again"):
        command = [sys.executable, "manage.py", "import_articles", "--publish", *pages]
        done = subprocess.run(command, cwd=ROOT, env={**environment, **settings}, capture_output=True, text=True)
        print(f"import, {attempt}:", done.stdout.strip().splitlines()[-1:], done.stderr.strip())
        _expect(done.returncode == 0, "the pages are imported", done.stdout + done.stderr)


def _expect(holds: bool, what: str, seen: str) -> None:
    if not holds:
        raise SystemExit(f"expected that {what}, but saw:\n{seen}")


if __name__ == "__main__":
    main()
