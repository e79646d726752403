"""Memory of a process, and a file's part in the page cache. Sizes in bytes."""
import ctypes
import mmap
import os

CHUNK = 1 << 20

libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.mincore.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p]
libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]


def of_process(pid, data_file):
    """`anon` is the process's own, `file` are mapped pages of the page cache, `map` those of `data_file` among them."""
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        found = dict(line.split(":", 1) for line in lines)
    return {"anon": kib(found["RssAnon"]), "file": kib(found["RssFile"]), "map": mapped(pid, data_file)}


def kib(text):
    return int(text.split()[0]) * 1024


def mapped(pid, data_file):
    total, inside = 0, False
    with open(f"/proc/{pid}/smaps", encoding="utf-8") as lines:
        for line in lines:
            name = line.split(None, 1)[0]
            if not name.endswith(":"):
                inside = line.rstrip().endswith(str(data_file))
            elif inside and name == "Rss:":
                total += kib(line.split(":", 1)[1])
    return total


def evict(file):
    """Asks the kernel to drop the file from the page cache, which needs no rights; returns the share that stayed."""
    with open(file, "rb") as opened:
        os.fsync(opened.fileno())  # what is not on disk cannot be dropped
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return cached_share(file)


def warm(file):
    """Has the kernel take the file into the page cache; returns the share that is there then.

    In single pages, as the daemon's own faults do. Reading it in order would leave large folios behind, and on ext4
    (Linux 6.18) each write into one and each flush of it costs as much as the whole folio: docs/operations.md.
    """
    with open(file, "rb", buffering=0) as opened:
        size = os.fstat(opened.fileno()).st_size
        for begin in range(0, size, CHUNK):
            os.posix_fadvise(opened.fileno(), begin, CHUNK, os.POSIX_FADV_WILLNEED)
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_RANDOM)
        for begin in range(0, size, mmap.PAGESIZE):  # whatever the advice left out
            os.pread(opened.fileno(), 1, begin)
    return cached_share(file)


def cached_share(file):
    size = file.stat().st_size
    pages = -(-size // mmap.PAGESIZE)
    with open(file, "rb") as opened:
        # Not Python's mmap, which tells nobody the address of a mapping that is only read.
        address = libc.mmap(None, size, mmap.PROT_READ, mmap.MAP_SHARED, opened.fileno(), 0)
    if address == ctypes.c_void_p(-1).value:
        raise OSError(ctypes.get_errno(), f"cannot map {file}")
    try:
        resident = ctypes.create_string_buffer(pages)
        if libc.mincore(address, size, resident) != 0:
            raise OSError(ctypes.get_errno(), f"mincore of {file}")
        return sum(byte & 1 for byte in resident.raw) / pages
    finally:
        libc.munmap(address, size)
