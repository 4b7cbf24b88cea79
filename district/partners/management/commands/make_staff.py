from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from district.partners.models import Rank
from district.partners.services import staff


class Command(BaseCommand):
    help = "Makes the person with this e-mail address a member of WMCA staff, and their account if need be."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="full name, for a new account")
        parser.add_argument("--member", action="store_true", help="may look at everything, but not decide")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError("Give an e-mail address, like name@example.com.") from None
        rank = Rank.MEMBER if options["member"] else Rank.ADMIN
        membership = staff.make_staff(email=options["email"], name=options["name"], rank=rank)
        self.stdout.write(
            f"{membership.user.email} now acts for {membership.organisation.name} "
            f"as {membership.get_rank_display().lower()}."
        )
        if not membership.user.has_usable_password():
            self.stdout.write(f"They choose a password at {reverse('account_reset_password')}.")
