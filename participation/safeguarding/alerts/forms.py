"""Who is on call from when to when, and the number that reaches them."""

from __future__ import annotations

from typing import Any

import phonenumbers
from django import forms

from backend.accounts.models import User
from backend.accounts.permissions import Role
from participation.safeguarding.alerts.models import Duty
from participation.safeguarding.forms import at_field


def leads() -> Any:
    return User.objects.with_role(Role.SAFEGUARDING_LEAD)


class LeadForm(forms.Form):
    use_required_attribute = False
    hide_optional = True
    user = forms.ModelChoiceField(
        queryset=User.objects.none(),
        label="Safeguarding lead",
        empty_label="Pick a person",
        error_messages={"required": "Pick the person."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = leads()  # type: ignore[attr-defined]  # a model choice


class DutyForm(LeadForm):
    starts_at = at_field("From")
    ends_at = at_field("Until")
    step = forms.TypedChoiceField(
        label="Told as",
        choices=Duty.Step.choices,
        coerce=int,
        initial=Duty.Step.FIRST.value,
        help_text="The second is told when the first does not answer, then the third.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("starts_at"), data.get("ends_at")
        if start and end and end <= start:
            self.add_error("ends_at", "It ends before it starts. Give a later day or time.")
        return data


class NumberForm(LeadForm):
    phone = forms.CharField(
        label="Mobile number",
        required=False,
        help_text="Leave it empty to take the number away: then only e-mails reach them.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def clean_phone(self) -> str:
        """As Notify takes it, with the country in front."""
        typed = self.cleaned_data["phone"].strip()
        if not typed:
            return ""
        try:
            number = phonenumbers.parse(typed, "GB")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError("Give a phone number, such as 07700 900123.")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
