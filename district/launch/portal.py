"""The whole portal on this machine: servers, web and worker, made ready and taken down in the right order."""

import json
import os
import platform
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from district.launch import assets, children, preparing, servers, world
from district.launch.children import Child
from district.launch.paths import data_folder, make_folder
from district.launch.progress import Progress
from district.launch.running import only_one
from district.launch.trouble import Trouble

_WORKER = (
    "--beat",
    "--scheduler=celery.beat:Scheduler",
    "--concurrency=2",
    "--loglevel=info",
    "--without-gossip",  # there is no other worker to talk to
    "--without-mingle",
    "--without-heartbeat",
)
_JOB_LIMITS = {
    "STATEMENT_TIMEOUT_MS": "300000",
    "LOCK_TIMEOUT_MS": "150000",
    "IDLE_IN_TRANSACTION_TIMEOUT_MS": "300000",
}


class Portal:
    """`running()` takes it from nothing to a page that answers and matches that are made, and back."""

    def __init__(self, port: int) -> None:
        self.progress = Progress()
        self.port = port
        self.versions: dict[str, str] = {}
        self.children: list[Child] = []
        self._django_is_on = threading.Event()
        installed = json.loads(os.environ.pop("DISTRICT_INSTALLED", "{}"))  # left by bootstrap, if it had to
        self.began: float = installed.pop("began", time.time())
        self.progress.seconds.update(installed)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @contextmanager
    def running(self) -> Iterator[None]:
        with ExitStack() as stack:
            listener = stack.enter_context(self._listen())
            stack.enter_context(only_one(self.address))
            look = _Aside(self._build_look)
            environment = self._start_servers(stack)
            stack.callback(self._stop_children)
            self._prepare_tables()
            worker = self._start("worker", "district.launch.worker", _WORKER, environment | _JOB_LIMITS)
            web = None
            for step in world.steps():
                preparing.prepare(self.progress, [step])
                if web is None and look.is_done():
                    web = self._open_web(look, listener, environment)
            web = web or self._open_web(look, listener, environment)
            with self.progress.step("match", "Matching every learner"):
                world.match_everybody(worker.check)
            with self.progress.step("home", "Opening the home page"):
                world.open_home_page(self.port, web.check)
            yield

    def look_after(self) -> None:
        """For ever: what ends by itself is started again."""
        while True:
            for child in self.children:
                child.look_after()
            time.sleep(0.5)

    @contextmanager
    def _listen(self) -> Iterator[int]:
        """Take the port before anything else; port 0 takes a free one."""
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", self.port))
            except PermissionError:
                raise Trouble(
                    f"Port {self.port} is only for root: choose one above 1023, such as --port 8001."
                ) from None
            except OSError:
                raise Trouble(
                    f"Port {self.port} is taken by another program: choose another, such as --port {self.port + 1}."
                ) from None
            listener.listen(128)
            self.port = listener.getsockname()[1]
            yield listener.fileno()

    def _build_look(self) -> None:
        """Beside the rest; collecting needs Django, which the rest loads."""
        assets.build(self.progress)
        self._django_is_on.wait()
        assets.collect(self.progress)

    def _open_web(self, look: "_Aside", listener: int, environment: dict[str, str]) -> Child:
        """Only once the static files are in their place: it reads their list at its start."""
        look.join()
        return self._start("web", "district.launch.web", [str(listener)], environment, files=[listener])

    def _start_servers(self, stack: ExitStack) -> dict[str, str]:
        with self.progress.step("servers", "Starting PostgreSQL and Redis") as step:
            running = stack.enter_context(servers.in_use())
            step.done = f"{running.postgres} and {running.redis} are on"
        environment = running.environment | {"SITE_URL": self.address}
        os.environ.update(environment | _JOB_LIMITS)
        self.versions |= {"postgres": running.postgres, "redis": running.redis}
        return environment

    def _prepare_tables(self) -> None:
        with self.progress.step("django", "Loading Django"):
            import django

            django.setup()
        self._django_is_on.set()
        self.versions |= {"python": platform.python_version(), "django": django.get_version()}
        preparing.prepare(self.progress, [preparing.TABLES])

    def _start(
        self,
        name: str,
        module: str,
        arguments: Sequence[str],
        environment: dict[str, str],
        files: Sequence[int] = (),
    ) -> Child:
        logs = data_folder() / "logs"
        make_folder(logs)
        child = Child(name, module, arguments, environment, logs / f"{name}.log", files)
        child.start()
        self.children.append(child)
        return child

    def _stop_children(self) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # impatience makes it no quicker
        if sys.stderr.isatty() and self.children:
            self.progress.say("  Stopping …")
        children.stop(self.children)


class _Aside:
    """Something done beside the rest; what goes wrong there is raised when the rest needs it."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=[work], daemon=True)
        self._thread.start()

    def is_done(self) -> bool:
        return not self._thread.is_alive()

    def join(self) -> None:
        self._thread.join()
        if self._fault:
            raise self._fault

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:
            self._fault = fault
