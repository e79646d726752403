// The forms of files that open_rows knows, each in a source of its own.
#pragma once

#include "tools/atrium/import_rows.hpp"

namespace atrium::cli {

std::unique_ptr<row_reader> open_csv(const std::filesystem::path& file,
                                     const renamed_fields& renamed);
std::unique_ptr<row_reader> open_json_lines(const std::filesystem::path& file,
                                            const renamed_fields& renamed);

}  // namespace atrium::cli
