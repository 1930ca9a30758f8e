"""How gunicorn serves the site. BIND, WEB_PROCESSES and WEB_THREADS come from the environment."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
# On SQLite one process with threads: writers queue inside it. With PostgreSQL, about one process a core.
workers = int(os.environ.get("WEB_PROCESSES", "1"))
threads = int(os.environ.get("WEB_THREADS", "8"))
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
