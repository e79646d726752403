#include "actors/account/mails.hpp"

#include "actors/account/decide.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/methods/mails.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/tenants.hpp"
#include "storage/checksum.hpp"
#include "tests/actors/account/anna.hpp"

using namespace atrium;
using namespace atrium::tests;
using mailing::purpose;
using methods::customers_set_status;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;

std::vector<storage::outbox_place> places_in(const storage::change_set& changes) {
  std::vector<storage::outbox_place> found;
  for (const storage::put& each : changes.puts)
    if (each.where == storage::table::outbox) found.push_back(storage::place_in(each.key));
  return found;
}

// Whom staff made with a password, as the tenant's settings have it.
struct newcomer {
  explicit newcomer(const std::string& settings, const std::string& more = "") {
    at.make<methods::settings_update>(R"({"set": )" + settings + "}");
    auto made = at.prepared<methods::customers_create>(
        R"({"email": "Anna@Example.com", "first_name": "Anna", "last_name": "Bell",
            "initial_password": "correct horse 42")" +
        more + "}");
    if (!made) {
      wrong = wrong_in(made);
      return;
    }
    auto born = actors::decide(*made, {}, at.account_context("hash"));
    REQUIRE(born);
    first = std::move(born).value();
    mails = mails_in(first.changes);
  }
  std::string secret_of(const records::mail& mail) const {
    if (!mail.sealed) return {};
    const storage::key key = actors::mail_record_key({7}, {41}, 1);
    return std::string(at.mails.open(key.view(), *mail.sealed)->reveal());
  }

  shop at;
  std::string wrong;
  actors::decision first;
  std::vector<records::mail> mails;
};

// A creation with a made-up password, or what is wrong with it.
outcome<actors::creation> generated(shop& at, const std::string& settings,
                                    const std::string& more = "") {
  at.make<methods::settings_update>(R"({"set": )" + settings + "}");
  return at.prepared<methods::customers_create>(
      R"({"email": "Anna@Example.com", "first_name": "Anna", "last_name": "Bell",
          "generate_password": true)" +
      more + "}");
}

actors::decision set(anna& her, const std::string& json) {
  return her.done<customers_set_status>(R"({"customer": {"id": "c41"}, )" + json + "}");
}
std::string refused(anna& her, const std::string& json) {
  return wrong_in(
      her.decided<customers_set_status>(R"({"customer": {"id": "c41"}, )" + json + "}"));
}

struct lady : shop, anna {
  lady() : anna(static_cast<shop&>(*this)) {
    now.parts.mails = std::make_shared<actors::mail_log>();
  }
};

}  // namespace

TEST_CASE("a made-up password is mailed, or none is made up") {
  const std::string mailing = R"({"mail_passwords": true})";
  shop at;
  const auto made = generated(at, mailing);
  REQUIRE(made);
  CHECK(made->password->reveal().size() == 16);
  CHECK(made->told_of_password);
  CHECK(made->draft.password == records::password_state::must_change);
  CHECK(generated(at, mailing)->password->reveal() != made->password->reveal());
  CHECK(wrong_in(generated(at, mailing, R"(, "initial_password": "correct horse 42")")) ==
        "generate_password: invalid_field");
  CHECK(wrong_in(generated(at, mailing, R"(, "send_mail": false)")) == "send_mail: invalid_field");
  CHECK(wrong_in(generated(at, mailing, R"(, "send_password_link": true)")) ==
        "send_password_link: invalid_field");
  CHECK(wrong_in(generated(at, R"({"mail_passwords": false})")) ==
        "generate_password: invalid_field");
}

