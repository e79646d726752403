#include "tools/bench/report.hpp"

#include <sys/utsname.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

namespace atrium::bench {
namespace {

using json = nlohmann::ordered_json;

constexpr double foreign_limit = 0.2;  // of a core

double per_second(const measured& of) { return static_cast<double>(of.good) / of.seconds; }
double answer_bytes(const measured& of) {
  return of.good == 0 ? 0 : static_cast<double>(of.answer_bytes) / static_cast<double>(of.good);
}
double per_operation(const measured& of, std::uint64_t value) {
  return of.good == 0 ? 0 : static_cast<double>(value) / static_cast<double>(of.good);
}
template <int Thousandths>
double latency_us(const measured& of) {
  return static_cast<double>(of.latency.percentile(Thousandths / 1000.0)) / 1000;
}

// Every figure once: its name in JSON, how it reads in the table, its decimals, where it comes
// from.
struct figure {
  const char* name;
  const char* label;
  int decimals;
  double (*value)(const measured&);
};
const figure figures[] = {
    {"per_second", "good answers per second", 0, per_second},
    {"p50_us", "p50 (us)", 1, latency_us<50'000>},
    {"p99_us", "p99 (us)", 1, latency_us<99'000>},
    {"p99_9_us", "p99.9 (us)", 1, latency_us<99'900>},
    {"max_us", "max (us)", 1, latency_us<100'000>},
    {"client_cores", "client CPU (cores)", 2,
     [](const measured& of) { return of.client_cpu_seconds / of.seconds; }},
    {"server_cores", "server CPU (cores)", 2,
     [](const measured& of) { return of.server_cpu_seconds / of.seconds; }},
    {"per_server_cpu_second", "answers per server CPU second", 0,
     [](const measured& of) {
       return of.server_cpu_seconds > 0 ? static_cast<double>(of.good) / of.server_cpu_seconds : 0;
     }},
    {"server_resident_bytes", "server memory (bytes)", 0,
     [](const measured& of) { return static_cast<double>(of.server_resident_bytes); }},
    {"written_bytes_per_operation", "written to disk per answer (bytes)", 0,
     [](const measured& of) { return per_operation(of, of.server_written_bytes); }},
    {"flushes_per_operation", "disk flushes per answer (whole machine)", 3,
     [](const measured& of) { return per_operation(of, of.machine_flushes); }},
    {"answer_bytes", "size of an answer (bytes)", 0, answer_bytes},
};

std::string formatted(const char* format, ...) __attribute__((format(printf, 1, 2)));
std::string formatted(const char* format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return text;
}

spread spread_over(const bench_report& report, const figure& of) {
  std::vector<double> values;
  for (const run_report* run : counted_runs(report)) values.push_back(of.value(run->figures));
  return spread_of(std::move(values));
}

std::uint64_t sum(const bench_report& report, std::uint64_t measured::*member) {
  std::uint64_t total = 0;
  for (const run_report& run : report.runs) total += run.figures.*member;
  return total;
}

std::string first_failure(const bench_report& report) {
  for (const run_report& run : report.runs) {
    if (!run.figures.first_failure.empty()) return run.figures.first_failure;
  }
  return {};
}

bool all_void(const bench_report& report) {
  return std::all_of(report.runs.begin(), report.runs.end(),
                     [](const run_report& run) { return !run.void_because.empty(); });
}

std::string machine() {
  utsname about{};
  uname(&about);
  return formatted("%s %s, %u cores", about.sysname, about.release,
                   std::thread::hardware_concurrency());
}

json canaries_json(const canaries& of) {
  return {{"core_round_trip_ns", of.core_round_trip_ns},
          {"echo_per_second", of.echo_per_second},
          {"flush_us", of.flush_us}};
}

json run_json(const run_report& run) {
  json one;
  for (const figure& of : figures) one[of.name] = of.value(run.figures);
  one["seconds"] = run.figures.seconds;
  one["foreign_cpu_seconds"] = run.figures.foreign_cpu_seconds;
  one["failed"] = run.figures.failed;
  one["unanswered"] = run.figures.unanswered;
  one["canaries_before"] = canaries_json(run.before);
  one["canaries_after"] = canaries_json(run.after);
  one["void_because"] = run.void_because;
  return one;
}

}  // namespace

std::string reason_to_void(const run_report& run, bool durable) {
  std::string reasons = moved(run.before, run.after, durable);
  if (run.figures.foreign_cpu_seconds > foreign_limit * run.figures.seconds) {
    if (!reasons.empty()) reasons += "; ";
    reasons += formatted("other processes used %.2f of a core",
                         run.figures.foreign_cpu_seconds / run.figures.seconds);
  }
  return reasons;
}

spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return {.median = median, .lowest = values.front(), .highest = values.back()};
}

std::vector<const run_report*> counted_runs(const bench_report& of) {
  const bool none_counts = all_void(of);
  std::vector<const run_report*> runs;
  for (const run_report& run : of.runs) {
    if (none_counts || run.void_because.empty()) runs.push_back(&run);
  }
  return runs;
}

std::string as_text(const bench_report& report) {
  std::string text = formatted("%s %s: %s, %u connections x %u in flight, ", report.peer.c_str(),
                               report.server_version.c_str(), report.work.c_str(),
                               report.what.connections, report.what.in_flight);
  text += report.what.rate > 0 ? formatted("open loop at %.0f calls/s", report.what.rate)
                               : std::string("closed loop");
  text += formatted(", %llu accounts, %zu runs of %.3g s\n",
                    static_cast<unsigned long long>(report.what.accounts), report.runs.size(),
                    report.what.seconds);
  text += formatted("  %-42s %14s %14s %14s\n", "", "median", "lowest", "highest");
  for (const figure& of : figures) {
    const spread over = spread_over(report, of);
    text += formatted("  %-42s %14.*f %14.*f %14.*f\n", of.label, of.decimals, over.median,
                      of.decimals, over.lowest, of.decimals, over.highest);
  }
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    if (report.runs[i].void_because.empty()) continue;
    text += formatted("  run %zu is void: ", i + 1) + report.runs[i].void_because + "\n";
  }
  if (all_void(report)) text += "  Every run is void: these figures say nothing.\n";
  if (const std::uint64_t failed = sum(report, &measured::failed); failed > 0) {
    text +=
        formatted("  FAILED answers: %llu, the first: ", static_cast<unsigned long long>(failed)) +
        first_failure(report) + "\n";
  }
  if (const std::uint64_t missing = sum(report, &measured::unanswered); missing > 0) {
    text += formatted("  calls WITHOUT answer: %llu\n", static_cast<unsigned long long>(missing));
  }
  return text + "  " + machine() + "; " + report.command + "\n";
}

std::string as_json(const bench_report& report, bool buckets) {
  json whole{{"peer", report.peer},
             {"server_version", report.server_version},
             {"work", report.work},
             {"connections", report.what.connections},
             {"in_flight", report.what.in_flight},
             {"offered_per_second", report.what.rate},
             {"accounts", report.what.accounts},
             {"seconds", report.what.seconds},
             {"void", all_void(report)},
             {"failed", sum(report, &measured::failed)},
             {"unanswered", sum(report, &measured::unanswered)},
             {"first_failure", first_failure(report)},
             {"machine", machine()},
             {"command", report.command}};
  for (const figure& of : figures) {
    const spread over = spread_over(report, of);
    whole[of.name] = over.median;
    whole["range"][of.name] = {over.lowest, over.highest};
  }
  whole["runs"] = json::array();
  for (const run_report& run : report.runs) whole["runs"].push_back(run_json(run));
  if (buckets) {
    histogram merged;
    for (const run_report* run : counted_runs(report)) merged.merge(run->figures.latency);
    whole["latency_buckets_ns"] = merged.buckets();
  }
  return whole.dump() + "\n";
}

std::string as_json(const canaries& of) { return canaries_json(of).dump() + "\n"; }

std::string as_text(const canaries& of) {
  return formatted("core round trip %.0f ns, loopback echo %.0f per second, flush %.0f us\n",
                   of.core_round_trip_ns, of.echo_per_second, of.flush_us);
}

}  // namespace atrium::bench
