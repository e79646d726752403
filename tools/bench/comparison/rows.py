"""What is compared, and how fast Atrium is to be: the one table of it."""
import dataclasses
import operator


@dataclasses.dataclass(frozen=True)
class Load:
    """One kind of work as every server of a row does it."""
    work: str  # as `atrium bench --work` knows it
    connections: int
    in_flight: int
    slow_flush: bool = False  # 1 ms added to each flush

    @property
    def of_people(self):
        """Works on customers with all columns of a list (comparison/importing.py), not on those of `fill`."""
        return self.work in ("import", "list")


@dataclasses.dataclass(frozen=True)
class Row:
    load: Load
    peer: str
    floor: float
    goal: float
    p50: bool = False  # the ratio is of the median latencies, and less is better

    @property
    def work(self):
        return self.load.work + ("_p50" if self.p50 else "") + ("_slow_flush" if self.load.slow_flush else "")

    @property
    def name(self):
        return f"{self.work} {self.peer} {self.load.connections}x{self.load.in_flight}"

    def reaches(self, ratio, bound):
        return (operator.le if self.p50 else operator.ge)(ratio, bound)


GET, GET_PIPELINED, GET_ALONE = Load("get", 64, 1), Load("get", 64, 16), Load("get", 1, 1)
UPDATE, CREATE = Load("update", 64, 1), Load("create", 64, 1)
IMPORT, LIST, LIST_ALONE = Load("import", 1, 1), Load("list", 16, 1), Load("list", 1, 1)
UPDATE_SLOW, CREATE_SLOW = Load("update", 64, 1, True), Load("create", 64, 1, True)

ROWS = (
    Row(GET, "redis", floor=0.6, goal=1),
    Row(GET, "postgresql", floor=2, goal=3),
    Row(GET_PIPELINED, "redis", floor=0.6, goal=1.2),
    Row(GET_PIPELINED, "tarantool", floor=0.4, goal=1),
    Row(GET_ALONE, "redis", floor=2, goal=1.2, p50=True),
    Row(UPDATE, "redis", floor=0.4, goal=1),
    Row(UPDATE, "postgresql", floor=1.5, goal=3),
    Row(CREATE, "postgresql", floor=1, goal=2),
    Row(IMPORT, "postgresql", floor=1, goal=2),
    Row(LIST, "postgresql", floor=1, goal=2),
    Row(LIST_ALONE, "postgresql", floor=2, goal=1, p50=True),
    Row(UPDATE_SLOW, "redis", floor=1, goal=2),
    Row(UPDATE_SLOW, "postgresql", floor=1, goal=2),
    Row(CREATE_SLOW, "postgresql", floor=1, goal=2),
)
