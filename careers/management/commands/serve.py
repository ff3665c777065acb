import ctypes
import errno
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import DatabaseError, connection, connections
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import logger

from teams.models.accounts import has_administrator
from teams.models.geography.city_names import read_known_cities

from . import first_administrator

WORKERS = 2
# After the signal to stop, a request may run for this many seconds.
STOP_TIMEOUT, STOP_TIMEOUT_IN_DEMO = 20, 1
# Seconds between two signals to the main thread, which may still load the application.
SIGNAL_INTERVAL = 0.1
# Seconds after the start of a worker, so that its first answers do not share the processor with it.
CITIES_ARE_READ_AFTER = 5
# The number of this setting in glibc's malloc.h.
M_ARENA_MAX = -8
ADDRESSES = """
Home            {site}/
A team          {site}/teams/backend-development/
All positions   {site}/jobs/
Recruiters      {site}/admin/

Stop it with Ctrl-C. Start over with `make demo-reset`."""


class Command(BaseCommand):
    help = "Serve the site as in production: two processes, static files under hashed names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to bind (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to bind (default 8000)")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if settings.DEMO and host not in settings.LOOPBACK:
            raise CommandError(f"DEMO=1 serves only this machine and does not bind {host}. Set DEMO=0 to serve others.")
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            raise CommandError("The static files have not been collected. Run `manage.py collectstatic` first.")
        check_port(host, port)
        if settings.DEMO:
            self.stdout.write(ADDRESSES.format(site=settings.SITE_URL), ending="\n\n")
            self.stdout.flush()
        show_first_link(self.stdout)
        # A worker must not inherit a connection, nor a pool without the threads that feed it.
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]
        logger.addFilter(is_useful)
        Granian(
            "careers.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=WORKERS,
            blocking_threads=settings.SERVER_THREADS,
            websockets=False,
            # In milliseconds: a client that takes longer to send its headers is disconnected.
            http1_settings=HTTP1Settings(header_read_timeout=5000, max_buffer_size=65536),
            workers_kill_timeout=STOP_TIMEOUT_IN_DEMO if settings.DEMO else STOP_TIMEOUT,
            respawn_failed_workers=True,
        ).serve(target_loader=load_application, wrap_loader=False)


def show_first_link(output: OutputWrapper) -> None:
    """Print the link of the first administrator on a terminal. Elsewhere the output may be a log, which stays."""
    try:
        if has_administrator():
            return
    except DatabaseError:
        return  # not migrated yet, or away: `/readyz` says so
    if output.isatty():
        output.write(first_administrator.make_message())
    else:
        output.write("Nobody manages this site yet. On its machine, run `manage.py first_administrator`.")
    output.flush()


def check_port(host: str, port: int) -> None:
    """Raise CommandError if the server cannot listen at this port."""
    other = 8080 if port != 8080 else 8081
    advice = f"Choose another port: make demo PORT={other}" if settings.DEMO else f"Choose another: --port {other}"
    if not 0 < port < 65536:
        raise CommandError(f"{port} is not a port: ports are 1 to 65535. {advice}")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Some systems let two servers bind the same address. Only a connection shows that another server answers.
    with socket.socket(family) as probe:
        if probe.connect_ex((host, port)) == 0:
            raise CommandError(f"Something else answers at {host}:{port}. {advice}")
    with socket.socket(family) as probe:
        if sys.platform != "win32":
            # Old connections of a server that has just ended must not block the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "it is in use" if taken else str(error.strerror or error).lower()
            raise CommandError(f"Nothing can be served at {host}:{port}: {reason}. {advice}") from error


def load_application() -> Callable[..., Any]:
    """Load the application in a worker of granian, and make the worker stop at SIGTERM.

    Python runs signal handlers only in the main thread, and the main thread of a worker waits without a timeout. The
    kernel may deliver a signal to any other thread, so a handler would run late or never. Therefore all threads block
    SIGINT and SIGTERM, and one thread waits for SIGTERM and wakes the main thread. The main process handles SIGINT.
    """
    limit_arenas()
    if hasattr(signal, "sigwait"):
        signal.signal(signal.SIGUSR1, stop)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})  # later threads inherit it
        # A worker inherits the handler of the main process, which `stop` would take for the worker's own.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        threading.Thread(target=wake_main_thread, name="stop", daemon=True).start()
    from careers.wsgi import application

    read_cities_later()
    return application


def read_cities_later() -> None:
    """Read the cities of the world in a thread of this process, before somebody searches for a place at the desk."""
    timer = threading.Timer(CITIES_ARE_READ_AFTER, read_known_cities)
    timer.daemon = True
    timer.start()


def limit_arenas() -> None:
    """Give the threads of this process two heaps instead of up to eight for each processor core.

    What one upload leaves free in a heap is used by the next one in another thread. Each thread would otherwise keep
    the largest request that it has answered. Only the C library of Linux distributions (glibc) has this setting.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 2)


def wake_main_thread() -> None:
    """Wait for SIGTERM, then interrupt the main thread from time to time until the process ends."""
    signal.sigwait({signal.SIGTERM})
    while True:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGUSR1)
        time.sleep(SIGNAL_INTERVAL)


def stop(*args: Any) -> None:
    """Call the worker's SIGTERM handler once, as soon as granian has set it: a second call may block for ever."""
    handler = signal.getsignal(signal.SIGTERM)
    if callable(handler) and signal.signal(signal.SIGUSR1, do_nothing) is stop:
        handler(signal.SIGTERM, None)


def do_nothing(*args: Any) -> None:
    """Handle a signal without doing anything. With SIG_IGN, Python complains of a signal that came just before."""


def is_useful(record: logging.LogRecord) -> bool:
    """Return False for granian's advice on numbers of processes and threads: our numbers are measured."""
    return not record.getMessage().startswith(("Configuration allows", "Configured number of"))
