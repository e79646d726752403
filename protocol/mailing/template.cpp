#include "protocol/mailing/template.hpp"

#include <algorithm>
#include <kainjow/mustache.hpp>

#include "protocol/mailing/message.hpp"

namespace atrium::mailing {
namespace {

constexpr std::size_t sections_depth_max = 8;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// The tags of a template one by one; the words for the first that is wrong.
class tags {
 public:
  tags(std::string_view source, const std::vector<std::string_view>& known)
      : rest_(source), known_(known) {}

  std::optional<std::string> fault() {
    for (auto begin = rest_.find("{{"); begin != std::string_view::npos; begin = rest_.find("{{")) {
      rest_.remove_prefix(begin + 2);
      const auto end = rest_.find("}}");
      if (end == std::string_view::npos) return "a tag is not closed by }}";
      if (auto wrong = fault_of(rest_.substr(0, end))) return wrong;
      rest_.remove_prefix(end + 2);
    }
    if (!open_.empty()) return "the section " + std::string(open_.back()) + " is not closed";
    return {};
  }

 private:
  std::optional<std::string> fault_of(std::string_view tag) {
    tag = trimmed(tag);
    const char kind = tag.empty() ? '\0' : tag.front();
    switch (kind) {
      case '!':
        return {};
      case '{':
      case '&':
        return "{{{ and {{& do not escape, and are not allowed";
      case '>':
      case '=':
        return "{{> and {{= are not allowed";
      case '#':
      case '^':
      case '/':
        tag = trimmed(tag.substr(1));
        break;
      default:
        break;
    }
    if (std::ranges::find(known_, tag) == known_.end())
      return "there is no variable " + std::string(tag.substr(0, 64)) + " for this purpose";
    if (kind == '/') {
      if (open_.empty() || open_.back() != tag)
        return "the section " + std::string(tag) + " is closed and not open";
      open_.pop_back();
    } else if (kind == '#' || kind == '^') {
      open_.push_back(tag);
      if (open_.size() > sections_depth_max) return "sections lie too deep in one another";
    }
    return {};
  }

  std::string_view rest_;
  const std::vector<std::string_view>& known_;
  std::vector<std::string_view> open_;
};

std::string filled(const std::string& source, const variables& values, bool escaped) {
  kainjow::mustache::mustache prepared(source);
  if (!escaped) prepared.set_custom_escape([](const std::string& value) { return value; });
  kainjow::mustache::data data;
  for (const auto& [name, value] : values)
    if (!value.empty()) data.set(name, value);
  return prepared.render(data);
}

}  // namespace

std::vector<std::string_view> variables_of(purpose what) {
  const purpose_row& row = row_of(what);
  std::vector<std::string_view> names{"first_name", "last_name", "email", "shop", "shop_url"};
  if (row.leads != link::none) names.emplace_back("link");
  if (row.leads == link::token) names.insert(names.end(), {"hours", "minutes"});
  if (!row.secret.empty()) names.push_back(row.secret);
  if (what == purpose::email_change_notice) names.emplace_back("new_email");
  if (what == purpose::newsletter_confirm) names.emplace_back("unsubscribe_link");
  if (what == purpose::staff_invitation) names.emplace_back("username");
  return names;
}

variables sample_of(purpose what) {
  const variables all{
      {"first_name", "Anna"},
      {"last_name", "Bell"},
      {"email", "anna@example.com"},
      {"shop", "Example & Sons"},
      {"shop_url", "https://shop.example"},
      {"link", "https://shop.example" + std::string(row_of(what).path) +
                   (row_of(what).leads == link::token ? "?token=…" : "")},
      {"hours", "24"},
      {"password", "…"},
      {"new_email", "a***@"},
      {"username", "anna.bell"},
      {"unsubscribe_link", "https://shop.example" + std::string(unsubscribe_path) + "?token=…"}};
  variables sample;
  for (const std::string_view name : variables_of(what))
    if (const auto found = all.find(name); found != all.end()) sample.insert(*found);
  return sample;
}

void check(const texts& of, purpose what, const fields::path& at, fields::problems& found) {
  const auto known = variables_of(what);
  const auto look = [&](std::string_view name, std::string_view source) {
    if (auto wrong = tags(source, known).fault())
      found.add(at / name, errc::invalid_field, std::move(*wrong));
  };
  look("subject", of.subject);
  look("text", of.text);
  if (of.html) look("html", *of.html);
  if (!is_header_text(of.subject) || trimmed(of.subject).empty())
    found.add(at / "subject", errc::invalid_field, "must be one line of text");
}

outcome<texts> render(const texts& of, const variables& values) {
  texts made{filled(of.subject, values, false), filled(of.text, values, false), {}};
  if (of.html) made.html = filled(*of.html, values, true);
  if (!is_header_text(made.subject))
    return refusal(errc::invalid_field, "the subject is not one line of text");
  return made;
}

}  // namespace atrium::mailing
