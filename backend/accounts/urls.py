"""Everything under /accounts/: pages of ours, then those of allauth's that are used.

allauth's own list has more: signing up through another site, and joining accounts of it.
"""

from __future__ import annotations

from allauth.socialaccount import views as council
from django.urls import include, path

from backend.accounts import views

urlpatterns = [
    path("token/", views.token, name="account_token"),
    path("token/end/", views.end_token, name="account_token_end"),
    path("session/", views.session, name="account_session"),
    path("typed/", views.typed, name="account_typed"),
    path("oidc/<slug:provider_id>/login/", views.council_login),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.remove_passkey),
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("council/cancelled/", council.login_cancelled, name="socialaccount_login_cancelled"),
    path("council/error/", council.login_error, name="socialaccount_login_error"),
]
