"""Serve on HOST and PORT with WORKERS processes: `python -m backend.serve`, as every `make` does.

The one place that says how: no access log and no server's name, nobody's word about addresses is
taken (settings read X-Forwarded-Proto where TRUSTED_PROXIES allows it), and what was begun is
finished before a process ends.
"""

from __future__ import annotations

import os

import uvicorn

SECONDS_TO_FINISH = 20
"""Web sockets are closed at the end of these; a demo, which may be stopped often, waits for two."""


def main(application: str = "backend.asgi:application") -> None:
    uvicorn.run(
        application,
        host=os.environ.get("HOST", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8000")),
        workers=int(os.environ.get("WORKERS", "1")),
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2 if os.environ.get("DEMO") else SECONDS_TO_FINISH,
    )


if __name__ == "__main__":
    main()
