// Some customers of a tenant, for tests of what finds them.
#pragma once

#include <array>
#include <catch2/catch.hpp>

#include "protocol/identity/generated_id.hpp"
#include "protocol/lists/entries.hpp"
#include "protocol/lists/filter.hpp"
#include "protocol/wire/json.hpp"
#include "tests/protocol/lists/model.hpp"

namespace atrium::tests {

inline constexpr std::array<std::uint8_t, 16> tenant_key{1, 2, 3, 4, 5, 6, 7};

struct people {
  people() : references(tenant_key), scope{references} {
    using records::customer_kind;
    auto& anna = add("Anna", "Müller");
    anna.email = "Anna.Mueller@example.com";
    anna.kind = customer_kind::registered;
    anna.phone = "+4930123456";
    anna.company = "Straßenbau Süd GmbH";
    anna.registered_at = 1000;
    anna.locale = "de-CH";
    anna.external_id = "ERP 1";
    auto& bert = add("Bert", "MULLER");
    bert.home_site = "north";
    bert.date_of_birth = "1980-05-12";
    bert.username = "Bert M.";
    auto& lukasz = add("Łukasz", "Müllerowski");
    lukasz.id = "Erika-7";
    lukasz.custom_id = true;
    lukasz.home_site = "south";
    lukasz.phone = "+14155550100";
    lukasz.gender = records::gender::male;
    auto& xiao = add("小明", "王");
    xiao.created_at = -5;
    xiao.active = false;
    xiao.id = "b2";
    xiao.custom_id = true;
  }

  records::customer& add(std::string first, std::string last) {
    records::customer& added = all.emplace_back();
    added.number = std::ssize(all);
    added.id = identity::generated_id(all.size());
    added.reference = references.reference_of(all.size());
    added.first_name = std::move(first);
    added.last_name = std::move(last);
    added.locale = "en";
    added.currency = "EUR";
    added.created_at = 100 * added.number;
    return added;
  }

  // The numbers of those that the condition wants: "1 3".
  std::string wanted(const lists::condition& condition) const {
    std::string numbers;
    for (const records::customer& each : all)
      if (const auto entries = lists::entries_of(each, scope.of_mixins))
        if (is_wanted(condition, static_cast<std::uint64_t>(each.number), *entries))
          numbers += (numbers.empty() ? "" : " ") + std::to_string(each.number);
    return numbers;
  }

  std::vector<records::customer> all;
  identity::reference_cipher references;
  lists::scope scope;
};

// "path: code, …" of what was found to be wrong, or nothing.
inline std::string told(fields::problems& found) {
  std::string text;
  if (found.none()) return text;
  for (const field_error& each : found.take().fields)
    text += (text.empty() ? "" : ", ") + each.path + ": " + std::string(row_of(each.code).name);
  return text;
}

}  // namespace atrium::tests
