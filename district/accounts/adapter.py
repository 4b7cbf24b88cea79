from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from district.accounts import passwords
from district.accounts.models import User
from district.outbox.services import mail


class Adapter(DefaultAccountAdapter):
    """How allauth behaves here: anybody may sign up, and its e-mails go through the outbox.

    They carry links that open an account, so their words are wiped once they are delivered.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is switched off.",
        "cannot_remove_primary_email": "Choose another main address first: we need one to write to you.",
        "duplicate_email": "You have this e-mail address here already.",
        "email_password_mismatch": "The e-mail address or the password is not right. Check both, and try again.",
        "incorrect_password": "The password is not right. Check it, and try again.",
        "too_many_login_attempts": "That was too often. Wait five minutes, then try again, or ask for a new password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user = super().save_user(request, user, form, commit=False)
        user.name = form.cleaned_data.get("name", "")
        if commit:
            user.save()
        return user

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """One sentence that says what to do, however many rules it breaks."""
        try:
            return super().clean_password(password, user=user)
        except ValidationError as error:
            raise passwords.first_of(error) from None

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        words = {
            "request": self.request,
            "email": email,
            "current_site": get_current_site(self.request),
        } | context
        message = self.render_mail(template_prefix, email, words)
        mail.post(to=email, subject=message.subject, text=message.body, is_secret=True)
