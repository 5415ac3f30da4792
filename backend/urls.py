"""The whole URL map on one page."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from backend import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path(".well-known/security.txt", views.security_text, name="security-text"),
    *(path(f"{name}/", views.page, {"name": name}, name=name) for name in views.PAGES),
    path("", include("surveys.urls")),
    path("", include("participation.urls")),
    path("api/v1/", include("backend.api")),
    path("accounts/", include("backend.accounts.urls")),
    path("admin/", admin.site.urls),
]
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.broken
