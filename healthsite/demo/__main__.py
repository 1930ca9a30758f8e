"""`make run`: the site on one's own machine as it would run in production, with demo content and no questions.

Everything it makes stands under `var/`. Ctrl-C ends the server and the worker. `--dev` serves with DEBUG and reload.
"""

import hashlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import NoReturn

BASE_DIR = Path(__file__).resolve().parent.parent.parent
# Seconds that the server and the worker get to finish what they are doing.
GRACE = 15


def main() -> None:
    dev = "--dev" in sys.argv[1:]
    port = _port()
    var = Path(os.environ.get("VAR_DIR") or BASE_DIR / "var").resolve()
    var.mkdir(parents=True, exist_ok=True)
    _set_environment(var, port, dev)
    _prepare(var, dev)
    _serve(port, dev)


def _stop(line: str) -> NoReturn:
    sys.exit(f"healthsite: {line}")


def _port() -> int:
    """The port that PORT names, free to be listened on."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        _stop(f"PORT must be a number from 1 to 65535, not {text}")
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as problem:
            _stop(f"port {text} can't be used ({problem.strerror}). PORT=8001 make run takes another.")
    return int(text)


def _set_environment(var: Path, port: int, dev: bool) -> None:
    """What a real site's operator would set; what is set already stays."""
    secret = var / "secret_key"
    if not secret.exists():
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(60))
    defaults = {
        "DJANGO_SETTINGS_MODULE": "healthsite.settings",
        "VAR_DIR": str(var),
        "SECRET_KEY_FILE": str(secret),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "INSECURE_LOOPBACK": "1",
        "SITE_URL": f"http://localhost:{port}",
        "DATABASE_URL": f"sqlite:///{var / 'site.sqlite3'}",
        "EMAIL_URL": f"printmail:///{var / 'mail'}",
        "LOG_LEVEL": "WARNING",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    os.environ["BIND"] = f"127.0.0.1:{port}"
    os.environ["DEBUG"] = "1" if dev else ""


def _prepare(var: Path, dev: bool) -> None:
    """Bring the database, the demo content and the static files up to date."""
    import django
    from django.core.management import call_command

    print("Preparing the database …", flush=True)  # noqa: T201
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("seed", verbosity=0)
    stamp = var / "static" / ".made-of"
    made_of = _fingerprint_of_static_files()
    if not dev and (not stamp.exists() or stamp.read_text() != made_of):
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        stamp.write_text(made_of)


def _fingerprint_of_static_files() -> str:
    """Changes whenever a static file of the project or the version of a dependency does."""
    digest = hashlib.sha256((BASE_DIR / "requirements.txt").read_bytes())
    for path in sorted(BASE_DIR.glob("*/static/**/*")):
        if path.is_file():
            digest.update(f"{path}:{path.stat().st_mtime_ns}:{path.stat().st_size}".encode())
    return digest.hexdigest()


def _serve(port: int, dev: bool) -> None:
    """Run the server and the worker until one of them ends or somebody presses Ctrl-C; then end both."""
    manage = [sys.executable, str(BASE_DIR / "manage.py")]
    if dev:
        server = [*manage, "runserver", f"127.0.0.1:{port}"]
    else:
        server = [sys.executable, "-m", "gunicorn", "-c", str(BASE_DIR / "deploy" / "gunicorn.conf.py")]
        server += ["--log-level", "warning", "healthsite.wsgi:application"]
    stop = {"asked": False}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.update(asked=True))
    # In sessions of their own, so that Ctrl-C reaches only this process, which then ends them in order.
    processes = [
        subprocess.Popen(command, cwd=BASE_DIR, start_new_session=True)  # noqa: S603
        for command in (server, [*manage, "qcluster"])
    ]
    try:
        while not stop["asked"] and not _answers(port) and all(process.poll() is None for process in processes):
            time.sleep(0.2)
        if not stop["asked"] and _answers(port):
            _greet(port)
        while not stop["asked"] and all(process.poll() is None for process in processes):
            time.sleep(0.2)
    finally:
        failed = not stop["asked"]
        _end(processes)
    if failed:
        _stop("the server or the worker ended by itself; its last lines above say why.")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _end(processes: list[subprocess.Popen]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _greet(port: int) -> None:
    from healthsite.demo.content import PASSWORD, accounts

    lines = [f"\nhealthsite is running:  http://localhost:{port}", ""]
    lines += [f"  {account.role:<14} {account.email:<26} {PASSWORD}" for account in accounts() if account.printed]
    lines += ["", f"  Admin: http://localhost:{port}/admin/    Moderation: http://localhost:{port}/moderation/"]
    lines += ["  Mail is printed here and kept under var/mail/. Ctrl-C ends it all.", ""]
    print("\n".join(lines), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
