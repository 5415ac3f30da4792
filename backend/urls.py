"""The whole URL map on one page."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from backend import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("surveys.urls")),
    path("", include("participation.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("admin/", admin.site.urls),
]
