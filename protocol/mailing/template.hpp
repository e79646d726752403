// Templates of mails: mustache with variables and sections, nothing else. What a template may be
// filled in with follows from its purpose, so one that is taken renders; values are escaped in the
// HTML and stay as they are in subject and text.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/fields/problems.hpp"
#include "protocol/mailing/purpose.hpp"

namespace atrium::mailing {

struct texts {
  std::string subject;
  std::string text;
  std::optional<std::string> html;
  bool operator==(const texts&) const = default;
};

// By name. One that has no value is not in it, and its sections are left out.
using variables = std::map<std::string, std::string, std::less<>>;

// What the templates of a purpose may name.
std::vector<std::string_view> variables_of(purpose what);
// A value for each of them, as an example.
variables sample_of(purpose what);

// Notes below `at` what is wrong with a template: an unknown variable, a section that is not closed
// or too deep, tags that would not be escaped (`{{{`, `{{&`) or bring in something else (`{{>`,
// `{{=`), a subject of several lines.
void check(const texts& of, purpose what, const fields::path& at, fields::problems& found);

// `of` has passed `check`. Refuses a subject that a value breaks into lines.
outcome<texts> render(const texts& of, const variables& values);

// Atrium's own texts in a language ("en", "de"); null where it has none.
const texts* default_texts(purpose what, std::string_view language);

}  // namespace atrium::mailing
