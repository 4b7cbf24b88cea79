from uuid import uuid4

from django.urls import reverse

from district.web import addresses


def test_an_address_is_the_one_that_the_page_has() -> None:
    one, other = uuid4(), uuid4()

    assert addresses.of("course_show", one) == reverse("course_show", args=[one])
    assert addresses.of("session_register", other) == reverse("session_register", args=[other])
