#include "tools/atrium/meter.hpp"

#include <utility>

namespace atrium::cli {

namespace {

constexpr std::chrono::milliseconds on_terminal(200);
constexpr std::chrono::seconds elsewhere(10);
constexpr int bar_width = 20;

std::string minutes(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  const std::string rest = std::to_string(whole % 60 + 100).substr(1);
  return std::to_string(whole / 60) + ":" + rest;
}

}  // namespace

meter::meter(std::ostream& to, bool terminal, std::string unit)
    : to_(to), terminal_(terminal), unit_(std::move(unit)) {}

meter::~meter() { step_aside(); }

void meter::step_aside() {
  if (std::exchange(in_line_, false)) to_ << std::endl;
}

void meter::at(std::int64_t done, double part, const std::string& more) {
  const auto now = clock::now();
  if (first_ < 0) {
    first_ = done;
    first_part_ = part;
  }
  if (now - told_ < (terminal_ ? clock::duration(on_terminal) : clock::duration(elsewhere))) return;
  told_ = now;
  const double seconds = std::chrono::duration<double>(now - began_).count();
  const double rate = static_cast<double>(done - first_) / seconds;
  std::string line;
  if (terminal_) {
    const auto full = static_cast<int>(part * bar_width);
    line = "\r[" + std::string(full, '#') + std::string(bar_width - full, ' ') + "] ";
  }
  line += std::to_string(done) + " " + unit_ + ", " +
          std::to_string(static_cast<std::int64_t>(rate)) + "/s" + more;
  if (part > first_part_)
    line += ", " + minutes(seconds * (1 - part) / (part - first_part_)) + " left";
  to_ << line << (terminal_ ? "   " : "\n") << std::flush;
  in_line_ = terminal_;
}

}  // namespace atrium::cli
