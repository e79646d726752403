"""The footprint as people and as programs read it."""
import json


def as_json(report):
    return json.dumps(report, indent=1)


def as_text(report):
    rows = [*fill_rows(report["fill"]), *start_rows(report["start"]), *live_rows(report["live"]),
            *(rate_row(work, rate) for work, rate in report["rates"].items())]
    width, value_width = (max(len(row[column]) for row in rows) for column in (0, 1))
    text = [f"{name:<{width}}  {value:>{value_width}}  {note}".rstrip() for name, value, note in rows]
    title = f"{report['accounts']:,} accounts"
    return "\n".join([title, "-" * max(map(len, text)), *text, "", *description(report)])


def fill_rows(fill):
    yield "fill", f"{fill['per_second']:,.0f}/s", f"in {fill['seconds']:,.1f} s"
    yield "data file", mib(fill["disk_bytes"]), "after a clean stop"
    yield "disk per account", f"{fill['disk_bytes_per_account']:,.0f} B", "record, indexes, journal"


def start_rows(start):
    for kind, prepared in (("evicted", "posix_fadvise(DONTNEED)"), ("warm", "reading it")):
        one = start[kind]
        yield (f"start to ready, {kind}", f"{one['ready_ms']:,.1f} ms",
               f"{one['range'][0]:,.1f}-{one['range'][1]:,.1f}; {one['cached_share']:.0%} of the file in the page "
               f"cache after {prepared}")
    rest = start["warm"]["at_rest"]
    yield "at rest, RssAnon", mib(rest["anon"]), "after a warm start"
    yield ("at rest, RssFile", mib(rest["file"]),
           f"page cache, not the daemon's own; {mib(rest['map'])} of it the data file")


def live_rows(live):
    count = f"{live['accounts']:,}"
    for name, note in (("live", f"{count} account actors live"),
                       ("let_go", f"none live after {live['idle_ms'] / 1000:g} s idle; "
                                  f"{mib(live['live']['anon'] - live['let_go']['anon'])} came back"),
                       ("live_again", f"the same {count} live again")):
        yield f"RssAnon, {name.replace('_', ' ')}", mib(live[name]["anon"]), note
    yield "memory per live actor", f"{live['bytes_per_actor']:,.0f} B", "RssAnon from a tenth of them live to all"
    for name, kind, note in (("cold activation", "refused", "update refused for its if_version, so without a commit"),
                             ("the same, durable", "durable", "update with its commit")):
        one = live["activation"][kind]
        cold, warm = one["not_live_us"]["median"], one["live_us"]["median"]
        yield name, f"{one['difference_us']:,.1f} us", f"p50 {cold:,.1f} us not live, {warm:,.1f} us live: {note}"


def rate_row(work, rate):
    notes = [f"{rate['range'][0]:,.0f}-{rate['range'][1]:,.0f}", f"p50 {rate['p50_us']:,.0f} us",
             f"p99 {rate['p99_us']:,.0f} us", f"server {rate['server_cores']:.2f} cores"]
    notes += ["WRONG"] * bool(rate["wrong"]) + ["void"] * bool(rate["void"])
    return f"{work}, 64 x 1", f"{rate['per_second']:,.0f}/s", "; ".join(notes)


def description(report):
    yield (f"{report['kernel']}, {report['cores']} cores, {report['cpu']}, {mib(report['memory_bytes'])}; a flush of "
           f"the disk {report['rates']['update']['flush_us']:,.0f} us")
    yield f"{report['atriumd']} (sha256 {report['atriumd_sha256'][:12]}), Python {report['python']}"
    yield (f"load average before {' '.join(map(str, report['load_before']))}, after "
           f"{' '.join(map(str, report['load_after']))}")
    yield report["command"]
    for work, rate in report["rates"].items():
        if rate["wrong"]:
            yield f"WRONG ANSWERS {work}: {rate['wrong']}"
        if rate["void"]:
            yield f"VOID {work}: {rate['void']}"


def mib(size):
    return f"{size / (1 << 20):,.1f} MiB"
