#include "storage/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <string>
#include <system_error>
#include <utility>

namespace atrium::storage {

namespace {

error failed(const std::string& doing, const std::filesystem::path& what) {
  return refusal(errc::internal,
                 "cannot " + doing + " " + what.string() + ": " + std::strerror(errno));
}

}  // namespace

outcome<folder_hold> folder_hold::take(const std::filesystem::path& data) {
  const int descriptor = ::open(data.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return failed("open", data);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const bool held = errno == EWOULDBLOCK;
    const error why =
        held ? refusal(errc::bad_request, data.string() + " is in use by another process")
             : failed("lock", data);
    ::close(descriptor);
    return why;
  }
  return folder_hold(descriptor);
}

folder_hold::folder_hold(folder_hold&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

folder_hold& folder_hold::operator=(folder_hold&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

folder_hold::~folder_hold() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

outcome<nothing> flush_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return failed("open", folder);
  const bool flushed = ::fsync(descriptor) == 0;
  const int why = errno;
  ::close(descriptor);
  errno = why;
  if (!flushed) return failed("flush", folder);
  return nothing{};
}

bool marked_clean(const std::filesystem::path& store_folder) {
  std::error_code ignored;
  return std::filesystem::exists(store_folder / "clean", ignored);
}

outcome<nothing> mark_clean(const std::filesystem::path& store_folder) {
  const auto marker = store_folder / "clean";
  const int descriptor = ::open(marker.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return failed("make", marker);
  ::close(descriptor);
  return flush_folder(store_folder);
}

outcome<nothing> unmark_clean(const std::filesystem::path& store_folder) {
  const auto marker = store_folder / "clean";
  if (::unlink(marker.c_str()) != 0 && errno != ENOENT) return failed("remove", marker);
  return flush_folder(store_folder);
}

std::uint64_t free_disk_bytes(const std::filesystem::path& folder) {
  struct statvfs found {};
  if (::statvfs(folder.c_str(), &found) != 0) return std::numeric_limits<std::uint64_t>::max();
  return std::uint64_t{found.f_bavail} * found.f_frsize;
}

}  // namespace atrium::storage
