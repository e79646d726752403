"""Starting, killing and verifying the real programs on a data folder of the test's own."""
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time

from wire import Connection

# Cheap passwords: what is tortured here is the store, not Argon2id.
CHEAP_HASHING = ["--hashing.memory_kib", "8", "--hashing.passes", "1", "--hashing.queue_max", "4096"]
READY_WITHIN_S = 30


class Programs:
    """The binaries under test."""

    def __init__(self, folder):
        self.atrium = os.path.join(folder, "atrium")
        self.atriumd = os.path.join(folder, "atriumd")

    def verify(self, data):
        """`atrium verify` on a closed store; fails with what it says."""
        done = subprocess.run([self.atrium, "verify", "--data", data], capture_output=True,
                              text=True, check=False)
        assert done.returncode == 0, f"verify of {data}: {done.stdout}\n{done.stderr}"


class Daemon:
    """A running atriumd. `wrap` is a command put before it, such as strace."""

    def __init__(self, programs, data, knobs=(), wrap=(), limits=None):
        self.data = data
        self.log = open(os.path.join(data, "atriumd.log"), "ab")
        self.process = subprocess.Popen(
            [*wrap, programs.atriumd, "--data", data, "--listen", "127.0.0.1:0", *CHEAP_HASHING,
             *knobs],
            stdout=subprocess.PIPE, stderr=self.log, preexec_fn=limits, start_new_session=True)
        self.address = None

    def await_ready(self):
        """The address, or None if the daemon ended before it was ready."""
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if select.select([self.process.stdout], [], [], 1)[0]:
                line = self.process.stdout.readline().decode()
                if not line:
                    self.process.wait()
                    return None
                if line.startswith("ready "):
                    self.address = line.split()[1]
                    return self.address
        raise AssertionError(f"not ready within {READY_WITHIN_S} s; see {self.log.name}")

    def kill(self):
        """SIGKILL to all that this daemon started, which has a session of its own."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def terminate(self, within_s=20):
        """Orderly end; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(within_s)

    def status(self, what):
        """A figure of /proc/PID/status in KiB, such as VmRSS."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) for line in lines if line.startswith(what + ":"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()
        self.process.stdout.close()
        self.log.close()


class Shop:
    """A store with one tenant: three sites in two realms."""

    REALM_OF = {"north": "default", "south": "default", "outlet": "outlet"}

    def __init__(self, programs, folder):
        self.data = folder
        subprocess.run([programs.atrium, "init", "--data", folder], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(folder, "operator.key"), encoding="ascii") as key:
            self.operator = {"operator_key": key.read().strip()}
        with Daemon(programs, folder) as daemon:
            operator = Connection(daemon.await_ready(), self.operator)
            made = operator.call("tenants.create", {"tenant": "shop", "name": "Shop", "currency": "EUR"})
            self.key = {"api_key": made["api_key"]}
            client = Connection(daemon.address, self.key)
            client.call("realms.create", {"realm": "outlet"})
            for site, realm in self.REALM_OF.items():
                client.call("sites.create", {"site": site, "name": site, "realm": realm})
            assert daemon.terminate() == 0

    def copy_to(self, folder):
        """The same shop in another folder."""
        shutil.copytree(self.data, folder)
        twin = Shop.__new__(Shop)
        twin.data, twin.operator, twin.key = folder, self.operator, self.key
        return twin


def files_below(folder):
    """Each file: its path from there, and its bytes."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            with open(path, "rb") as file:
                yield os.path.relpath(path, folder), file.read()


def scratch():
    """A folder for one test, on a disk and not in memory where there is a choice; kept if the test fails."""
    return tempfile.mkdtemp(prefix="atrium-torture-", dir=os.environ.get("ATRIUM_SCRATCH"))
