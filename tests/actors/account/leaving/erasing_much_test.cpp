// Who has very much is erased all the same, in one commit.
#include <map>

#include "actors/account/decide.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/records/delivery.hpp"
#include "protocol/records/note.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/anna.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::actors;
using namespace atrium::tests;
using storage::customer_item;

namespace {

constexpr account_number her{41};
constexpr std::uint64_t deliveries = 5'000;
constexpr std::uint64_t events = 20'000;

std::string part(const shop& in, customer_item item, std::uint64_t number) {
  return std::string(storage::customer_part_key(in.view->number, her, item, number).view());
}

// Anna in a store, with so many deliveries and entries of her history, and some notes.
std::unique_ptr<storage::store> store_with(const anna& who, const std::filesystem::path& at) {
  auto store = test::new_store(at);
  storage::change_set set{};
  const auto put = [&](std::string key, std::string value) {
    set.puts.push_back({storage::table::records, std::move(key), std::move(value)});
  };
  put(std::string(storage::customer_key(who.in.view->number, her).view()),
      fields::encode_tagged(*who.now.profile));
  for (std::uint64_t number = 1; number <= deliveries; ++number)
    put(part(who.in, customer_item::deliveries, storage::timed_part(1'000, number)),
        fields::encode_tagged(records::delivery{.reference = "D " + std::to_string(number),
                                                .site = "north",
                                                .state = "sent",
                                                .tracking = "hers",
                                                .number = static_cast<std::int64_t>(number)}));
  for (std::uint64_t number = 1; number <= events; ++number)
    put(part(who.in, customer_item::history, number),
        fields::encode_tagged(records::change{.time = 1, .kind = "order.recorded"}));
  for (std::uint32_t note = 1; note <= 100; ++note)
    put(part(who.in, customer_item::notes, storage::note_part(note, 1)),
        fields::encode_tagged(records::note{.id = "n", .text = "called"}));
  REQUIRE(test::commit_one(*store, set).what == test::result_kind::committed);
  return store;
}

decide_context context_of(shop& in, const storage::store& from, row_parts wanted) {
  storage::snapshot now(from);
  REQUIRE(now.renew());
  auto whole = load_whole(now, in.view->number, her, wanted);
  REQUIRE(whole);
  REQUIRE(*whole);
  decide_context context = in.account_context();
  context.whole = std::move(**whole);
  return context;
}

}  // namespace

TEST_CASE("thousands of deliveries and any history go in the commit that erases their customer") {
  shop in;
  anna who(in);
  who.now.parts = no_parts();
  const test::scratch_folder folder;
  const auto store = store_with(who, folder.path());
  const decide_context context = context_of(in, *store, row_parts::what_erasing_needs);
  CHECK(context.whole->rows.size() == deliveries);
  const auto asked_first = decide(methods::customers_erase{}, who.now, context);
  REQUIRE(asked_first);
  const auto made = decide(methods::customers_erase{.confirm = answered(asked_first, "confirm")},
                           who.now, context);
  REQUIRE(made);
  REQUIRE(test::commit_one(*store, made->changes).what == test::result_kind::committed);

  storage::snapshot now(*store);
  REQUIRE(now.renew());
  std::map<customer_item, std::uint64_t> left;
  bool says_of_her = false;
  const storage::key profile = storage::customer_key(in.view->number, her);
  const auto of_her = profile.view().substr(0, profile.view().size() - 1);
  REQUIRE(
      now.scan(storage::table::records, of_her, of_her, 1'000'000, [&](const storage::row& found) {
        ++left[static_cast<customer_item>(storage::name_in(found.key).item)];
        says_of_her |= found.value.find("hers") != std::string_view::npos;
        return true;
      }));
  CHECK(left[customer_item::deliveries] == deliveries);
  CHECK(left[customer_item::notes] == 0);
  CHECK(left[customer_item::history] == 1);  // that she was erased
  CHECK_FALSE(says_of_her);
}

TEST_CASE("what is too much for one document is not read, and its caller hears so") {
  shop in;
  anna who(in);
  who.now.parts = no_parts();
  const test::scratch_folder folder;
  const auto store = store_with(who, folder.path());
  storage::snapshot now(*store);
  REQUIRE(now.renew());
  const auto whole = load_whole(now, in.view->number, her, row_parts::all,
                                {.rows = events, .bytes = std::size_t{1} << 30});
  REQUIRE_FALSE(whole);
  CHECK(whole.failure().code == errc::limit_reached);
  const auto all =
      decide(methods::customers_export_data{}, who.now, context_of(in, *store, row_parts::all));
  REQUIRE(all);
  CHECK(all->answer.size() > events + deliveries);
}