TEST_CASE("who is made with a password is told, as the account is and the tenant will (S3)") {
  const std::string held = R"("customer_on_hold_on_creation": true)";
  CHECK(newcomer("{}").mails.empty());
  CHECK(newcomer("{}", R"(, "send_mail": true)").wrong == "send_mail: invalid_field");
  CHECK(newcomer("{}", R"(, "send_mail": false)").mails.empty());
  const newcomer told(R"({"mail_passwords": true})");
  REQUIRE(told.mails.size() == 1);
  CHECK(told.mails[0].purpose == purpose::initial_password);
  CHECK(told.mails[0].address == "anna@example.com");
  CHECK(told.secret_of(told.mails[0]) == "correct horse 42");
  CHECK_FALSE(told.first.after.profile->activation_mail_due);
  for (const std::string& settings :
       {"{" + held + "}", std::string(R"({"customer_active_on_creation": false})"),
        "{" + held + R"(, "customer_active_on_creation": false})"}) {
    const newcomer prepared(settings);
    REQUIRE(prepared.mails.size() == 1);
    CHECK(prepared.mails[0].purpose == purpose::account_preparing);
    CHECK_FALSE(prepared.mails[0].sealed);
    CHECK(prepared.first.after.profile->activation_mail_due == true);
  }
  const newcomer both("{" + held + R"(, "mail_passwords": true})");
  REQUIRE(both.mails.size() == 1);
  CHECK(both.secret_of(both.mails[0]) == "correct horse 42");
  const newcomer silent("{" + held + "}", R"(, "send_mail": false)");
  CHECK(silent.mails.empty());
  CHECK_FALSE(silent.first.after.profile->activation_mail_due);
}

TEST_CASE("the activation mail is sent once after such a creation, and later when asked for") {
  lady her;
  set(her, R"("on_hold": true)");
  CHECK(mails_in(set(her, R"("on_hold": false)").changes).empty());
  her.now.profile->activation_mail_due = true;
  set(her, R"("active": false, "on_hold": true)");
  CHECK(mails_in(set(her, R"("active": true)").changes).empty());
  const auto activated = set(her, R"("on_hold": false)");
  REQUIRE(mails_in(activated.changes).size() == 1);
  CHECK_FALSE(her.now.profile->activation_mail_due);
  set(her, R"("on_hold": true)");
  CHECK(mails_in(set(her, R"("on_hold": false)").changes).empty());
  set(her, R"("on_hold": true)");
  CHECK(mails_in(set(her, R"("on_hold": false, "send_mail": true)").changes).size() == 1);
  her.now.profile->activation_mail_due = true;
  set(her, R"("on_hold": true)");
  CHECK(mails_in(set(her, R"("on_hold": false, "send_mail": false)").changes).empty());
  CHECK(refused(her, R"("active": true, "send_mail": true)") == "send_mail: invalid_field");
  CHECK(refused(her, R"("active": false, "send_mail": true)") == "send_mail: invalid_field");
}

TEST_CASE("a mail lies in the change that causes it, with its place and its number") {
  lady her;
  set(her, R"("on_hold": true)");
  const auto made = set(her, R"("on_hold": false, "send_mail": true)");
  const auto mail = mails_in(made.changes).at(0);
  const auto place = places_in(made.changes).at(0);
  CHECK(mail.id == "m1");
  CHECK(mail.state == records::mail_state::queued);
  CHECK(mail.address == "anna@example.com");
  CHECK(mail.message_id.size() == 32);
  CHECK(place.due_ms == her.world.now);
  CHECK(place.record.view() == actors::mail_record_key({7}, {41}, 1).view());
  CHECK(made.after.parts.counts->record.last_mail == 1);
  CHECK(made.changes.journal.size() == 1);
  set(her, R"("on_hold": true)");
  CHECK(mails_in(set(her, R"("on_hold": false, "send_mail": true)").changes).at(0).id == "m2");
}

TEST_CASE("mails for one purpose to one address are limited by the hour and the day") {
  lady her;
  const auto activate = [&](const std::string& more) {
    set(her, R"("on_hold": true)");
    return R"("on_hold": false)" + more;
  };
  const std::string asking = R"(, "send_mail": true)";
  for (int i = 0; i < 3; ++i) CHECK(mails_in(set(her, activate(asking)).changes).size() == 1);
  CHECK(refused(her, activate(asking)) == "limit_reached");
  her.now.profile->activation_mail_due = true;
  CHECK(mails_in(set(her, activate("")).changes).empty());  // activated all the same
  CHECK_FALSE(her.now.profile->on_hold);
  for (int hours = 0; hours < 2; ++hours) {
    her.world.now += hour_ms;
    for (int i = 0; i < 3; ++i) CHECK(mails_in(set(her, activate(asking)).changes).size() == 1);
  }
  her.world.now += hour_ms;
  CHECK(mails_in(set(her, activate(asking)).changes).size() == 1);
  CHECK(refused(her, activate(asking)) == "limit_reached");  // the tenth of a day was the last
  her.world.now += 24 * hour_ms;
  CHECK(refused(her, activate(asking)).empty());
  CHECK(her.now.parts.mails->size() == 10);
  set(her, activate(asking));
  CHECK(her.now.parts.mails->size() == 1);
}

