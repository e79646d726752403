"""The Debian packages that the peers come from."""
import os
import pathlib
import subprocess
import sys

PROGRAMS = {
    "redis": ("redis-server", "/usr/bin/redis-server"),
    "postgresql": ("postgresql-15", "/usr/lib/postgresql/15/bin/postgres"),
    "tarantool": ("tarantool", "/usr/bin/tarantool"),
}


def provide(peers):
    """Installs what is missing when run as root; otherwise says what to install and ends."""
    missing = sorted(package for package, program in (PROGRAMS[peer] for peer in peers)
                     if not pathlib.Path(program).exists())
    if not missing:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *missing]
    print(f"compare: missing: {' '.join(missing)}; {'running' if os.geteuid() == 0 else 'run'}: {' '.join(command)}",
          file=sys.stderr)
    if os.geteuid() != 0:
        sys.exit(1)
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
        sys.exit("compare: installing failed")


def version(package):
    shown = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True, check=False)
    return shown.stdout if shown.returncode == 0 else "unknown"
