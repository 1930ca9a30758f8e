"""How gunicorn serves the site. BIND, WEB_PROCESSES and WEB_THREADS come from the environment."""

import sys
from pathlib import Path

# gunicorn reads this file before it knows where the site lies.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from healthsite.environment import env, read, read_integer  # noqa: E402

bind = read("BIND", env.str, "127.0.0.1:8000")
# On SQLite one process with threads: writers queue inside it. With PostgreSQL, about one process a core.
workers = read_integer("WEB_PROCESSES", 1, least=1, most=256)
threads = read_integer("WEB_THREADS", 8, least=1, most=256)
worker_class = "gthread"
timeout = 30  # seconds a request may take before its process is taken for stuck
graceful_timeout = 20
keepalive = 5
max_requests = 10_000  # requests after which a process makes room for a fresh one
max_requests_jitter = 1_000
# By default a SCRIPT_NAME header from this machine moves the whole site below a prefix of the sender's choice.
forwarder_headers = ""
limit_request_line = 4_094
limit_request_fields = 60
limit_request_field_size = 8_190
control_socket_disable = True
