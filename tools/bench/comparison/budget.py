"""How long each run may take so that all of them end in time."""
import time

WARM_UP_SHARE = 0.2         # of the measured time, before it
SHORTEST_SECONDS = 0.15
FIRST_OVERHEAD = 0.25       # of a run beyond its warm-up and measured time, before it is known
LOOK_SECONDS = 0.15         # a look at the machine, one after each round


class Budget:
    """Without an end each run takes `seconds`. With one, what is left is shared evenly among the runs that are left."""

    def __init__(self, seconds, ends_at, runs, reserved):
        self.seconds, self.ends_at, self.runs_left = seconds, ends_at, runs
        self.reserved = reserved  # seconds for what is not a run and is still to come
        self.overhead = FIRST_OVERHEAD

    def seconds_per_run(self, runs, may_skip):
        """For the next round of `runs` runs. None: there is no time for it, and it may be left out."""
        if self.ends_at is None:
            return self.seconds
        left = self.ends_at - self.reserved - time.monotonic()
        share = left / self.runs_left - self.overhead - LOOK_SECONDS / runs
        allowed = share / (1 + WARM_UP_SHARE)
        if allowed < SHORTEST_SECONDS and may_skip:
            return None
        return min(max(allowed, SHORTEST_SECONDS), self.seconds)

    def spend(self, runs, each=None, took=None):
        """Takes `runs` off; a round that was made tells what each of its runs was to take and what it took in all."""
        self.runs_left -= runs
        if took is not None:
            overhead = took / runs - each * (1 + WARM_UP_SHARE)
            self.overhead = (self.overhead + max(overhead, 0)) / 2
