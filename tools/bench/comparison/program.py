"""What the measuring programs have in common: how they begin, and that no daemon outlives them."""
import pathlib
import shlex
import signal
import sys
import tempfile

from . import machine, servers

FOLDER = "/var/tmp"  # a real disk, unlike some /tmp


def refuse_without_programs(name, build):
    missing = [each for each in ("atrium", "atriumd") if not (build / "bin" / each).exists()]
    if missing:
        sys.exit(f"{name}: {build}/bin has no {' and no '.join(missing)}; tools/build makes them")


def measured(name, build, make):
    """What `make(folder)` finds when it runs, with what there is to say of the machine; it is stopped in any case."""
    # From here on SIGTERM ends the run as Ctrl-C does: through every `finally`.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    about = machine.description(shlex.join([f"tools/bench/{name}", *sys.argv[1:]]), build)
    with tempfile.TemporaryDirectory(prefix=f"atrium-{name}-", dir=FOLDER) as folder:
        steps = make(pathlib.Path(folder))
        try:
            figures = steps.run()
        finally:
            # An impatient second Ctrl-C must not leave the daemon behind.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            steps.stop()
    about["load_after"] = machine.load()
    return {**about, **figures}


def run(name, main):
    """Ends with what main() returns, or in words that say why not."""
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(f"{name}: interrupted; the daemon was stopped and its data removed")
    except (servers.Failure, OSError) as failure:
        sys.exit(f"{name}: {failure}")
