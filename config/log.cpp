#include "config/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>

namespace atrium::log {
namespace {

// spdlog brings the sinks, their locks and their flushing; the line is ours, since its JSON is not
// escaped.
struct output {
  format form;
  spdlog::logger logger;
};

std::unique_ptr<output> make_output(format form, spdlog::sink_ptr sink) {
  auto made = std::make_unique<output>(output{form, spdlog::logger("atrium", std::move(sink))});
  made->logger.set_pattern("%v");
  made->logger.set_level(spdlog::level::trace);  // `threshold` decides
  made->logger.flush_on(spdlog::level::trace);
  return made;
}

// Changed by `start` only, before there are threads. Never destroyed: threads may log to the very
// end.
std::unique_ptr<output>& current() {
  static auto* const the_output = new std::unique_ptr<output>(
      make_output(format::text, std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  return *the_output;
}

}  // namespace

namespace internal {

std::atomic<level> threshold = level::info;

void write(level severity, std::string_view event, std::initializer_list<field> fields) {
  output& to = *current();
  const std::string text = format_line(to.form, std::chrono::system_clock::now(), severity, event,
                                       {fields.begin(), fields.end()});
  to.logger.log(spdlog::level::info, spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace internal

void start(level least, format form) {
  current() = make_output(form, std::make_shared<spdlog::sinks::stderr_sink_mt>());
  set_level(least);
}

void start(level least, format form, std::ostream& out) {
  current() = make_output(form, std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
  set_level(least);
}

void set_level(level least) { internal::threshold.store(least, std::memory_order_relaxed); }

}  // namespace atrium::log
