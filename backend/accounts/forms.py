"""allauth's forms in our words, without placeholders that look like something typed."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms

GOOD = (
    "At least 15 characters, and as many more as you like. Three or four words that have nothing "
    "to do with each other are good. You can paste it."
)


class Plain(forms.Form):
    """A label says what belongs into a field; nothing else stands in it."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def ask_once(self) -> None:
        """A new password is typed once: it can be looked at instead."""
        del self.fields["password2"]
        self.fields["password1"].label = "New password"
        self.fields["password1"].help_text = GOOD

    def ask_for_code(self) -> None:
        code = self.fields["code"]
        code.label = "Code"
        code.widget.attrs |= {"autocomplete": "one-time-code", "spellcheck": "false"}
        code.error_messages["required"] = "Type the code."


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].error_messages["required"] = "Type your e-mail address."
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = "Type your password."


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]  # the same
    pass


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_once()
        self.fields["oldpassword"].label = "Password until now"


class ResetPasswordForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail"


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_once()


class AuthenticateForm(Plain, base.AuthenticateForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_code()
        self.fields["code"].help_text = "Six digits from your app, or one of your recovery codes."


class ReauthenticateByCodeForm(Plain, base.ReauthenticateForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_code()
        self.fields["code"].help_text = "Six digits from your app."


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_for_code()
        self.fields["code"].help_text = "The six digits that your app now shows."


class AddWebAuthnForm(Plain, webauthn.AddWebAuthnForm):  # type: ignore[misc]  # the same
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "A name for it"
        self.fields["name"].help_text = "So that you know it again in your list."
        alone = self.fields["passwordless"]
        alone.label = "Sign in with this passkey alone, without my password"
        alone.help_text = (
            "It then asks for your finger, your face or its PIN. Untick it for a key that cannot."
        )
        alone.initial = True
