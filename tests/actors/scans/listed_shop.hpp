// A shop whose customers an index of lists has, and what a scan answers of them.
#pragma once

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <vector>

#include "actors/scans/scan.hpp"
#include "protocol/lists/entries.hpp"
#include "protocol/wire/json.hpp"
#include "storage/keys.hpp"
#include "tests/actors/shop.hpp"
#include "tests/storage/fixture.hpp"

namespace atrium::tests {

struct listed_shop {
  // They are in lists from here on, as of this number of the journal.
  void serve(const std::vector<storage::index_change>& customers, std::uint64_t seq,
             const std::vector<lists::column>& columns = {}) {
    const tenant_number tenant = in.view->number;
    REQUIRE((*index)->begin_building(tenant, seq, columns));
    if (!customers.empty()) REQUIRE((*index)->fill(tenant, customers, {customers.size()}));
    REQUIRE((*index)->take_over(tenant));
    renew();
  }
  void renew() {
    REQUIRE(lists.renew());
    REQUIRE(store.renew());
  }

  template <class Method>
  outcome<std::string> made(std::string_view json, const actors::principal& caller) const {
    const auto what = actors::prepare_scan(asked<Method>(json), *in.view);
    if (!what) return what.failure();
    wire::buffer out;
    const auto answered = actors::answer_scan(*what, caller, *in.view, {lists, store, 1000}, out);
    if (!answered) return answered.failure();
    return out.take();
  }
  template <class Method>
  outcome<std::string> made(std::string_view json) const {
    return made<Method>(json, in.caller);
  }
  // As JSON, or what is wrong.
  template <class Method>
  std::string answer(std::string_view json) const {
    const auto result = made<Method>(json);
    return result ? wire::to_json(*result, -1) : wrong_in(result);
  }
  // The numbers of those who are shown, "1 2", or what is wrong.
  template <class Method>
  std::string numbers(std::string_view json) const {
    const std::string text = answer<Method>(json);
    if (!text.starts_with('{')) return text;
    const std::string_view before = "\"number\": ";
    std::string found;
    for (auto at = text.find(before); at != text.npos; at = text.find(before, at + 1))
      found += (found.empty() ? "" : " ") + text.substr(at + before.size(), 1);
    return found;
  }

  shop in;
  const test::scratch_folder folder{};
  const std::unique_ptr<storage::store> data = test::new_store(folder.path());
  const outcome<std::unique_ptr<storage::list_index>> index =
      storage::list_index::open(folder.path(), {});
  storage::index_snapshot lists{**index};
  storage::snapshot store{*data};
};

}  // namespace atrium::tests
