import re

from django.core.exceptions import ValidationError

LOCAL_WORDS = (
    "digital", "skills", "district", "portal", "westmidlands", "west", "midlands", "wmca", "birmingham",
    "coventry", "dudley", "sandwell", "solihull", "walsall", "wolverhampton", "password", "welcome",
)  # fmt: skip
MOST_CHARACTERS = 128
IN_OUR_WORDS = {
    "password_too_short": "Use 12 characters or more: three or four words that do not belong together.",
    "password_too_common": "Choose another: this is one of the passwords that are tried first.",
    "password_too_similar": "Choose another: this is too much like your name or your e-mail address.",
}


def first_of(error: ValidationError) -> ValidationError:
    """Of the rules that a password breaks, the first, in our words."""
    first: ValidationError = error.error_list[0]
    return ValidationError(IN_OUR_WORDS.get(first.code or "", first.messages[0]), code=first.code)


class NotOnlyLocalWords:
    """Refuses what somebody who knows this site would try first, and what no person types."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > MOST_CHARACTERS:
            raise ValidationError(f"Use {MOST_CHARACTERS} characters or fewer.", code="password_too_long")
        rest = re.sub(r"[\W\d_]+", "", password.lower())
        for word in sorted(LOCAL_WORDS, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < 4:
            raise ValidationError(
                "Add a word that has nothing to do with this site: it is too easy to guess.",
                code="password_local",
            )

    def get_help_text(self) -> str:
        return "Not only words that belong to this site or region."
