"""One real atriumd in a scratch folder, for tests that talk to it as its clients do."""
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time

START_SECONDS_MAX = 30
STOP_SECONDS_MAX = 30


class Daemon:
    """Use as `with Daemon(bin_folder) as daemon`; at the end it must stop in order and leave a sound store."""

    def __init__(self, bin_folder, flags=()):
        self.bin = pathlib.Path(bin_folder).resolve()
        self.flags = list(flags)
        self.listen = "127.0.0.1:0"  # where the next start listens
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="atrium-live-"))
        self.data = self.folder / "data"
        self.process = None
        self.address = None

    def __enter__(self):
        try:
            self._tool("init")
            self.operator_key = (self.data / "operator.key").read_text().strip()
            self.start()
        except BaseException:
            self.__exit__(*[True] * 3)
            raise
        return self

    def __exit__(self, failure, *_):
        try:
            if failure:
                if self.process:
                    self.process.kill()
                    self.process.wait()
                return
            self.stop()
            self._tool("verify")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _tool(self, command):
        done = subprocess.run([self.bin / "atrium", command, "--data", self.data], capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"atrium {command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")

    def start(self):
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.bin / "atriumd", "--data", self.data, "--listen", self.listen, *self.flags],
                stdout=subprocess.PIPE, stderr=log)
        until = time.monotonic() + START_SECONDS_MAX
        said = b""
        while b"\n" not in said:
            readable, _, _ = select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))
            piece = os.read(self.process.stdout.fileno(), 4096) if readable else b""
            if not piece:
                self.process.kill()
                raise AssertionError(f"atriumd did not get ready; it said:\n{said.decode()}{self.log()}")
            said += piece
        host, port = said.split()[1].decode().rsplit(":", 1)
        self.address = (host, int(port))

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STOP_SECONDS_MAX)
        self.process.stdout.close()
        if code != 0:
            raise AssertionError(f"atriumd ended with {code} after SIGTERM:\n{self.log()}")

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def log(self):
        return (self.folder / "log").read_text(errors="replace")
