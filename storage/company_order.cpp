#include "storage/company_order.hpp"

#include <array>

#include "protocol/fields/stored_value.hpp"
#include "protocol/text/words.hpp"

namespace atrium::storage {
namespace {

using records::company;

// Whoever has a value comes before whoever has none.
constexpr std::uint8_t with_value = 0;
constexpr std::uint8_t without_value = 1;
constexpr std::size_t head_bytes = 2 + 1;  // tag, and whether it has a value
constexpr std::size_t number_bytes = 8;

// No name has a control character, so a shorter one ends before whatever a longer one goes on with.
std::string text_key(std::string_view text) {
  std::string made = text::folded(text);
  if (made.size() > company_order_text_bytes_max) made.resize(company_order_text_bytes_max);
  return made + '\0';
}

std::string time_key(std::int64_t time_ms) {
  return std::string(key{}.u64(static_cast<std::uint64_t>(time_ms)).view());
}

constexpr std::uint16_t tag_of(std::string_view field) {
  std::uint16_t tag = 0;
  fields::for_each_field<company>([&](const auto& one) {
    if (one.name == field) tag = one.tag;
  });
  return tag;
}

using sort_key = std::optional<std::string>;

constexpr std::array orders{
    company_order{"name", tag_of("name"), true,
                  [](const company& of) -> sort_key { return text_key(of.name); }},
    company_order{"id", tag_of("id"), true,
                  [](const company& of) -> sort_key { return text_key(of.id); }},
    company_order{"external_id", tag_of("external_id"), true,
                  [](const company& of) -> sort_key {
                    if (!of.external_id) return {};
                    return text_key(*of.external_id);
                  }},
    company_order{
        "state", tag_of("state"), true,
        [](const company& of) -> sort_key { return text_key(fields::name_of(of.state)); }},
    company_order{"created_at", tag_of("created_at"), false,
                  [](const company& of) -> sort_key { return time_key(of.created_at); }},
    company_order{"updated_at", tag_of("updated_at"), false,
                  [](const company& of) -> sort_key { return time_key(of.updated_at); }}};

}  // namespace

std::span<const company_order> company_orders() { return orders; }

key company_order_prefix(tenant_number tenant, std::uint16_t tag, bool has_value) {
  return unique_key(tenant, unique_space::company_order, "")
      .u16(tag)
      .u8(has_value ? with_value : without_value);
}

key company_order_key(tenant_number tenant, std::uint16_t tag,
                      const std::optional<std::string>& sort_key, std::uint64_t number) {
  return company_order_prefix(tenant, tag, sort_key.has_value())
      .bytes(sort_key.value_or(""))
      .u64(number);
}

std::vector<std::string> company_order_keys(tenant_number tenant, const records::company& of) {
  std::vector<std::string> keys;
  for (const company_order& each : orders)
    keys.emplace_back(company_order_key(tenant, each.tag, each.sort_key(of),
                                        static_cast<std::uint64_t>(of.number))
                          .view());
  return keys;
}

bool is_company_place(std::string_view rest) {
  if (rest.size() < head_bytes + number_bytes) return false;
  const std::uint8_t which = wire::load8(rest.data() + 2);
  return which == with_value ||
         (which == without_value && rest.size() == head_bytes + number_bytes);
}

company_place company_place_in(std::string_view rest) {
  const std::string_view between = rest.substr(head_bytes, rest.size() - head_bytes - number_bytes);
  company_place at{.tag = wire::load16(rest.data()),
                   .sort_key = {},
                   .number = wire::load64(rest.data() + rest.size() - number_bytes)};
  if (wire::load8(rest.data() + 2) == with_value) at.sort_key.emplace(between);
  return at;
}

}  // namespace atrium::storage
