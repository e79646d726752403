"""CPU time of the machine and of processes, counted as tools/bench/usage.cpp does."""
import os
import resource

TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")


def fields_of(process):
    """Of /proc/PID/stat, those behind the command, which may hold anything."""
    with open(f"/proc/{process}/stat", encoding="utf-8") as stat:
        return stat.read().rsplit(")", 1)[1].split()


def machine_seconds():
    with open("/proc/stat", encoding="utf-8") as stat:
        user, nice, system, _, _, _, _, steal = map(int, stat.readline().split()[1:9])
    return (user + nice + system + steal) * TICK_SECONDS


def tree_seconds(root):
    """Of a process, of those under it, and of those under it that ended and were waited for."""
    stats = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            stats[int(name)] = fields_of(name)
        except OSError:
            continue  # it ended meanwhile
    found, children = 0.0, [root]
    while children:
        process = children.pop()
        found += sum(map(int, stats[process][11:15])) * TICK_SECONDS if process in stats else 0
        children += [child for child, of in stats.items() if int(of[1]) == process]
    return found


def own_seconds():
    """Of this process and of the children that it has waited for."""
    return sum(one.ru_utime + one.ru_stime
               for one in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


class Meter:
    """What the server, its client (which must be over by then) and all others used since it was made."""

    def __init__(self, server):
        self.server = server
        self.before = self.now()

    def now(self):
        return machine_seconds(), tree_seconds(self.server), own_seconds()

    def used(self):
        machine, server, own = (after - before for before, after in zip(self.before, self.now()))
        return {"server_cpu_seconds": server, "client_cpu_seconds": own,
                "foreign_cpu_seconds": max(0.0, machine - server - own)}
