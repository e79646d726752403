#include "config/problem.hpp"

#include "config/escape.hpp"

namespace atrium::config {

std::string to_string(const problem& wrong) {
  std::string line = escaped(wrong.where.source);
  if (wrong.where.line != 0) {
    line += ':' + std::to_string(wrong.where.line) + ':' + std::to_string(wrong.where.column);
  }
  if (!line.empty()) line += ": ";
  return line + escaped(wrong.message);
}

}  // namespace atrium::config
