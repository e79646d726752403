#!/usr/bin/python3
"""The command line against a real daemon: TLS, and following the journal into a pipe.

    live_test.py BIN_FOLDER
"""
import json
import os
import pathlib
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from live.daemon import Daemon  # noqa: E402

NO_CONNECTION = 3
LEAVES_WITHIN_S = 20


def make_certificate(folder, name):
    """A self-signed one, good for `name` and 127.0.0.1."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1",
                    "-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name},IP:127.0.0.1", "-keyout", key,
                    "-out", certificate], check=True, capture_output=True)
    return certificate, key


def atrium(daemon, *arguments, connect=None):
    host, port = daemon.address
    return subprocess.run(
        [daemon.bin / "atrium", *arguments, "--connect", connect or f"{host}:{port}",
         "--key-file", daemon.data / "operator.key"], capture_output=True, text=True, timeout=60)


def check_tls(bin_folder):
    daemon = Daemon(bin_folder)
    ours, key = make_certificate(daemon.folder, "localhost")
    other, _ = make_certificate(daemon.folder, "elsewhere")
    daemon.flags = ["--tls-certificate", ours, "--tls-key", key]
    with daemon:
        told = atrium(daemon, "status", "--json", "--ca", ours)
        assert told.returncode == 0, told.stderr
        assert json.loads(told.stdout)["tenants"] == 0, told.stdout
        by_name = atrium(daemon, "status", "--ca", ours, connect=f"localhost:{daemon.address[1]}")
        assert by_name.returncode == 0, by_name.stderr

        stranger = atrium(daemon, "status", "--ca", other)
        assert stranger.returncode == NO_CONNECTION and "certificate" in stranger.stderr, stranger.stderr
        unknown = atrium(daemon, "status", "--tls")
        assert unknown.returncode == NO_CONNECTION and "certificate" in unknown.stderr, unknown.stderr


def check_follow(bin_folder):
    with Daemon(bin_folder) as daemon:
        host, port = daemon.address
        made = atrium(daemon, "tenants", "create", "acme", "--name", "Acme", "--currency", "EUR", "--key-out",
                      daemon.folder / "acme.key")
        assert made.returncode == 0, made.stderr
        reading, writing = os.pipe()
        following = subprocess.Popen(
            [daemon.bin / "atrium", "changes", "--follow", "--connect", f"{host}:{port}", "--key-file",
             daemon.folder / "acme.key"], stdout=writing, stderr=subprocess.PIPE, text=True)
        os.close(writing)
        assert b"tenant.created" in os.read(reading, 65536)
        os.close(reading)  # nothing happens in the shop any more: no change would tell it
        began = time.monotonic()
        following.wait(LEAVES_WITHIN_S)
        print(f"the reader gone, changes --follow ended within {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    check_tls(sys.argv[1])
    check_follow(sys.argv[1])
