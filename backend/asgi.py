"""HTTP and web sockets; sockets only from our own pages, and only past the gate."""

from __future__ import annotations

import os

import django
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from backend.accounts.sockets import SocketGate  # noqa: E402  after django.setup()
from backend.serving import Http  # noqa: E402  the same
from participation.live.routing import websocket_urlpatterns  # noqa: E402  the same

application = ProtocolTypeRouter(
    {
        "http": Http(),
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(SocketGate(URLRouter(websocket_urlpatterns)))
        ),
    }
)
