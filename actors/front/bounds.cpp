#include "actors/front/bounds.hpp"

#include <algorithm>

namespace atrium::actors {
namespace {

// Store, log, listeners, the descriptors of each thread's event loop, and some for surprises.
constexpr std::size_t descriptors_kept = 64;

}  // namespace

std::chrono::milliseconds bounds::tick() const {
  const auto shortest = std::min({hello_timeout, message_timeout, idle_timeout});
  return std::clamp(shortest / 4, std::chrono::milliseconds(20), std::chrono::milliseconds(500));
}

bounds bounds_of(const config::settings& settings, std::size_t descriptors) {
  const std::size_t room =
      descriptors > 2 * descriptors_kept ? descriptors - descriptors_kept : descriptors / 2;
  const auto limit = [](std::int64_t knob) { return static_cast<std::uint32_t>(knob); };
  return {
      .message = {.message_bytes = limit(settings.get<"front.message_bytes_max">()),
                  .depth = limit(settings.get<"front.depth_max">()),
                  .items = limit(settings.get<"front.items_max">()),
                  .string_bytes = limit(settings.get<"front.string_bytes_max">())},
      .connections_max =
          std::min(static_cast<std::size_t>(settings.get<"front.connections_max">()), room),
      .in_flight_max = static_cast<std::size_t>(settings.get<"front.in_flight_per_connection">()),
      .unread_reply_bytes_max =
          static_cast<std::size_t>(settings.get<"front.unread_reply_bytes_max">()),
      .hello_timeout = std::chrono::milliseconds(settings.get<"front.hello_timeout_ms">()),
      .message_timeout = std::chrono::milliseconds(settings.get<"front.message_timeout_ms">()),
      .idle_timeout = std::chrono::milliseconds(settings.get<"front.idle_timeout_ms">()),
      .plaintext_beyond_loopback = settings.get<"listen.plaintext_beyond_loopback">(),
  };
}

}  // namespace atrium::actors
