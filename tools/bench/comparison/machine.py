"""What a measurement ran on."""
import hashlib
import os
import platform
import subprocess


def load():
    return [round(one, 2) for one in os.getloadavg()]


def description(command, build):
    program = build / "bin" / "atriumd"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return {"command": command, "kernel": f"{platform.system()} {platform.release()}", "cores": os.cpu_count(),
            "cpu": cpu_model(), "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
            "atriumd": said.stdout.strip() or "unknown", "atriumd_sha256": digest(program),
            "python": platform.python_version(), "load_before": load()}


def cpu_model():
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def digest(program):
    """A version number stays while the program changes; this does not."""
    with open(program, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
