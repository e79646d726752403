"""The results as people and as programs read them."""
import json


def as_json(results):
    return "[\n" + ",\n".join(json.dumps(json_row(result)) for result in results) + "\n]"


def json_row(result):
    row = result.row
    shown = {"work": row.work, "peer": row.peer, "connections": row.load.connections, "in_flight": row.load.in_flight,
             "atrium_per_s": round(result.atrium["per_second"], 1), "peer_per_s": round(result.peer["per_second"], 1),
             "ratio": round(result.ratio, 3)}
    if row.p50:
        shown |= {"atrium_p50_us": round(result.atrium["p50_us"], 1), "peer_p50_us": round(result.peer["p50_us"], 1)}
    return shown | {"floor": row.floor, "goal": row.goal, "reaches_floor": row.reaches(result.ratio, row.floor),
                    "reaches_goal": row.reaches(result.ratio, row.goal),
                    "ratio_range": [round(min(result.ratios), 3), round(max(result.ratios), 3)],
                    "void": result.void, "wrong": result.wrong}


COLUMNS = ("work", "peer", "conn. x calls", "Atrium", "peer", "ratio", "range", "floor", "goal")


def as_text(results, description):
    lines = [COLUMNS] + [text_row(result) for result in results]
    widths = [max(len(line[column]) for line in lines) for column in range(len(COLUMNS))]
    text = ["  ".join(cell.ljust(width) if column < 3 else cell.rjust(width)
                      for column, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines]
    text.insert(1, "-" * max(map(len, text)))
    text += ["", "Calls per second; p50 in microseconds, less is better. ok: reached, --: not reached.",
             "The same client, payload and durability on both sides; medians over the rounds, and their range.",
             description]
    text += [f"WRONG ANSWERS {result.row.name}: {result.wrong}" for result in results if result.wrong]
    voids = dict.fromkeys((result.row.work, result.void) for result in results if result.void)
    text += [f"VOID {work}: {reason}" for work, reason in voids]
    return "\n".join(text)


def text_row(result):
    row = result.row
    key, unit = ("p50_us", " us") if row.p50 else ("per_second", "")
    sign = "<= " if row.p50 else ""

    def bound(value):
        return f"{sign}{value:g} {'ok' if row.reaches(result.ratio, value) else '--'}"

    def figure(of):
        return f"{of[key]:,.1f}{unit}" if row.p50 else f"{of[key]:,.0f}"

    mark = " WRONG" if result.wrong else " void" if result.void else ""
    return (row.work, row.peer, f"{row.load.connections} x {row.load.in_flight}", figure(result.atrium),
            figure(result.peer), f"{result.ratio:.2f}{mark}", f"{min(result.ratios):.2f}-{max(result.ratios):.2f}",
            bound(row.floor), bound(row.goal))
