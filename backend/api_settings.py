"""The settings of the REST API, a part of `settings.py`."""

from __future__ import annotations

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # First, since it is the first that says how to sign in: 401, not 403, without credentials.
        "backend.accounts.tokens.TokenAuthentication",
        "backend.accounts.api_sessions.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["backend.accounts.http.NobodyUnlessNamed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["backend.wire.StrictJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "backend.wire.Pages",
    "DEFAULT_SCHEMA_CLASS": "backend.openapi.Schema",
    "DEFAULT_METADATA_CLASS": None,
    # As the clock on the wall has it: a zone would be dropped, and an hour with it.
    "TIME_INPUT_FORMATS": ["%H:%M", "%H:%M:%S"],
    "EXCEPTION_HANDLER": "backend.rest.explain",
    # ASCII with escapes: an answer that repeats a broken letter can still be sent.
    "UNICODE_JSON": False,
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Noticed",
    "DESCRIPTION": "Children's words reach the board that decides, and an answer comes back.",
    "VERSION": "1",
    "COMPONENT_SPLIT_REQUEST": True,
    # In the order of the URLs, which is that of a child's words on their way.
    "SORT_OPERATIONS": False,
    # Choices stand where they are used: a name for each list of them would have to be invented.
    "POSTPROCESSING_HOOKS": [],
}
