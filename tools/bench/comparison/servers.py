"""Starting and stopping each server in a data folder and on a port of its own."""
import json
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import time

START_SECONDS = 30
STOP_SECONDS = 10


class Failure(Exception):
    """A server or a load that did not do what it should; says which and why."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unprivileged_user():
    """Whom to run as what refuses root; None where we are nobody special ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise Failure("neither a user postgres nor a user nobody to run PostgreSQL as")


def run_tool(command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}\n{done.stderr.strip()}")
    return done.stdout


class Server:
    """A server that may be started and stopped several times on the same data."""
    name = ""
    stop_signal = signal.SIGTERM
    user = None  # to run as; None: as we are

    def __init__(self, folder, slow_flush_library):
        self.folder = folder / self.name
        self.log = folder / f"{self.name}.log"
        self.slow_flush_library = slow_flush_library
        self.process = None
        self.port = None

    def prepare(self):
        """Makes the data folder; once."""
        self.folder.mkdir()

    def command(self):
        raise NotImplementedError

    def bench_arguments(self):
        return ["--peer", self.name]

    def start(self, slow_flush=False):
        self.port = free_port()
        environment = dict(os.environ, LC_ALL="C")
        if slow_flush:
            environment["LD_PRELOAD"] = str(self.slow_flush_library)
        with open(self.log, "ab") as log:
            # A session of its own: Ctrl-C reaches us alone, and we stop the servers in order.
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=self.output(log),
                stderr=log, start_new_session=True, user=self.user, group=self.group(), extra_groups=self.groups())
        self.await_ready(time.monotonic() + START_SECONDS)

    def output(self, log):
        return log

    def group(self):
        return pwd.getpwnam(self.user).pw_gid if self.user else None

    def groups(self):
        return [] if self.user else None

    def await_ready(self, deadline):
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Failure(f"{self.name} did not start; its log ends with:\n{self.log_end()}")
            time.sleep(0.02)

    def is_ready(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False

    def log_end(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        self.process = None


class Redis(Server):
    name = "redis"

    def command(self):
        # Rewriting the log in the middle of a run would only hurt Redis.
        return ["/usr/bin/redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder),
                "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--auto-aof-rewrite-percentage", "0",
                "--daemonize", "no"]


class PostgreSQL(Server):
    name = "postgresql"
    stop_signal = signal.SIGINT  # "fast": ends sessions
    programs = pathlib.Path("/usr/lib/postgresql/15/bin")

    def __init__(self, folder, slow_flush_library):
        super().__init__(folder, slow_flush_library)
        self.user = unprivileged_user()

    def prepare(self):
        self.folder.mkdir(mode=0o700)
        if self.user:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, self.group())
        made = subprocess.run(
            [self.programs / "initdb", "-D", self.folder, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C",
             "--no-sync", "--no-instructions"],
            user=self.user, group=self.group(), extra_groups=self.groups(), cwd=self.folder, capture_output=True,
            text=True, check=False)
        if made.returncode != 0:
            raise Failure(f"initdb failed: {made.stderr}")

    def command(self):
        # Durability as it comes (fsync and synchronous_commit on); room enough that no checkpoint hits a run.
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": 200,
                    "shared_buffers": "256MB", "max_wal_size": "4GB", "checkpoint_timeout": "30min"}
        return [self.programs / "postgres", "-D", self.folder, "-p", str(self.port),
                *(word for name, value in settings.items() for word in ("-c", f"{name}={value}"))]

    def bench_arguments(self):
        return [*super().bench_arguments(), "--user", "postgres", "--database", "postgres"]

    def is_ready(self):
        # The port answers before the server takes sessions.
        return subprocess.run([self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)],
                              check=False).returncode == 0

    def sql(self, text):
        """The rows, a line each, with tabs between the columns."""
        return run_tool([self.programs / "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-h",
                         "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-c", text])


class Tarantool(Server):
    name = "tarantool"

    # 512 is the number by which the client knows the space.
    script = """
box.cfg{{wal_mode = 'write', memtx_memory = {memory}, memtx_dir = '.', wal_dir = '.'}}
box.once('customers', function()
  local space = box.schema.space.create('customers', {{id = 512}})
  space:create_index('primary', {{type = 'hash', parts = {{1, 'string'}}}})
  box.schema.user.grant('guest', 'read,write', 'space', 'customers')
end)
-- Only now: who can connect finds the space.
box.cfg{{listen = '127.0.0.1:{port}'}}
"""

    def __init__(self, folder, slow_flush_library, accounts):
        super().__init__(folder, slow_flush_library)
        self.memory = 256 * 1024 * 1024 + accounts * 1500

    def command(self):
        script = self.folder / "server.lua"
        script.write_text(self.script.format(port=self.port, memory=self.memory))
        return ["/usr/bin/tarantool", str(script)]


class Atrium(Server):
    name = "atrium"

    def __init__(self, folder, slow_flush_library, build):
        super().__init__(folder, slow_flush_library)
        self.programs = build.resolve() / "bin"

    def prepare(self):
        made = subprocess.run([self.programs / "atrium", "init", "--data", self.folder], capture_output=True, text=True,
                              check=False)
        if made.returncode != 0:
            raise Failure(f"atrium init failed: {made.stderr or made.stdout}")

    def command(self):
        return [self.programs / "atriumd", "--data", self.folder, "--listen", "127.0.0.1:0"]

    def output(self, log):
        return subprocess.PIPE

    def await_ready(self, deadline):
        # One line on standard output, and the end of it if the daemon dies.
        line = self.process.stdout.readline().decode()
        if not line.startswith("ready "):
            raise Failure(f"atriumd did not start (it said {line!r}); its log ends with:\n{self.log_end()}")
        self.port = int(line.rsplit(":", 1)[1])

    @property
    def operator_key_file(self):
        return self.folder / "operator.key"

    def bench_arguments(self, key_file=None):
        if key_file:
            return [*super().bench_arguments(), "--key-file", str(key_file)]
        return [*super().bench_arguments(), "--operator-key-file", str(self.operator_key_file), "--key-file",
                str(self.folder.parent / "bench.key")]

    def tool(self, key_file, *arguments):
        """What a command of `atrium` prints."""
        return run_tool([self.programs / "atrium", "--connect", f"127.0.0.1:{self.port}", "--timeout", "600",
                         "--key-file", key_file, *arguments])

    def status(self):
        return json.loads(self.tool(self.operator_key_file, "--json", "status"))
