// The daemon's log: an event in fixed words, and what it is about as keys and values.
//
//   log::info("listening", {{"address", address}, {"threads", threads}});
//
// Secrets have no way in (secret.hpp); personal data is masked by who logs it. Safe from every
// thread. A line below the level costs one load and a branch, if its values are views or numbers.
#pragma once

#include <atomic>
#include <initializer_list>
#include <ostream>
#include <string_view>

#include "config/log_line.hpp"

namespace atrium::log {

// Onto standard error. Call it before threads start; until then it is text from `info` up.
void start(level least, format form);
// The same onto a stream, which must outlive the logging; for tests.
void start(level least, format form, std::ostream& out);

// From any thread, at any time.
void set_level(level least);

namespace internal {
extern std::atomic<level> threshold;
void write(level severity, std::string_view event, std::initializer_list<field> fields);
}  // namespace internal

inline bool enabled(level severity) {
  return severity >= internal::threshold.load(std::memory_order_relaxed);
}

inline void line(level severity, std::string_view event, std::initializer_list<field> fields = {}) {
  if (enabled(severity)) internal::write(severity, event, fields);
}

inline void trace(std::string_view event, std::initializer_list<field> fields = {}) {
  line(level::trace, event, fields);
}
inline void debug(std::string_view event, std::initializer_list<field> fields = {}) {
  line(level::debug, event, fields);
}
inline void info(std::string_view event, std::initializer_list<field> fields = {}) {
  line(level::info, event, fields);
}
inline void warning(std::string_view event, std::initializer_list<field> fields = {}) {
  line(level::warning, event, fields);
}
inline void error(std::string_view event, std::initializer_list<field> fields = {}) {
  line(level::error, event, fields);
}

}  // namespace atrium::log
