// Whether a customer wants the newsletter of a site (features.md G8), and what shows that he does:
// a part of his with a version of its own, one for each site that he was asked for.
#pragma once

#include <algorithm>

#include "protocol/fields/tagged.hpp"
#include "protocol/records/rules.hpp"

namespace atrium::records {

enum class newsletter_state : std::uint8_t { pending, subscribed, unsubscribed };
constexpr auto enum_names(newsletter_state) {
  return std::array<std::string_view, 3>{"pending", "subscribed", "unsubscribed"};
}

struct newsletter {
  std::int64_t version = 0;
  std::string site;
  newsletter_state state = newsletter_state::pending;
  std::string address;
  std::optional<std::string> source;
  std::optional<std::string> text_version;
  std::vector<std::string> groups;
  std::int64_t requested_at = 0;
  std::optional<std::int64_t> confirmed_at;
  std::optional<std::int64_t> unsubscribed_at;
  std::optional<std::string> address_hash;
  fields::unknown_tags unknown;

  // When he himself said something last; 0 if he has not yet.
  std::int64_t decided_at() const {
    return std::max(confirmed_at.value_or(0), unsubscribed_at.value_or(0));
  }

  // What lists find him by who has confirmed it: the site; and the site with each part of it that
  // he wants, or with an empty one where he wants all. No site's name has a slash.
  static std::string in_lists(std::string_view site, std::string_view group) {
    return std::string(site).append("/").append(group);
  }
  std::vector<std::string> in_lists() const {
    std::vector<std::string> all;
    if (state != newsletter_state::subscribed) return all;
    all.push_back(site);
    if (groups.empty()) all.push_back(in_lists(site, ""));
    for (const std::string& each : groups) all.push_back(in_lists(site, each));
    return all;
  }
  bool has_group(const std::string& group) const {
    return groups.empty() || std::ranges::count(groups, group) > 0;
  }

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using n = newsletter;
    return list{
        field{1, "version", &n::version, impersonal, shown, "Raised by one with each change."},
        field{2, "site", &n::site, impersonal, shown, "Whose newsletter it is."},
        field{3, "state", &n::state, impersonal, shown,
              "pending (asked for, and not confirmed yet), subscribed or unsubscribed."},
        field{4, "address", &n::address, personal, shown,
              "That which the mail to confirm it went to; he may have another e-mail by now."},
        field{5, "source", &n::source, personal, shown,
              "Where he asked for it, as its caller said.", rules::name<100>},
        field{6, "text_version", &n::text_version, impersonal, shown,
              "Of the words that he agreed to, as its caller said.", rules::name<100>},
        field{7, "groups", &n::groups, impersonal, shown, "Which parts of it he wants."},
        field{8, "requested_at", &n::requested_at, impersonal, shown,
              "When it was asked for last."},
        field{9, "confirmed_at", &n::confirmed_at, impersonal, shown,
              "When he agreed, by the link in the mail."},
        field{10, "unsubscribed_at", &n::unsubscribed_at, impersonal, shown,
              "When he wanted it no more."},
        // Of a guest who was made of a subscription: what the next one of the address finds him by.
        field{11, "address_hash", &n::address_hash, impersonal, hidden, "Of realm and address.",
              rule{.any_bytes = true}}};
  }
};

}  // namespace atrium::records
