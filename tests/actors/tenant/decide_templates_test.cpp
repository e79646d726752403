// templates.set and templates.remove.
#include "actors/tenant/site_removal_step.hpp"
#include "protocol/methods/mails.hpp"
#include "tests/actors/shop.hpp"

using namespace atrium;
using namespace atrium::tests;
using mailing::purpose;

namespace {

std::string words(const std::string& more = "") {
  return R"({"purpose": "activation", "locale": "de", "subject": "Hallo {{first_name}}",
             "text": "Guten Tag")" +
         more + "}";
}

}  // namespace

TEST_CASE("a tenant has words of its own, one for each purpose, site and locale") {
  shop at;
  at.make<methods::templates_set>(words());
  const auto* set = at.view->find_template(purpose::activation, {}, "de");
  REQUIRE(set);
  CHECK(set->record.version == 1);
  CHECK(set->record.set_at == at.world.now);
  CHECK(set->texts.subject == "Hallo {{first_name}}");
  at.make<methods::templates_set>(words());  // the same: nothing happens
  CHECK(at.last.changes.puts.empty());
  at.make<methods::templates_set>(words(R"(, "html": "<p>Guten Tag</p>")"));
  CHECK(at.view->find_template(purpose::activation, {}, "de")->record.version == 2);
  at.make<methods::templates_set>(words(R"(, "site": "north")"));
  CHECK(at.view->templates.size() == 2);
  CHECK(wrong_in(at.decided<methods::templates_set>(words(R"(, "site": "nowhere")"))) ==
        "site: not_found");
  CHECK(wrong_in(at.decided<methods::templates_set>(words(R"(, "html": "{{token}}")"))) ==
        "html: invalid_field");
  at.options.if_version = 1;
  CHECK(wrong_in(at.decided<methods::templates_set>(words(R"(, "html": "x")"))) ==
        "version_conflict");
}

TEST_CASE("they are removed, and their number is not given out again") {
  shop at;
  at.make<methods::templates_set>(words());
  at.make<methods::templates_remove>(R"({"purpose": "activation", "locale": "de"})");
  CHECK(at.view->templates.empty());
  CHECK(wrong_in(at.decided<methods::templates_remove>(
            R"({"purpose": "activation", "locale": "de"})")) == "purpose: not_found");
  at.make<methods::templates_set>(words());
  CHECK(at.view->find_template(purpose::activation, {}, "de")->number == 2);
}

TEST_CASE("they go with their site") {
  shop at;
  at.make<methods::templates_set>(words());
  at.make<methods::templates_set>(words(R"(, "site": "south")"));
  using kind = actors::site_removal_step::kind;
  for (const auto step : {kind::close, kind::remove}) {
    auto made = actors::decide(actors::site_removal_step{step, "south"}, *at.view, at.context());
    at.apply(std::move(made));
  }
  CHECK(at.view->templates.size() == 1);
  const auto own = storage::record_key({7}, storage::record_kind::mail_template, 2);
  CHECK(std::ranges::count(at.last.changes.erasures, own.view(), &storage::erasure::key) == 1);
}
