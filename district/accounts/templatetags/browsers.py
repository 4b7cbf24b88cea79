"""A browser as people call it, from what it says of itself."""

from django import template

register = template.Library()

# The first that is named counts: most browsers also name those that they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
DEVICES = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS X", "a Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser_name(user_agent: str) -> str:
    """As in "Chrome on Windows"; what is not known is "A browser", never its raw text."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    device = next((name for mark, name in DEVICES if mark in user_agent), "")
    return f"{browser} on {device}" if device else browser
