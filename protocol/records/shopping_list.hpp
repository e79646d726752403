// A list of what a customer may want to buy (features.md G2, F10): his wish list, of which there is
// one, or one of the lists that a business shops by. A part of his with a version of its own.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

struct list_item {
  std::string sku;
  std::optional<std::string> name;
  std::int64_t quantity = 0;
  std::optional<std::string> note;
  std::int64_t added_at = 0;
  bool operator==(const list_item&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using l = list_item;
    return list{
        parameter{"sku", &l::sku, "What is wanted."},
        parameter{"name", &l::name, "What it is called."},
        parameter{"quantity", &l::quantity, "How many of it."},
        parameter{"note", &l::note, "What the customer says of it."},
        parameter{"added_at", &l::added_at, "When it was put there; milliseconds since 1970 UTC."}};
  }
};

enum class list_kind : std::uint8_t { shopping, wish };
constexpr auto enum_names(list_kind) { return std::array<std::string_view, 2>{"shopping", "wish"}; }

struct shopping_list {
  static constexpr int items_tag = 5;

  std::int64_t version = 1;
  std::string id;
  list_kind kind = list_kind::shopping;
  std::optional<std::string> name;
  std::vector<list_item> items;
  std::int64_t count = 0;
  std::int64_t created_at = 0;
  std::int64_t updated_at = 0;
  fields::unknown_tags unknown;
  bool operator==(const shopping_list&) const = default;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using l = shopping_list;
    return list{
        field{1, "version", &l::version, impersonal, shown, "Raised by one with each change."},
        field{2, "id", &l::id, impersonal, shown, "Generated; never changes.",
              rule{.column = column_kind::id}},
        field{3, "kind", &l::kind, impersonal, shown, "shopping, or wish: there is one."},
        field{4, "name", &l::name, personal, shown, "What the customer calls it."},
        field{items_tag, "items", &l::items, personal, shown,
              "What is on it, each sku once, in the order in which they came."},
        field{6, "count", &l::count, impersonal, shown, "How many items it has."},
        field{7, "created_at", &l::created_at, impersonal, shown, "Milliseconds since 1970 UTC."},
        field{8, "updated_at", &l::updated_at, impersonal, shown, "When it changed last."}};
  }
};

}  // namespace atrium::records
