"""How allauth behaves here: nobody signs up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from backend import limits


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An administrator makes every account."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """allauth counts tries by this, in the cache: it is given the day's hash."""
        return limits.name_for(request)
