import pytest
from django.db import OperationalError
from django.test import Client

from district.web import middleware

pytestmark = [pytest.mark.urls("tests.web.urls"), pytest.mark.django_db]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def test_a_fault_shows_a_reference_and_nothing_of_the_inside(visitor: Client) -> None:
    response = visitor.get("/break-down/")

    assert response.status_code == 500
    assert "Sorry, something went wrong here" in response.text
    assert "give this reference: <strong>" in response.text
    assert "secret" not in response.text
    assert "ValueError" not in response.text


def test_a_lost_database_says_to_wait(visitor: Client) -> None:
    response = visitor.get("/lose-database/")

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert "We will be back in a moment" in response.text
    assert "secret-host" not in response.text


def test_not_allowed_says_why(visitor: Client) -> None:
    response = visitor.get("/refuse/")

    assert response.status_code == 403
    assert "Only an administrator can invite people." in response.text


def test_an_unknown_address_leads_on(visitor: Client) -> None:
    response = visitor.get("/no-such-page/")

    assert response.status_code == 404
    assert 'href="/courses/"' in response.text


def test_the_wrong_method_has_a_page(visitor: Client) -> None:
    response = visitor.get("/only-post/")

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "This page cannot be opened that way" in response.text


def test_a_form_of_ten_megabytes_is_too_much(visitor: Client) -> None:
    response = visitor.post(
        "/only-post/", {"text": "x" * 10_000_000}, content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 413
    assert "That was too much at once" in response.text


def test_too_many_fields_are_a_bad_request(visitor: Client) -> None:
    fields = "&".join(f"f{number}=1" for number in range(1_001))
    response = visitor.post("/only-post/", fields, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 400
    assert "We could not read that request" in response.text


def test_a_form_without_its_token_says_to_send_it_again() -> None:
    response = Client(enforce_csrf_checks=True).post("/only-post/")

    assert response.status_code == 403
    assert "Please send that again" in response.text


def test_pages_send_our_headers(visitor: Client) -> None:
    response = visitor.get("/no-such-page/")

    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Permitted-Cross-Domain-Policies"] == "none"
    assert "'unsafe-inline'" not in response["Content-Security-Policy"]
    assert "'unsafe-eval'" not in response["Content-Security-Policy"]


def test_the_process_lives_under_any_host_name(visitor: Client) -> None:
    response = visitor.get("/livez", headers={"host": "10.0.0.7"})

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_it_is_ready_with_both_servers(visitor: Client) -> None:
    assert visitor.get("/readyz").json() == {"status": "ok"}


def test_it_is_degraded_without_redis(visitor: Client, settings: object) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1"  # type: ignore[attr-defined]

    response = visitor.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "degraded"}


def test_it_is_not_ready_without_the_database(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> None:
            raise OperationalError

        def close(self) -> None:
            pass

    monkeypatch.setattr(middleware, "connection", Gone())

    response = visitor.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "down"}
