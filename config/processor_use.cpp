#include "config/processor_use.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <charconv>
#include <string_view>

namespace atrium::config {
namespace {

// The number that `text` begins with, which is taken off it; -1 if it does not.
std::int64_t take_number(std::string_view& text) {
  std::int64_t number = -1;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  while (text.starts_with(' ')) text.remove_prefix(1);
  return number;
}

}  // namespace

processor_meter::processor_meter()
    : file_(open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)) {}

processor_meter::~processor_meter() {
  if (file_ >= 0) close(file_);
}

std::optional<processor_use> processor_meter::read() const {
  char buffer[96];
  const ssize_t size = pread(file_, buffer, sizeof buffer, 0);
  timespec ran;
  if (size <= 0 || clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ran) != 0) return {};
  // "ran waited times", but what is counted there as ran lags behind by up to a tick.
  std::string_view text(buffer, static_cast<std::size_t>(size));
  take_number(text);
  const std::int64_t waited_ns = take_number(text);
  if (waited_ns < 0) return {};
  return processor_use{ran.tv_sec * std::int64_t{1'000'000'000} + ran.tv_nsec, waited_ns};
}

}  // namespace atrium::config
