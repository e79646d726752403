#include "storage/page_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace atrium::storage {

namespace {

error file_failure(std::string_view what) {
  return refusal(errc::internal, "cannot " + std::string(what) +
                                     " the data file to scrub it: " + std::strerror(errno));
}

}  // namespace

outcome<page_file> page_file::open(const std::filesystem::path& data_file, std::size_t page_bytes) {
  const int descriptor = ::open(data_file.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return file_failure("open");
  return page_file(descriptor, page_bytes);
}

page_file::page_file(page_file&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), page_bytes_(other.page_bytes_) {}

page_file::~page_file() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

outcome<std::uint64_t> page_file::pages() const {
  struct stat about {};
  if (::fstat(descriptor_, &about) != 0) return file_failure("measure");
  return (static_cast<std::uint64_t>(about.st_size) + page_bytes_ - 1) / page_bytes_;
}

outcome<std::string> page_file::read(std::uint64_t at, std::size_t bytes) const {
  std::string found(bytes, '\0');
  std::size_t got = 0;
  while (got < bytes) {
    const ssize_t step =
        ::pread(descriptor_, found.data() + got, bytes - got, static_cast<off_t>(at + got));
    if (step < 0 && errno == EINTR) continue;
    if (step < 0) return file_failure("read");
    if (step == 0) break;
    got += static_cast<std::size_t>(step);
  }
  found.resize(got);
  return found;
}

outcome<std::string> page_file::read_page(std::uint64_t number) const {
  auto page = read(number * page_bytes_, page_bytes_);
  if (page && page->size() != page_bytes_)
    return refusal(errc::internal, "page " + std::to_string(number) + " is past the end");
  return page;
}

outcome<nothing> page_file::wipe(std::uint64_t at, std::string_view found) {
  if (std::ranges::all_of(found, [](char each) { return each == 0; })) return nothing{};
  return overwrite(at, std::string(found.size(), '\0'));
}

outcome<nothing> page_file::overwrite(std::uint64_t at, std::string_view bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t step = ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done,
                                  static_cast<off_t>(at + done));
    if (step < 0 && errno == EINTR) continue;
    if (step <= 0) return file_failure("write");
    done += static_cast<std::size_t>(step);
  }
  return nothing{};
}

outcome<nothing> page_file::flush() const {
  if (::fdatasync(descriptor_) != 0) return file_failure("flush");
  return nothing{};
}

}  // namespace atrium::storage
