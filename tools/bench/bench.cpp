#include "tools/bench/bench.hpp"

#include <algorithm>
#include <cstdio>

#include "tools/bench/filling.hpp"
#include "tools/bench/options.hpp"
#include "tools/bench/report.hpp"

namespace atrium::bench {
namespace {

constexpr double share_of_peak = 0.5;
constexpr double peak_seconds = 1;

const char* name_of(work_choice what) {
  switch (what) {
    case work_choice::get:
      return "get";
    case work_choice::update:
      return "update";
    case work_choice::create:
      return "create";
    case work_choice::mix:
      return "mix";
    case work_choice::fill:
      return "fill";
    case work_choice::script:
      return "script";
    case work_choice::credit:
      return "credit";
  }
  return "";
}

bool can_do(const peer& with, work_choice what) {
  switch (what) {
    case work_choice::get:
      return with.can(work::get);
    case work_choice::update:
      return with.can(work::update);
    case work_choice::create:
      return with.can(work::create);
    case work_choice::mix:
      return with.can(work::update) && with.can(work::create);
    case work_choice::fill:
      return with.can(work::fill);
    case work_choice::script:
      return with.can(work::scripted);
    case work_choice::credit:
      return with.can(work::credit);
  }
  return false;
}

outcome<nothing> fill_if_needed(peer& with, const options& given) {
  if (given.what.what == work_choice::create) return nothing{};  // works on new accounts alone
  if (given.what.what == work_choice::script) return nothing{};  // knows what is there
  auto filled = is_filled(with, given.where, given.what.accounts);
  if (!filled) return filled.failure();
  if (*filled) return nothing{};
  auto done = fill(with, given.where, filling_of(given.what.accounts));
  if (!done) return done.failure();
  return nothing{};
}

outcome<double> rate_at_half_peak(peer& with, const options& given) {
  load what = given.what;
  what.seconds = peak_seconds;
  what.first_created = std::uint64_t{1} << 32;  // apart from those of the runs that follow
  engine finder(with, what);
  auto connected = finder.connect(given.where);
  if (!connected) return connected.failure();
  auto found = finder.run();
  if (!found) return found.failure();
  if (found->good == 0) {
    return refusal(errc::internal,
                   "no good answer at all; the first failed: " + found->first_failure);
  }
  return static_cast<double>(found->good) / found->seconds * share_of_peak;
}

outcome<std::vector<run_report>> run_all(peer& with, const options& given, const load& what) {
  const bool durable = what.what != work_choice::get && what.what != work_choice::script;
  engine loader(with, what);
  auto connected = loader.connect(given.where);
  if (!connected) return connected.failure();
  std::vector<run_report> runs;
  for (unsigned i = 0; i < given.repeats; ++i) {
    run_report one;
    if (given.canaries) one.before = measure_canaries(given.flush_folder);
    auto done = loader.run();
    if (!done) return done.failure();
    one.figures = std::move(*done);
    if (given.canaries) {
      one.after = measure_canaries(given.flush_folder);
      one.void_because = reason_to_void(one, durable);
    }
    runs.push_back(std::move(one));
    if (runs.back().figures.unanswered > 0) break;  // the connections hold calls of this run still
  }
  return runs;
}

outcome<bench_report> measure(const options& given, const record_maker& records) {
  const auto with = make_peer(given.peer, records, given.settings);
  if (with == nullptr) {
    return refusal(errc::bad_request, "--peer: one of " + std::string(peer_names));
  }
  if (!can_do(*with, given.what.what)) {
    return refusal(errc::bad_request, given.peer + " is not asked to " + name_of(given.what.what));
  }
  auto prepared = with->prepare(given.where);
  if (!prepared) return prepared.failure();
  bench_report report{.command = given.command,
                      .peer = given.peer,
                      .server_version = {},
                      .work = name_of(given.what.what),
                      .what = given.what,
                      .runs = {}};
  if (given.what.what == work_choice::fill) {
    report.what = filling_of(given.what.accounts);
    report.what.server = given.what.server;
    auto filled = fill(*with, given.where, report.what);
    if (!filled) return filled.failure();
    report.runs.push_back(
        {.figures = std::move(*filled), .before = {}, .after = {}, .void_because = {}});
    report.server_version = with->server_version();
    return report;
  }
  auto filled = fill_if_needed(*with, given);
  if (!filled) return filled.failure();
  if (given.how == loop::open_at_half) {
    auto rate = rate_at_half_peak(*with, given);
    if (!rate) return rate.failure();
    report.what.rate = *rate;
  }
  auto runs = run_all(*with, given, report.what);
  if (!runs) return runs.failure();
  report.runs = std::move(*runs);
  report.server_version = with->server_version();
  return report;
}

int show_canaries(const options& given) {
  const canaries now = measure_canaries(given.flush_folder);
  std::fputs((given.json ? as_json(now) : as_text(now)).c_str(), stdout);
  return 0;
}

}  // namespace

int bench_main(int argc, char** argv) {
  const auto parsed = parse_options(argc, argv);
  if (const int* code = std::get_if<int>(&parsed)) return *code;
  const options& given = std::get<options>(parsed);
  if (given.canaries_only) return show_canaries(given);
  const record_maker records(fresh_run_name());
  const auto report = measure(given, records);
  if (!report) {
    std::fprintf(stderr, "atrium bench: %s\n", report.failure().message.c_str());
    return report.failure().code == errc::bad_request ? 2 : 1;
  }
  std::fputs((given.json ? as_json(*report, given.buckets) : as_text(*report)).c_str(), stdout);
  const bool all_good = std::all_of(report->runs.begin(), report->runs.end(), [](const auto& run) {
    return run.figures.failed == 0 && run.figures.unanswered == 0;
  });
  return all_good ? 0 : 1;
}

}  // namespace atrium::bench
