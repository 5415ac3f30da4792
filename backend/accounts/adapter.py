"""How allauth behaves here: nobody signs up, tries are counted, no address is kept."""

from __future__ import annotations

import base64
import io
import logging
import re
import secrets
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context, ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse

from backend.accounts import known, sessions
from backend.accounts.letters import write_to_addresses
from backend.accounts.models import User
from backend.accounts.secrets_at_rest import lock, unlock

logger = logging.getLogger(__name__)
NO_ADDRESS = "::"
AT_ONCE = ("account/email/password_reset_key", "account/email/unknown_account")
FRESH = 10 * 60
"""Seconds after signing in in which nobody is asked again whether it is still them."""
STAGE = "allauth.mfa.stages.AuthenticateStage"
BROWSERS = ("Edg", "OPR", "SamsungBrowser", "Firefox", "Chrome", "Safari")
NAMES = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet"}
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "CrOS", "Linux")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An administrator makes every account."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Nothing of allauth's keeps an address: not its limits, not its list of sessions."""
        return NO_ADDRESS

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Beside the tries at one account count the failures of one address at all of them."""
        if not _failures(request, dry_run=True):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        _failures(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What tries are counted by: the account, and apart from it a browser known for it."""
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{known.browser(request, credentials.get('email', ''))}"

    def get_login_stages(self) -> list[str]:
        """allauth's, but that what the council asked for is not asked again."""
        ours = "backend.accounts.council.SecondStepStage"
        return [ours if path == STAGE else path for path in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str) -> bool:
        session = context.request.session
        is_fresh = sessions.left(session) > 0 and sessions.age(session) < FRESH
        return not is_fresh and bool(super().is_reauthentication_required(app=app))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """News goes as a letter of ours, which waits for the mail server. What holds a key is kept
        nowhere; and that nobody has this address goes the same way, so that it takes as long."""
        message = self.render_mail(template_prefix, email, context)
        if template_prefix not in AT_ONCE:
            write_to_addresses([email], subject=message.subject, body=message.body)
            return
        try:
            message.send()
        except OSError:  # smtplib's errors are OSErrors: no server, no route, refused.
            logger.warning("A link for a new password could not be sent")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Of the browser, no more is kept than somebody needs to know it again in the list."""
        request.META["HTTP_USER_AGENT"] = in_words(request.headers.get("User-Agent", ""))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


def _failures(request: HttpRequest, *, dry_run: bool = False) -> bool:
    """Whether this address may fail once more; and unless it is only asked, it has."""
    key = known.address(request)
    return bool(ratelimit.consume(request, action="login_address", key=key, dry_run=dry_run))


def in_words(agent: str) -> str:
    """A browser's name and system, such as "Firefox on Windows", of all that it says of itself."""
    browser = next((it for it in BROWSERS if f"{it}/" in agent), "")
    system = next((it for it in SYSTEMS if it in agent), "")
    name = NAMES.get(browser, browser) or "A browser"
    return f"{name} on {system}" if system else name


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    def build_totp_svg(self, url: str) -> str:
        """Black on white in any theme: cameras need it."""
        drawing = io.BytesIO()
        code = segno.make(url, error="m")
        code.save(drawing, kind="svg", scale=5, border=4, light="#fff", xmldecl=False, svgclass="")
        return drawing.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return lock(text, purpose="second step")

    def decrypt(self, encrypted_text: str) -> str:
        """What no key opens any more is a secret that nobody has: it refuses every code."""
        nobodys = base64.b32encode(secrets.token_bytes(20)).decode()
        return unlock(encrypted_text, purpose="second step") or nobodys

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last: an administrator can take it away, its owner only replace it."""
        others = Authenticator.objects.filter(user=authenticator.user_id).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        )
        return bool(others.exclude(pk=authenticator.pk).exists())

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        agent = context.request.headers.get("User-Agent", "")
        return re.sub(r"^A browser$", "Passkey", in_words(agent))
