"""A browser is called by the name that people know it by."""

import pytest

from district.accounts.templatetags.browsers import browser_name

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"{WINDOWS} {KIT} Chrome/140.0 Safari/537.36", "Chrome on Windows"),
        (f"{WINDOWS} {KIT} Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (f"{WINDOWS} Gecko/20100101 Firefox/143.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari on an iPhone",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 15) {KIT} SamsungBrowser/28 Chrome/130",
            "Samsung Internet on Android",
        ),
        (f"Mozilla/5.0 (X11; Linux x86_64) {KIT} HeadlessChrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("curl/8.9 <script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_has_a_plain_name(said: str, name: str) -> None:
    assert browser_name(said) == name
