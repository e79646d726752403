// The files around the environment: who holds the data folder, the `clean` marker, and flushes of
// folders (docs/data_format.md, Files).
#pragma once

#include <cstdint>
#include <filesystem>

#include "protocol/outcome.hpp"

namespace atrium::storage {

inline constexpr const char* store_folder_name = "store";
inline constexpr const char* unfinished_folder_name = "store.new";

// Holds DIR by flock until it is destroyed, so that one process, once, works on it. A forked child
// shares the hold and does not end it.
class folder_hold {
 public:
  static outcome<folder_hold> take(const std::filesystem::path& data);
  folder_hold(folder_hold&& other) noexcept;
  folder_hold& operator=(folder_hold&& other) noexcept;
  ~folder_hold();

 private:
  explicit folder_hold(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// Flushes a folder, so that names made, renamed or removed in it stay so after a power loss.
outcome<nothing> flush_folder(const std::filesystem::path& folder);

bool marked_clean(const std::filesystem::path& store_folder);
outcome<nothing> mark_clean(const std::filesystem::path& store_folder);
outcome<nothing> unmark_clean(const std::filesystem::path& store_folder);

// What an ordinary process may still write to the file system of `folder`; the maximum if that
// cannot be told.
std::uint64_t free_disk_bytes(const std::filesystem::path& folder);

}  // namespace atrium::storage
