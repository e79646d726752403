// The data file by pages, on a descriptor of its own beside LMDB's: read, and overwritten where
// that changes nothing for whoever reads it (storage/scrub.hpp says where that is). Private to
// storage/.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::storage {

class page_file {
 public:
  static outcome<page_file> open(const std::filesystem::path& data_file, std::size_t page_bytes);
  page_file(page_file&& other) noexcept;
  page_file& operator=(page_file&&) = delete;
  ~page_file();

  std::size_t page_bytes() const { return page_bytes_; }
  // Pages that the file has room for; a last one that is cut short counts.
  outcome<std::uint64_t> pages() const;

  // Reads up to `bytes` bytes at `at` of the file; fewer where it ends.
  outcome<std::string> read(std::uint64_t at, std::size_t bytes) const;
  outcome<std::string> read_page(std::uint64_t number) const;

  // Makes zeros of `found`, which was read at `at`, unless it is all zeros already.
  outcome<nothing> wipe(std::uint64_t at, std::string_view found);

  // Writes the bytes at `at`, where there are some already. They need not change all at once.
  outcome<nothing> overwrite(std::uint64_t at, std::string_view bytes);

  // What was written before is on the disk.
  outcome<nothing> flush() const;

 private:
  page_file(int descriptor, std::size_t page_bytes)
      : descriptor_(descriptor), page_bytes_(page_bytes) {}

  int descriptor_;
  std::size_t page_bytes_;
};

}  // namespace atrium::storage
