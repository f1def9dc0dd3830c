"""Check that an installation can be run, and say what it lacks, before anything is started."""

import errno
import fcntl
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from leadpact.terms.issues import Failure

INIT = "leadpact desk init"


class UnableToStart(Failure):
    """The desk cannot be started; `issue` names what it lacks, and the fix."""


def require_port(host: str, port: int) -> None:
    """Raise UnableToStart where a port cannot be listened on."""
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(kind, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise _port_unusable(host, port, error) from None


def _port_unusable(host: str, port: int, error: OSError) -> UnableToStart:
    if error.errno == errno.EADDRINUSE:
        fact = f"Another program listens on port {port} of {host}, perhaps a desk that runs."
        return UnableToStart("port-taken", "--port", fact, "End it, or name another --port.")
    fact = f"Port {port} of {host} cannot be listened on: {error.strerror}."
    fix = "Name an address of this machine, and a port that you may use."
    return UnableToStart("port-unusable", "--host", fact, fix)


def require_database() -> None:
    """Raise UnableToStart where the database does not answer."""
    try:
        connection.ensure_connection()
    except (OperationalError, InterfaceError) as error:
        raise UnableToStart(
            "database-unreachable",
            place_of_database(),
            f"It does not answer: {str(error).strip().splitlines()[0].rstrip('.')}.",
            "Check DATABASE_URL and that the server runs; for SQLite the folder LEADPACT_HOME.",
        ) from None


def place_of_database() -> str:
    """Return the name of the database, without a password."""
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return str(known["NAME"])
    return f"{known['HOST'] or 'localhost'}/{known['NAME']}"


def missing_migrations() -> list[str]:
    """Return the names of changes of tables that were not made yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{item.app_label}.{item.name}" for item, _ in plan]


def require_tables(*, makes: bool = False) -> None:
    """Raise UnableToStart where tables are missing, or are those of an earlier version.

    Parameters
    ----------
    makes
        Make them instead where the database is the embedded one.
    """
    require_database()
    missing = missing_migrations()
    if not missing:
        return
    if makes and connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)
        return
    fact = f"{len(missing)} changes of its tables were not made yet, {missing[0]} the first."
    fix = f"Run `{INIT}` with the same settings; what is there stays."
    raise UnableToStart("tables-missing", place_of_database(), fact, fix)


@contextmanager
def only_worker() -> Iterator[None]:
    """Hold the place of the one worker that the embedded database has; on PostgreSQL nothing.

    Raises
    ------
    UnableToStart
        `worker-running`, where another one works on it.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with (settings.HOME / "worker.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            fact = "A worker works on this database already; two on SQLite only wait in turn."
            fix = "`leadpact serve` has its own worker. Use PostgreSQL for more."
            raise UnableToStart("worker-running", place_of_database(), fact, fix) from None
        yield
