#include "protocol/records/mail_settings.hpp"

#include <algorithm>

#include "protocol/formats/url.hpp"
#include "protocol/identity/email.hpp"
#include "protocol/wire/cursor.hpp"

namespace atrium::records {
namespace {

bool has_link(std::string_view purpose) {
  return std::ranges::any_of(mailing::purpose_table, [&](const mailing::purpose_row& row) {
    return row.leads != mailing::link::none && fields::name_of(row.what) == purpose;
  });
}

// Canonical already, and more than a slash.
bool is_path(std::string_view typed) {
  constexpr std::string_view anywhere = "https://a.example";
  const auto url = formats::base_url(std::string(anywhere) + std::string(typed));
  return typed.starts_with('/') && url && *url == std::string(anywhere) + std::string(typed);
}

}  // namespace

outcome<std::string> mail_address(std::string_view typed) {
  auto address = identity::canonical_email(typed);
  if (!address) return std::move(address).failure();
  return std::move(address->canonical);
}

bool mail_paths(fields::dynamic_map& given, const fields::path& at, fields::problems& found) {
  bool right = true;
  const auto wrong = [&](const fields::path& where, std::string what) {
    found.add(where, errc::invalid_field, std::move(what));
    right = false;
  };
  wire::cursor from(given.bytes);
  std::uint32_t pairs = 0;
  if (!from.read_map(pairs)) return wrong(at, "must be a map"), false;
  for (; pairs > 0; --pairs) {
    std::string_view purpose, typed;
    from.read_string(purpose);
    if (!has_link(purpose)) wrong(at / purpose, "is no purpose of mails with a link");
    if (!from.read_string(typed)) {
      from.skip();
      wrong(at / purpose, "must be text");
    } else if (!is_path(typed)) {
      wrong(at / purpose, "must be a path such as /account/password");
    }
  }
  return right;
}

std::string path_for(const fields::dynamic_map& paths, mailing::purpose what) {
  wire::cursor from(paths.bytes);
  std::uint32_t pairs = 0;
  if (!from.read_map(pairs)) return {};
  for (; pairs > 0; --pairs) {
    std::string_view purpose, path;
    if (!from.read_string(purpose) || !from.read_string(path)) return {};
    if (purpose == fields::name_of(what)) return std::string(path);
  }
  return {};
}

}  // namespace atrium::records
