"""What an administrator fills in about a person: who they are, and what they may do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q

from backend.accounts.models import User
from backend.accounts.permissions import Role

CAN = {
    Role.WORKER: "builds surveys, reads children’s words, makes themes, drafts replies",
    Role.SAFEGUARDING_LEAD: "reads concerns and messages, and writes down what was done",
    Role.CLERK: "bodies, meetings, decisions and actions",
    Role.BOARD_MEMBER: "reads themes, results and papers; guesses with the Board",
    Role.MANAGER: "results, messages, and what is kept; no raw words",
    Role.ADMINISTRATOR: "people and their roles; no words and no results",
}


class PersonForm(forms.Form):
    use_required_attribute = False
    name = forms.CharField(
        label="Name",
        help_text="As colleagues know this person.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give the name."},
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="They sign in by it.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Give the e-mail address.",
            "invalid": "Write the whole address, such as sam@council.example.",
        },
    )
    roles = forms.TypedMultipleChoiceField(
        label="Roles",
        help_text="Somebody without a role can sign in and sees nothing.",
        choices=[(role.value, f"{role.label}: {can}") for role, can in CAN.items()],
        coerce=Role,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, person: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if person and person.last_login:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = "Theirs since they signed in; they change it."

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        taken = User.objects.filter(email__iexact=email)
        if self.person:
            taken = taken.filter(~Q(pk=self.person.pk))
        if taken.exists():
            raise forms.ValidationError("Somebody with this address is here already.")
        return email
