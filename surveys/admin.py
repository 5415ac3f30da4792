"""Groups, and invitations. What children sent is not here, and never will be."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS

from backend.accounts.admin import PolicyAdmin, may
from backend.accounts.permissions import Permission
from backend.working_days import SATURDAY
from surveys.models import Contact, Group, Helpline, Survey


def is_draft(survey: Survey) -> bool:
    return survey.status == Survey.Status.DRAFT


class BuildAdmin(PolicyAdmin):
    permission = Permission.BUILD_SURVEYS


class BuildInline(admin.StackedInline):  # type: ignore[type-arg]  # generic only in the stubs
    """Part of what it stands in: whoever may change that may change this."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may(request, Permission.BUILD_SURVEYS)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request)


class HelplineInline(BuildInline):
    model = Helpline


class ContactInline(BuildInline):
    model = Contact
    verbose_name_plural = "Whom to turn to: for children, and for staff with a worry"


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """The days on which words are read, ticked; children are told the next of them."""

    read_on = forms.TypedMultipleChoiceField(
        label="Words are read on",
        choices=[(str(day), name) for day, name in WEEKDAYS.items() if day < SATURDAY],
        coerce=str,
        widget=forms.CheckboxSelectMultiple,
        help_text="Children are told the next of these days before they write. Keep to it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["read_on"] = list(self.initial.get("read_on", "01234"))

    def clean_read_on(self) -> str:
        return "".join(sorted(self.cleaned_data["read_on"]))


@admin.register(Group)
class GroupAdmin(BuildAdmin):
    form = GroupForm
    list_display = ("name",)
    prepopulated_fields: ClassVar = {"slug": ("name",)}
    inlines = (HelplineInline, ContactInline)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A group that was asked anything stays, and so does one with a note."""
        is_kept = isinstance(obj, Group) and (obj.surveys.exists() or obj.notes.exists())
        return super().has_delete_permission(request, obj) and not is_kept
