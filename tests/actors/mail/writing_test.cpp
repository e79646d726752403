#include "actors/mail/writing.hpp"

#include "protocol/methods/mails.hpp"
#include "protocol/methods/sites.hpp"
#include "protocol/methods/tenants.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::tests;
using mailing::purpose;

namespace {

struct desk : shop {
  desk() {
    make<methods::sites_update>(
        R"({"site": "north", "set": {"name": "Nord & Süd", "storefront_url": "https://north.example/shop"}})");
    make<methods::settings_update>(R"({"set": {"locale": "en"}})");
  }

  void set_words(const std::string& more) {
    make<methods::templates_set>(R"({"purpose": "activation", "text": "t", )" + more + "}");
  }
  std::string subject_for(const char* site, std::string_view locale) const {
    return actors::choose_texts(*view, purpose::activation, site ? view->find_site(site) : nullptr,
                                locale)
        .texts->subject;
  }

  actors::writing written(const actors::mail_order& order) {
    actors::stored_mail stored{"tenant and all", {}, 0};
    stored.mail = actors::new_mail(order, storage::key{}.bytes(stored.at), 1, world.now, mails);
    return actors::write_mail(*view, stored, mails, "noreply@atrium.example");
  }
};

actors::mail_order to_anna(purpose what) {
  return {.purpose = what,
          .address = "anna@example.com",
          .site = "north",
          .locale = "en",
          .data = {{"first_name", "Anna"}}};
}

bool has(const actors::writing& made, const std::string& text) {
  REQUIRE(made.mail);
  return made.mail->letter.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("words are chosen by the customer's locale, then the site's, then the tenant's") {
  desk at;
  const std::string english = "Your account at {{shop}} is ready";
  const std::string german = "Ihr Kundenkonto bei {{shop}} ist bereit";
  CHECK(at.subject_for("north", "en-GB") == english);
  CHECK(at.subject_for("north", "de-AT") == german);
  CHECK(at.subject_for("north", "fr") == german);  // the site's locale is de
  CHECK(at.subject_for("south", "fr") == english);
  CHECK(at.subject_for(nullptr, "fr") == english);
  at.set_words(R"("subject": "all, fr", "locale": "fr")");
  CHECK(at.subject_for("north", "fr-CA") == "all, fr");
  at.set_words(R"("subject": "all, de", "locale": "de")");
  CHECK(at.subject_for("north", "de-AT") == "all, de");
  at.set_words(R"("subject": "north, de", "locale": "de", "site": "north")");
  CHECK(at.subject_for("north", "de-AT") == "north, de");
  CHECK(at.subject_for("south", "de-AT") == "all, de");
  at.set_words(R"("subject": "all, de-AT", "locale": "de-AT")");
  CHECK(at.subject_for("north", "de-AT") == "all, de-AT");
  CHECK(at.subject_for("north", "de-CH") == "north, de");
}

TEST_CASE("links lead below the site's own base URL, wherever the paths are set") {
  desk at;
  const auto link = [&](const char* site) {
    return actors::link_for(*at.view, at.view->find_site(site), purpose::password_reset);
  };
  CHECK(link("north") == "https://north.example/shop/account/password-reset");
  CHECK(link("south").empty());
  at.make<methods::settings_update>(R"({"set": {"mail_paths": {"password_reset": "/pw"}}})");
  CHECK(link("north") == "https://north.example/shop/pw");
  at.make<methods::sites_update>(
      R"({"site": "north", "set": {"mail_paths": {"password_reset": "/n/pw"}}})");
  CHECK(link("north") == "https://north.example/shop/n/pw");
  for (const char* bad :
       {R"({"password_reset": "https://evil.example"})", R"({"password_reset": "//evil.example"})",
        R"({"password_reset": "/../x"})", R"({"password_reset": "/x?y"})",
        R"({"password_reset": "@evil.example/"})", R"({"password_reset": 5})",
        R"({"email_change_notice": "/x"})", R"({"nothing": "/x"})"}) {
    INFO(bad);
    fields::problems found;
    methods::settings_update call;
    CHECK_FALSE(fields::decode_parameters(
        wire::from_json(R"({"set": {"mail_paths": )" + std::string(bad) + "}}").value(), call,
        found));
  }
}

TEST_CASE("links of staff lead below the tenant's back office, and to no storefront") {
  desk at;
  const auto link = [&](const char* site) {
    return actors::link_for(*at.view, site ? at.view->find_site(site) : nullptr,
                            purpose::staff_invitation);
  };
  CHECK(link("north").empty());
  at.make<methods::settings_update>(
      R"({"set": {"back_office_url": "https://office.example/acme",
                  "mail_paths": {"password_reset": "/pw"}}})");
  CHECK(link(nullptr) == "https://office.example/acme/staff/invitation");
  at.make<methods::sites_update>(
      R"({"site": "north", "set": {"mail_paths": {"staff_invitation": "/evil"}}})");
  CHECK(link("north") == "https://office.example/acme/staff/invitation");
  at.make<methods::settings_update>(R"({"set": {"mail_paths": {"staff_invitation": "/in"}}})");
  CHECK(link(nullptr) == "https://office.example/acme/in");
}

TEST_CASE("an invitation is in the tenant's name, says the username, and waits for a base URL") {
  using kind = actors::delivery::kind;
  desk at;
  actors::mail_order order{.purpose = purpose::staff_invitation,
                           .address = "kim@example.com",
                           .locale = "en",
                           .data = {{"first_name", "Kim"}, {"username", "k7"}},
                           .secret = "abc-_",
                           .lifetime_ms = std::int64_t{72} * 60 * 60'000};
  CHECK(at.written(order).why_not.what == kind::failed);
  at.make<methods::settings_update>(R"({"set": {"back_office_url": "https://office.example"}})");
  const auto made = at.written(order);
  CHECK(has(made, "Subject: You are invited to the back office of The Shop\r\n"));
  CHECK(has(made, "https://office.example/staff/invitation?token=3Dabc-_\r\n"));
  CHECK(has(made, "username is k7"));
  CHECK(has(made, "for 72 hours"));
}

TEST_CASE("a mail is written with its site's name, its link, and what was sealed") {
  desk at;
  auto order = to_anna(purpose::password_reset);
  order.secret = "abc-_";
  order.lifetime_ms = 30 * 60'000;
  const auto made = at.written(order);
  CHECK(has(made, "From: =?UTF-8?B?"));
  CHECK(has(made, "<noreply@atrium.example>"));
  CHECK(has(made, "To: <anna@example.com>"));
  CHECK(has(made, "https://north.example/shop/account/password-reset?token=3Dabc-_\r\n"));
  CHECK(has(made, "for 30 minutes"));
  CHECK(made.mail->to == "anna@example.com");
  CHECK(made.mail->from == "noreply@atrium.example");
  at.make<methods::settings_update>(
      R"({"set": {"mail_from": "Shop@Acme.example", "mail_from_name": "Acme", "mail_reply_to": "help@acme.example"}})");
  const auto own = at.written(to_anna(purpose::activation));
  CHECK(has(own, "From: \"Acme\" <shop@acme.example>\r\n"));
  CHECK(has(own, "Reply-To: <help@acme.example>\r\n"));
  CHECK(has(own, "@atrium.example>\r\n"));  // the Message-ID does not follow the tenant's address
}

TEST_CASE("without what it needs a mail is not written") {
  using kind = actors::delivery::kind;
  desk at;
  auto order = to_anna(purpose::password_reset);
  order.secret = "abc";
  order.site = "south";
  CHECK(at.written(order).why_not.what == kind::failed);
  order.site = "north";
  actors::stored_mail sealed{"somewhere", {}, 0};
  sealed.mail = actors::new_mail(order, storage::key{}.bytes("elsewhere"), 1, 1, at.mails);
  CHECK(actors::write_mail(*at.view, sealed, at.mails, "a@b.example").why_not.what ==
        kind::refused);
  auto injected = to_anna(purpose::activation);
  injected.address = "anna@example.com\r\nBcc: x@example.com";
  CHECK(at.written(injected).why_not.what == kind::refused);
}
