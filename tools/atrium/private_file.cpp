#include "tools/atrium/private_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "tools/atrium/failure.hpp"

namespace atrium::cli {

void write_private_file(const std::filesystem::path& file, std::string_view content) {
  const int to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool written = to >= 0;
  while (written && !content.empty()) {
    const ssize_t taken = ::write(to, content.data(), content.size());
    if (taken > 0) content.remove_prefix(static_cast<std::size_t>(taken));
    written = taken > 0 || errno == EINTR;
  }
  written = written && ::fsync(to) == 0;
  const int why = errno;
  if (to >= 0) ::close(to);
  if (!written)
    throw refused(
        refusal(errc::internal, "cannot write " + file.string() + ": " + std::strerror(why)));
}

}  // namespace atrium::cli
