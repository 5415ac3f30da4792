"""A PostgreSQL and a Redis of our own, to stop and start: never the ones of this machine."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import psycopg


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def postgresql() -> Path | None:
    """The folder of PostgreSQL's server programs; Debian keeps them off the PATH."""
    found = shutil.which("pg_ctl")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), reverse=True)
    return Path(found).parent if found else next((it.parent for it in folders), None)


class Clock:
    """A clock of our own for the processes that are started with its settings (clock.c)."""

    def __init__(self, folder: Path) -> None:
        self.library, self.file = folder / "clock.so", folder / "clock"
        source = Path(__file__).with_name("clock.c")
        make = ["cc", "-shared", "-fPIC", "-O1", "-o", str(self.library), str(source)]
        subprocess.run(make, check=True)
        self.set(datetime.now(UTC))

    @property
    def settings(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self.library), "CLOCK_FILE": str(self.file)}

    def set(self, moment: datetime) -> None:
        seconds = int(moment.timestamp() - time.time())
        # In place: processes that run see it at once.
        with self.file.open("r+b" if self.file.exists() else "wb") as file:
            file.write(struct.pack("=q", seconds))


class Postgres:
    """A cluster in a folder of its own. It refuses to run as root, who gives it to `postgres`."""

    def __init__(self) -> None:
        programs = postgresql()
        assert programs
        self.programs, self.port = programs, free_port()
        # Not pytest's folder: whoever runs the cluster must be able to reach its own.
        self.folder = Path(mkdtemp(prefix="noticed-postgres-"))
        self.as_ = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        else:
            self.as_ = []
        self._run("initdb", "-U", "noticed", "--auth=trust", "--no-sync", "-E", "UTF8")
        settings = f"port={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories=''\n"
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(settings)

    @property
    def url(self) -> str:
        return f"postgres://noticed@127.0.0.1:{self.port}"

    def start(self) -> None:
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "start")

    def stop(self, how: str = "immediate") -> None:
        """`immediate` is what a machine that dies does: nothing is put in order."""
        self._run("pg_ctl", "-w", "-m", how, "stop")

    @property
    def is_up(self) -> bool:
        return (self.folder / "postmaster.pid").exists()

    def end(self) -> None:
        if self.is_up:
            self.stop()
        shutil.rmtree(self.folder)

    def make(self, *, like: str = "template1") -> str:
        """A new database's URL."""
        name = f"noticed_{secrets.token_hex(4)}"
        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'.encode())
        return f"{self.url}/{name}"

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.as_, str(self.programs / program), "-D", str(self.folder), *arguments]
        # What it starts keeps its output: a pipe would never end.
        subprocess.run(
            command, cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


class Redis:
    """A Redis that keeps nothing; it comes back empty."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self.process = subprocess.Popen(
            ["redis-server", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as it:
                if it.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise TimeoutError("redis-server")

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(timeout=20)
            self.process = None
