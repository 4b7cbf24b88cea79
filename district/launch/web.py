"""The web server as a child of `up`: gunicorn with threads, for there is no proxy before it."""

import os
import sys
from typing import Any

from gunicorn.app.wsgiapp import WSGIApplication

from district.launch import parent


class Web(WSGIApplication):
    """Takes the listening socket that `up` has opened already, by its number."""

    def __init__(self, listener: str) -> None:
        self.listener = listener
        super().__init__()

    def init(self, parser: Any, opts: Any, args: Any) -> dict[str, Any]:
        self.app_uri = "district.wsgi:application"
        return {
            "bind": f"fd://{self.listener}",
            "workers": 2,
            "threads": 4,
            "worker_class": "gthread",
            "preload_app": True,
            "graceful_timeout": 5,
            "control_socket_disable": True,
            "proc_name": "district-web",
            "post_fork": _after_fork,
        }

    def load_config(self) -> None:
        for name, value in self.init(None, None, None).items():
            self.cfg.set(name, value)


def _after_fork(server: Any, worker: Any) -> None:
    parent.die_with_parent()


if __name__ == "__main__":
    parent.die_with_parent(int(os.environ["DISTRICT_PARENT"]))
    Web(sys.argv[1]).run()
