// How far an import has come, in a file beside the one that is imported: whoever calls again after
// a kill goes on from there.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "protocol/methods/import.hpp"

namespace atrium::cli {

struct import_progress {
  std::string what;  // digest of the file and of all that decides what becomes of it
  std::string run;   // unguessable: the idempotency keys of its batches begin with it
  std::int64_t rows_per_batch = 0;
  std::int64_t rows = 0;           // have their verdicts
  std::int64_t verdict_bytes = 0;  // of the file of verdicts
  std::array<std::int64_t, std::size(enum_names(methods::import_result{}))> results{};
  bool ended = false;

  std::int64_t& count_of(methods::import_result what_became) {
    return results[static_cast<std::size_t>(what_became)];
  }
};

// Nothing if there is no such file. Throws failure if there is one and it is not of this kind.
std::optional<import_progress> read_progress(const std::filesystem::path& file);

// Replaces the file as a whole and flushes it. Throws failure.
void write_progress(const std::filesystem::path& file, const import_progress& progress);

// SHA-256 over the file's bytes and the other texts, in hex. Throws failure.
std::string digest_of(const std::filesystem::path& file, const std::string& others);

}  // namespace atrium::cli
