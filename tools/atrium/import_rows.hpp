// The rows of a file of customers, CSV or JSON Lines, as customers.import takes them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "protocol/outcome.hpp"

namespace atrium::cli {

// A column or key of the file, and what it is called in a row; "" for one that is left out.
using renamed_fields = std::map<std::string, std::string, std::less<>>;

struct file_row {
  std::string map;             // encoded
  std::optional<error> wrong;  // why the file's text is no row
};

class row_reader {
 public:
  virtual ~row_reader() = default;
  // The next row; nothing at the end of the file.
  virtual std::optional<file_row> next() = 0;
  // How much of the file has been read.
  virtual std::uint64_t bytes_read() const = 0;
};

enum class row_form : std::uint8_t { csv, json_lines };

// CSV has a header row; an empty cell is as good as none. Of true and false the cells say true,
// yes, 1, false, no or 0, times are milliseconds since 1970 or 2026-03-01 or 2026-03-01T12:00:00Z,
// maps are JSON. Throws failure if the file cannot be read, or the header names what is no field.
std::unique_ptr<row_reader> open_rows(const std::filesystem::path& file, row_form form,
                                      const renamed_fields& renamed);

}  // namespace atrium::cli
