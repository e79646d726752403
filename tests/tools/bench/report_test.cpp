#include "tools/bench/report.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace atrium::bench;

namespace {

run_report run_of(std::uint64_t good, std::int64_t latency_ns, std::string void_because = {}) {
  run_report run{.figures = {}, .before = {}, .after = {}, .void_because = std::move(void_because)};
  run.figures.seconds = 2;
  run.figures.good = good;
  run.figures.answer_bytes = good * 600;
  run.figures.server_cpu_seconds = 1;
  run.figures.latency.record(latency_ns);
  return run;
}

bench_report report_of(std::vector<run_report> runs) {
  return {.command = "atrium bench --closed",
          .peer = "redis",
          .server_version = "7.0.15",
          .work = "get",
          .what = {.connections = 64, .in_flight = 16, .accounts = 1000},
          .runs = std::move(runs)};
}

}  // namespace

TEST_CASE("median and range of an odd and an even number of values") {
  const spread odd = spread_of({3, 1, 2});
  CHECK(odd.median == 2);
  CHECK(odd.lowest == 1);
  CHECK(odd.highest == 3);
  CHECK(spread_of({4, 1, 2, 3}).median == 2.5);
}

TEST_CASE("the report as JSON tells the median of the runs and their range") {
  const auto told = nlohmann::json::parse(
      as_json(report_of({run_of(1000, 5000), run_of(3000, 7000), run_of(2000, 6000)}), true));
  CHECK(told["peer"] == "redis");
  CHECK(told["work"] == "get");
  CHECK(told["connections"] == 64);
  CHECK(told["in_flight"] == 16);
  CHECK(told["per_second"] == 1000);
  CHECK(told["range"]["per_second"] == nlohmann::json({500, 1500}));
  CHECK(told["p50_us"].get<double>() == Approx(6).epsilon(0.001));
  CHECK(told["per_server_cpu_second"] == 2000);
  CHECK(told["answer_bytes"] == 600);
  CHECK(told["void"] == false);
  CHECK(told["runs"].size() == 3);
  CHECK(told["latency_buckets_ns"].size() == 3);
}

TEST_CASE("a void run does not count unless every run is void") {
  const auto some = report_of({run_of(1000, 5000), run_of(9000, 5000, "the flush moved")});
  CHECK(counted_runs(some).size() == 1);
  CHECK(nlohmann::json::parse(as_json(some, false))["per_second"] == 500);
  CHECK_FALSE(nlohmann::json::parse(as_json(some, false)).contains("latency_buckets_ns"));
  const auto none = report_of({run_of(9000, 5000, "the flush moved")});
  CHECK(counted_runs(none).size() == 1);
  CHECK(nlohmann::json::parse(as_json(none, false))["void"] == true);
  CHECK(as_text(none).find("these figures say nothing") != std::string::npos);
}

TEST_CASE("failed and missing answers are told, with the first of them") {
  auto report = report_of({run_of(1000, 5000)});
  report.runs[0].figures.failed = 3;
  report.runs[0].figures.unanswered = 2;
  report.runs[0].figures.first_failure = "-ERR no";
  const auto told = nlohmann::json::parse(as_json(report, false));
  CHECK(told["failed"] == 3);
  CHECK(told["unanswered"] == 2);
  CHECK(told["first_failure"] == "-ERR no");
  CHECK(as_text(report).find("-ERR no") != std::string::npos);
}

TEST_CASE("canaries that moved by more than a fifth void a run, a slower flush only durable work") {
  run_report run = run_of(1000, 5000);
  run.before = {.core_round_trip_ns = 100, .echo_per_second = 50'000, .flush_us = 40};
  run.after = {.core_round_trip_ns = 119, .echo_per_second = 42'000, .flush_us = 40};
  CHECK(reason_to_void(run, true).empty());
  run.after.core_round_trip_ns = 380;
  CHECK(reason_to_void(run, false).find("core round trip") != std::string::npos);
  run.after = run.before;
  run.after.flush_us = 50;
  CHECK(reason_to_void(run, false).empty());
  CHECK(reason_to_void(run, true).find("flush") != std::string::npos);
}

TEST_CASE(
    "foreign processes that take more than a fifth of a core void a run, unknown ones do not") {
  run_report run = run_of(1000, 5000);
  run.figures.foreign_cpu_seconds = 0.3;  // of 2 s
  CHECK(reason_to_void(run, true).empty());
  run.figures.foreign_cpu_seconds = 0.5;
  CHECK(reason_to_void(run, true).find("other processes") != std::string::npos);
  run.figures.foreign_cpu_seconds = -1;
  CHECK(reason_to_void(run, true).empty());
}
