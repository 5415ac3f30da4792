"""The settings of signing in, a part of `settings.py`: passwords, steps, sessions, the council."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from backend.accounts.permissions import Role

env = environ.Env()
ALLOWS_HTTP = env.bool("DEBUG", default=False) or env.bool("DEMO", default=False)

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "backend.accounts.passwords.HardToGuess"},
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/staff/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "backend.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "backend.accounts.forms.LoginForm",
    "reauthenticate": "backend.accounts.forms.ReauthenticateForm",
    "reset_password": "backend.accounts.forms.ResetPasswordForm",
    "change_password": "backend.accounts.forms.ChangePasswordForm",
    "reset_password_from_key": "backend.accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Noticed: "
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Ten tries in five minutes, at the password and at the second step alike. Counted in the cache, by
# account and by hashes of addresses under a key of the day; allauth's own limits for each address
# are off, since it is given none.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/5m/key",
    "login_address": "100/5m/key",
    "reset_password": "3/5m/key",
    "reset_password_from_key": None,
    "signup": None,
}
MFA_ADAPTER = "backend.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "backend.accounts.forms.AuthenticateForm",
    "reauthenticate": "backend.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "backend.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "backend.accounts.forms.AddWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Accounts are made by invitation: no stranger has to be kept from one under somebody's address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Noticed"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": None}

# A session ends after so long without a page opened, and after so long in any case.
SESSION_IDLE_MINUTES: int = env.int("SESSION_IDLE_MINUTES", default=30)
SESSION_HOURS: int = env.int("SESSION_HOURS", default=12)
if not (5 <= SESSION_IDLE_MINUTES <= 60 and 1 <= SESSION_HOURS <= 24):
    raise ImproperlyConfigured(
        "SESSION_IDLE_MINUTES must be from 5 to 60 and SESSION_HOURS from 1 to 24: an open "
        "computer shows what children wrote."
    )

# --- The council's own sign-in: off until its address is set --------------------------------------

OIDC_SERVER_URL: str = env.str("OIDC_SERVER_URL", default="")
OIDC_CLIENT_ID: str = env.str("OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET: str = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_NAME: str = env.str("OIDC_NAME", default="the council")
OIDC_EMAIL_DOMAINS: list[str] = [it.lower() for it in env.list("OIDC_EMAIL_DOMAINS", default=[])]
OIDC_SECOND_STEP: list[str] = env.list("OIDC_SECOND_STEP", default=["mfa"])
OIDC_GROUPS_CLAIM: str = env.str("OIDC_GROUPS_CLAIM", default="groups")
OIDC_ROLES: list[tuple[str, str]] = [
    (group.strip(), role.strip())
    for group, _equals, role in (it.rpartition("=") for it in env.list("OIDC_ROLES", default=[]))
]
OIDC_MAKES_ACCOUNTS: bool = env.bool("OIDC_MAKES_ACCOUNTS", default=False)
if OIDC_SERVER_URL and not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
    raise ImproperlyConfigured(
        "OIDC_SERVER_URL is set, and OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is missing: the "
        "council's sign-in needs all three."
    )
if OIDC_SERVER_URL and not (ALLOWS_HTTP or OIDC_SERVER_URL.startswith("https://")):
    raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https://: it says who comes in.")
unknown_roles = {role for group, role in OIDC_ROLES if not group or role not in Role.values}
if unknown_roles:
    raise ImproperlyConfigured(
        f"OIDC_ROLES is a list of group=role, and a role is one of: {', '.join(Role.values)}."
    )
SOCIALACCOUNT_ADAPTER = "backend.accounts.council.CouncilAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "council",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}
