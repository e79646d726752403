// What `atrium bench` tells: each run, and over all runs the median and the range.
#pragma once

#include <string>
#include <vector>

#include "tools/bench/canary.hpp"
#include "tools/bench/engine.hpp"

namespace atrium::bench {

struct run_report {
  measured figures;
  canaries before;
  canaries after;
  std::string void_because;  // empty: the run counts
};

struct bench_report {
  std::string command;
  std::string peer;
  std::string server_version;
  std::string work;
  load what;
  std::vector<run_report> runs;
};

// Why a run is void: canaries that moved, or foreign processes that took more than a fifth of a
// core. Empty if it counts.
std::string reason_to_void(const run_report& run, bool durable);

struct spread {
  double median = 0;
  double lowest = 0;
  double highest = 0;
};
// Of at least one value; the median of an even number is the mean of the middle two.
spread spread_of(std::vector<double> values);

// The runs that count; if none does, all of them.
std::vector<const run_report*> counted_runs(const bench_report& of);

std::string as_text(const bench_report& report);
std::string as_json(const bench_report& report, bool buckets);
std::string as_json(const canaries& figures);
std::string as_text(const canaries& figures);

}  // namespace atrium::bench
