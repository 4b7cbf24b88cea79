"""allauth's forms in our words: labels, hints and errors; what they do is theirs."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.validators import MaxLengthValidator

from district.accounts.models import User
from district.web.forms import Look, ModelForm, PlainWords

LABELS = {
    "login": "E-mail address",
    "email": "E-mail address",
    "password": "Password",
    "password1": "Password",
    "oldpassword": "The password you have now",
    "remember": "Keep me signed in on this device",
    "code": "Code",
}
MOST_CHARACTERS_OF_AN_ADDRESS = 254
HINT = "At least 12 characters. Three or four words that do not belong together are easy to remember."


class InOurWords(PlainWords):
    looks = {
        "login": Look(noun="your e-mail address"),
        "email": Look(noun="your e-mail address"),
        "password": Look(noun="your password"),
        "password1": Look(noun="a password"),
        "password2": Look(noun="the same password again"),
        "oldpassword": Look(noun="the password you have now"),
        "code": Look(noun="the code", width=10),
    }
    marks_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):  # allauth would cut a longer one off: another address
                field.validators.append(MaxLengthValidator(MOST_CHARACTERS_OF_AN_ADDRESS))


class NewPassword(InOurWords):
    """Where somebody chooses a password: what makes a good one stands beside it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "password1" in self.fields:
            self.fields["password1"].help_text = HINT
            self.fields["password1"].label = "New password" if "password2" in self.fields else "Password"
        if "password2" in self.fields:
            self.fields["password2"].label = "The new password again"


class LoginForm(InOurWords, account.LoginForm):
    pass


class SignupForm(NewPassword, account.SignupForm):
    name = forms.CharField(
        label="Your name (optional)",
        max_length=100,
        required=False,
        help_text="As others should see it when you apply or act for an organisation. You can add it later.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["email", "name", "password1"]


class AddEmailForm(InOurWords, account.AddEmailForm):
    pass


class ChangePasswordForm(NewPassword, account.ChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, account.SetPasswordForm):
    pass


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(NewPassword, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):
    pass


class CodeInOurWords(InOurWords):
    """A code from an app: digits on the keyboard, and the phone may offer it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false"}
        )


class AuthenticateForm(CodeInOurWords, mfa.AuthenticateForm):
    pass


class ReauthenticateWithCodeForm(CodeInOurWords, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(CodeInOurWords, totp.ActivateTOTPForm):
    pass


class NameForm(ModelForm):
    looks = {"name": Look(noun="your name")}

    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": "Full name"}
        help_texts = {
            "name": "Shown to organisations you apply to and to colleagues. Leave it empty to show none."
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}
