// Files that only their owner may read.
#pragma once

#include <filesystem>
#include <string_view>

namespace atrium::cli {

// Writes a new file with mode 0600 and flushes it; refuses if there is one. Throws failure.
void write_private_file(const std::filesystem::path& file, std::string_view content);

}  // namespace atrium::cli