TEST_CASE("a link with a token wants a base URL; two mails of one change share its counts") {
  lady her;
  her.now.profile->home_site = "north";
  const auto context = [&] { return her.account_context(); };
  const actors::mail_wish confirm{.purpose = purpose::email_change_confirm,
                                  .to = "new@example.com",
                                  .secret = "token",
                                  .lifetime_ms = hour_ms};
  actors::decision none = actors::change_of(her.now, context());
  CHECK(wrong_in(actors::order_mail(none, confirm, context())) == "missing_field");
  CHECK(none.changes.puts.empty());
  her.make<methods::sites_update>(
      R"({"site": "north", "set": {"storefront_url": "https://north.example"}})");
  actors::decision made = actors::change_of(her.now, context());
  REQUIRE(actors::order_mail(made, confirm, context()));
  REQUIRE(actors::order_mail(made, {.purpose = purpose::email_change_notice}, context()));
  const auto mails = mails_in(made.changes);
  REQUIRE(mails.size() == 2);
  CHECK(mails[0].address == "new@example.com");
  CHECK(mails[0].expires_at == her.world.now + hour_ms);
  CHECK(mails[1].address == "anna@example.com");
  CHECK(mails[1].id == "m2");
  CHECK(made.after.parts.counts->record.version == 1);
  const auto counts = actors::counts_key({7}, {41});
  CHECK(std::ranges::count(made.changes.puts, counts.view(), &storage::put::key) == 1);
  CHECK(expects_absent(made, storage::table::records, counts));
}

TEST_CASE("who leaves takes his mails along, as they were read") {
  lady her;
  set(her, R"("on_hold": true)");
  const auto ordered = set(her, R"("on_hold": false, "send_mail": true)");
  actors::whole_account whole{{41}, *her.now.profile, her.now.checksum, {}, {}};
  const storage::put* row = nullptr;
  for (const storage::put& each : ordered.changes.puts)
    if (each.key == actors::mail_record_key({7}, {41}, 1).view()) row = &each;
  REQUIRE(row);
  whole.rows.push_back({row->key, row->value});
  auto context = her.account_context();
  context.whole = whole;
  const auto made = actors::decide(
      asked<methods::customers_remove>(R"({"customer": {"id": "c41"}})"), her.now, context);
  REQUIRE(made);
  CHECK(expects_unchanged(*made, row->key));
  const auto erased = [&](storage::table where, std::string_view key) {
    return std::ranges::any_of(made->changes.erasures, [&](const storage::erasure& each) {
      return each.where == where && each.key == key;
    });
  };
  CHECK(erased(storage::table::records, row->key));
  CHECK(erased(storage::table::outbox, storage::outbox_key({7}, 0, her.world.now, row->key)));
  CHECK(made->blame.size() == made->changes.expectations.size());
}

TEST_CASE("what was given up is tried again when asked, unless its secret is gone") {
  lady her;
  const std::string call = R"({"customer": {"id": "c41"}, "mail": "m1"})";
  CHECK(wrong_in(her.anna::decided<methods::mails_retry>(call)) == "mail: not_found");
  actors::stored_mail stored{std::string(actors::mail_record_key({7}, {41}, 1).view()), {}, 99};
  stored.mail = {.version = 3, .id = "m1", .state = records::mail_state::queued};
  her.now.parts.mail = stored;
  CHECK(wrong_in(her.anna::decided<methods::mails_retry>(call)) == "mail: invalid_field");
  her.now.parts.mail->mail.state = records::mail_state::given_up;
  her.now.parts.mail->mail.due = 5;
  const auto again = her.anna::decided<methods::mails_retry>(call);
  REQUIRE(again);
  const auto mail = mails_in(again->changes).at(0);
  CHECK(mail.state == records::mail_state::queued);
  CHECK(mail.version == 4);
  CHECK(mail.due == her.world.now);
  CHECK(mail.queued_at == her.world.now);
  CHECK(again->changes.erasures.at(0).key == storage::outbox_key({7}, 2, 5, stored.at).view());
  CHECK(again->blame.size() == again->changes.expectations.size());
  for (const purpose each : {purpose::password_link, purpose::initial_password}) {
    her.now.parts.mail->mail.purpose = each;
    CHECK(wrong_in(her.anna::decided<methods::mails_retry>(call)) == "mail: invalid_token");
  }
}
