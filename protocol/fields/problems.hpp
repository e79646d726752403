// Collects every field error of a call, so that the caller hears of all of them at once.
#pragma once

#include <string>
#include <string_view>

#include "protocol/outcome.hpp"

namespace atrium::fields {

// Where in the parameters we are. Lives on the stack of the decoder and becomes text only when
// something is wrong.
struct path {
  const path* parent = nullptr;
  std::string_view name = {};
  std::int64_t position = -1;

  path operator/(std::string_view child) const { return {this, child, -1}; }
  path operator/(std::int64_t child) const { return {this, {}, child}; }
  std::string text() const;
};

class problems {
 public:
  void add(const path& where, errc code, std::string message);
  void merge(problems&& others);
  // Those of fields about which, and about whose parts, nothing has been said yet.
  void add_others(std::vector<field_error>&& others);
  bool none() const { return found_.empty(); }
  // One error that carries them all; its code and path are those of the first.
  error take();

 private:
  std::vector<field_error> found_;
};

}  // namespace atrium::fields
