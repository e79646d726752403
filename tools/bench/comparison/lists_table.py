"""The figures of lists as people and as programs read them."""
import json

def as_json(report):
    return json.dumps(report, indent=1)


def as_text(report):
    rows = [("", "p50", "p99", "max", "")]
    for step, rows_of in STEPS.items():
        if step in report:
            rows += rows_of(report[step])
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    text = ["  ".join([row[0].ljust(widths[0]), *(row[column].rjust(widths[column]) for column in (1, 2, 3)), row[4]])
            .rstrip() for row in rows]
    title = f"{report['customers']:,} customers"
    return "\n".join([title, "-" * max(map(len, text)), *text, "", *description(report)])


def times(of):
    return tuple(ms(of[name]) for name in ("p50_us", "p99_us", "max_us"))


def ms(us):
    return f"{us / 1000:,.2f} ms"


def fill_rows(fill):
    yield ("import, until lists show all", "", "", "",
           f"{fill['per_second']:,.0f} customers/s, {fill['seconds']:,.1f} s; {fill['server_cpu_us']:,.0f} us of the "
           "daemon's CPU each")


def page_rows(pages):
    for one in pages["by_filter"]:
        yield (f"page {one['page']:,} of: {one['filter']}", *times(one), f"slowest by {one['slowest']['sort']}: p99 "
               f"{ms(one['slowest']['p99_us'])}")
    for one in pages["by_page"]:
        yield (f"page {one['page']:,}, all", *times(one), f"{one['count']:,} answers; slowest: "
               f"{one['slowest']['filter']}, by {one['slowest']['sort']}")


def load_rows(load):
    yield "pages, open loop", *times(load), f"8 connections, {load['rate']:,.0f} pages/s: half of the peak"


def asked_rows(asked):
    for one in asked["each"]:
        yield one["asked"], *times(one), ""


def beside_rows(beside):
    for loop, name in (("open", f"gets, open loop at {beside['rate']:,.0f}/s"), ("closed", "gets, closed loop")):
        one = beside[loop]
        ratios = one["rate_ratios"]
        yield f"{name}, alone", *times(one["alone"]), f"{one['alone_per_second']:,.0f}/s"
        yield (f"{name}, beside lists", *times(one["beside"]),
               f"{one['beside_per_second']:,.0f}/s: {sorted(ratios)[len(ratios) // 2]:.2f} of it "
               f"({min(ratios):.2f}-{max(ratios):.2f}); p50 x {one['p50_ratio']:.2f}, p99 x {one['p99_ratio']:.2f}")


def lag_rows(lag):
    yield ("list with min_seq after an update", *times(lag["with_min_seq"]),
           f"{lag['samples']:,} of them beside {lag['updates_per_second']:,.0f} updates/s; at most {lag['behind_max']:,} "
           "changes behind")
    yield "the same list without", *times(lag["without"]), ""


def reindex_rows(reindex):
    yield "building the index anew", "", "", "", f"{reindex['seconds']:,.1f} s, while serving"
    yield "gets meanwhile", *times(reindex["gets"]), f"open loop at {reindex['get_rate']:,.0f}/s"
    yield "pages meanwhile", *times(reindex["pages"]), "open loop at 50/s"


def description(report):
    yield f"{report['kernel']}, {report['cores']} cores, {report['cpu']}, {report['memory_bytes'] >> 20:,} MiB"
    yield f"{report['atriumd']} (sha256 {report['atriumd_sha256'][:12]}), Python {report['python']}"
    yield (f"load average before {' '.join(map(str, report['load_before']))}, after "
           f"{' '.join(map(str, report['load_after']))}")
    yield report["command"]
    if report["wrong"]:
        yield f"WRONG ANSWERS {report['wrong']}"
    for step in STEPS:
        if step in report and report[step]["void"]:
            yield f"VOID {step}: {report[step]['void']}"


STEPS = {"fill": fill_rows, "pages": page_rows, "load": load_rows, "asked": asked_rows, "beside": beside_rows,
         "reindex": reindex_rows, "lag": lag_rows}
