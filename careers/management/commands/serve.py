import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings

WORKERS = 2


class Command(BaseCommand):
    help = "Serve the site as in production: two processes, static files under hashed names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to bind (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to bind (default 8000)")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if settings.DEMO and host not in settings.LOOPBACK:
            raise CommandError(
                f"DEMO=1 serves this machine alone and does not bind {host}. Set DEMO=0 to serve others."
            )
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            raise CommandError("The static files have not been collected. Run `manage.py collectstatic` first.")
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if probe.connect_ex((host, port)) == 0:
                raise CommandError(f"Something else answers at {host}:{port}. Choose another port.")
        Granian(
            "careers.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=WORKERS,
            blocking_threads=settings.SERVER_THREADS,
            websockets=False,
            # A client that sends its headers by drops is cut off; one in flight at the end may finish.
            http1_settings=HTTP1Settings(header_read_timeout=5000, max_buffer_size=65536),
            workers_kill_timeout=20,
            respawn_failed_workers=True,
        ).serve()
