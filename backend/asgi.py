"""HTTP and web sockets; sockets only from our own pages, and only past the gate."""

from __future__ import annotations

import os
import warnings

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
# WhiteNoise hands over small files as ordinary iterators; Django reads them all the same.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
http = get_asgi_application()

from backend.accounts.sockets import SocketGate  # noqa: E402  after django.setup()
from participation.live.routing import websocket_urlpatterns  # noqa: E402  the same

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(SocketGate(URLRouter(websocket_urlpatterns)))
        ),
    }
)
