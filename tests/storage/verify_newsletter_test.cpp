#include "storage/verify_newsletter.hpp"

#include "protocol/records/newsletter.hpp"
#include "protocol/records/one_time_link.hpp"
#include "tests/storage/fixture.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;
using records::newsletter_state;

namespace {

constexpr tenant_number tenant{1};
constexpr account_number ada{1};
const std::string hash(32, 'h');

// Ada is subscribed at site 4, and was made of that; what there is can be changed before it is
// stored.
struct ada_reading {
  records::newsletter kept{.version = 2,
                           .site = "north",
                           .state = newsletter_state::subscribed,
                           .address = "ada@example.com",
                           .requested_at = 10,
                           .confirmed_at = 20,
                           .address_hash = hash};
  std::optional<std::int64_t> found_by_hash = 1;  // account
  std::optional<std::uint64_t> link_of;           // number of the site

  template <class Check>
  std::string broken_in(Check&& check) const {
    scratch_folder data;
    const auto store = new_store(data.path());
    change_set set{};
    put_row(set, at(), kept);
    if (found_by_hash)
      set.puts.push_back(
          {table::unique, std::string(link_key(tenant, hash).view()),
           fields::encode_tagged(records::link_entry{.account = *found_by_hash,
                                                     .purpose = records::link_purpose::newsletter,
                                                     .expires_at = records::link_never_ends})});
    if (link_of) {
      const key where = customer_part_key(
          tenant, ada, customer_item::links,
          link_part(static_cast<std::uint64_t>(records::link_purpose::newsletter), *link_of));
      put_row(
          set, where,
          records::one_time_link{.purpose = records::link_purpose::newsletter, .site = "north"});
    }
    REQUIRE(commit_one(*store, set).what == result_kind::committed);
    snapshot now(*store);
    REQUIRE(now.renew());
    std::optional<breach> found;
    check(now, found);
    return found ? found->invariant : "";
  }
  std::string broken() const {
    return broken_in([&](const snapshot& now, std::optional<breach>& found) {
      const told_by_journal told{
          [](std::string_view kind, const std::string& name) -> std::optional<std::int64_t> {
            if (kind == "newsletter" && name == "1/north") return 2;
            return {};
          },
          1, 0};
      const std::string value = fields::encode_tagged(kept);
      found = verify_newsletter(now, {at().view(), value}, name_in(at().view()), told);
    });
  }
  std::string broken_from_the_index() const {
    return broken_in([&](const snapshot& now, std::optional<breach>& found) {
      const key where = link_key(tenant, hash);
      const auto entry = now.get(table::unique, where);
      REQUIRE(entry);
      REQUIRE(*entry);
      found = verify_token(now, {where.view(), **entry});
    });
  }

 private:
  static key at() { return customer_part_key(tenant, ada, customer_item::newsletter, 4); }
};

}  // namespace

TEST_CASE("a subscription that says when, and is found, is sound") {
  CHECK(ada_reading{}.broken().empty());
  CHECK(ada_reading{}.broken_from_the_index().empty());
}

TEST_CASE("a subscription says when it came to its state") {
  ada_reading now;
  now.kept.confirmed_at.reset();
  CHECK(now.broken() == "newsletter");
  now = {};
  now.kept.unsubscribed_at = 30;
  CHECK(now.broken() == "newsletter");
  now.kept.state = newsletter_state::unsubscribed;
  CHECK(now.broken().empty());
}

TEST_CASE("what waits to be confirmed has the link of its site") {
  ada_reading now;
  now.kept.state = newsletter_state::pending;
  CHECK(now.broken() == "newsletter");
  now.link_of = 5;
  CHECK(now.broken() == "newsletter");
  now.link_of = 4;
  CHECK(now.broken().empty());
}

TEST_CASE("whoever was made of a subscription is found by his address, and the reverse") {
  ada_reading now;
  now.found_by_hash.reset();
  CHECK(now.broken() == "newsletter");
  now.found_by_hash = 2;
  CHECK(now.broken() == "newsletter");
  CHECK(now.broken_from_the_index() == "newsletter");
  now = {};
  now.kept.address_hash.reset();
  CHECK(now.broken_from_the_index() == "newsletter");
}

TEST_CASE("a profile names the newsletters that are confirmed, and no others") {
  ada_reading now;
  const auto broken_by = [&](const std::optional<std::vector<std::string>>& named) {
    return now.broken_in([&](const snapshot& reading, std::optional<breach>& found) {
      found = verify_listed_newsletters(reading, tenant, ada, {.newsletters = named});
    });
  };
  using names = std::vector<std::string>;
  CHECK(broken_by(names{"north", "north/"}).empty());
  CHECK(broken_by(names{"north"}) == "newsletter");
  CHECK(broken_by({}) == "newsletter");
  now.kept.groups = {"toys"};
  CHECK(broken_by(names{"north", "north/toys"}).empty());
  CHECK(broken_by(names{"north", "north/"}) == "newsletter");
  now.kept.state = newsletter_state::unsubscribed;
  CHECK(broken_by({}).empty());
  CHECK(broken_by(names{}) == "newsletter");
  CHECK(broken_by(names{"north", "north/toys"}) == "newsletter");
}

TEST_CASE("a subscription has the version that the journal tells of") {
  ada_reading now;
  now.kept.version = 3;
  CHECK(now.broken() == "I6");
}
