"""What went wrong, in one sentence for the person at the keyboard."""


class Trouble(Exception):
    """Shown as it is, without a traceback; the command then ends with status 1."""
