#include "protocol/mailing/template.hpp"

#include <catch2/catch.hpp>

using namespace atrium;
using namespace atrium::mailing;

namespace {

std::string wrong_with(const texts& of, purpose what = purpose::activation) {
  fields::problems found;
  check(of, what, {}, found);
  if (found.none()) return {};
  std::string all;
  for (const field_error& each : found.take().fields)
    all += (all.empty() ? "" : "; ") + each.path + ": " + each.message;
  return all;
}

texts with_text(std::string text) { return {"Subject", std::move(text), {}}; }

}  // namespace

TEST_CASE("Atrium's own texts pass their own check and say where they lead") {
  for (const purpose_row& row : purpose_table)
    for (const std::string_view language : {"en", "de"}) {
      INFO(enum_names(row.what)[static_cast<std::size_t>(row.what)] << " in " << language);
      const texts* own = default_texts(row.what, language);
      REQUIRE(own);
      CHECK(wrong_with(*own, row.what).empty());
      const variables sample = sample_of(row.what);
      const auto says = render(*own, sample);
      REQUIRE(says);
      CHECK(says->text.find("{{") == std::string::npos);
      CHECK(says->html->find("{{") == std::string::npos);
      CHECK(says->text.find("\n\n\n") == std::string::npos);
      CHECK(says->text.find("Example & Sons") != std::string::npos);
      CHECK(says->html->find("Example &amp; Sons") != std::string::npos);
      if (row.leads == link::none) continue;
      const std::string& leads = sample.find("link")->second;
      CHECK(says->text.find("\n" + leads + "\n") != std::string::npos);
      CHECK(says->html->find("<a href=\"https:&#x2F;&#x2F;") == std::string::npos);
      CHECK(says->html->find("<a href=\"https://shop.example") != std::string::npos);
    }
  CHECK_FALSE(default_texts(purpose::activation, "fr"));
}

TEST_CASE("a section without a value is left out") {
  variables values = sample_of(purpose::activation);
  values.erase("link");
  values["first_name"] = "";
  const auto says = render(*default_texts(purpose::activation, "en"), values);
  REQUIRE(says);
  CHECK(says->text.starts_with("Hello,\n"));
  CHECK(says->text.find("https://") == std::string::npos);
}

TEST_CASE("values are escaped in the HTML and nowhere else") {
  const texts own{"{{shop}}", "{{shop}}", "<p>{{shop}}</p>"};
  const auto says = render(own, {{"shop", "<b>\"A&B's\"</b>"}});
  REQUIRE(says);
  CHECK(says->subject == "<b>\"A&B's\"</b>");
  CHECK(says->text == says->subject);
  CHECK(says->html == "<p>&lt;b&gt;&quot;A&amp;B&apos;s&quot;&lt;/b&gt;</p>");
}

TEST_CASE("a template may name what its purpose has, and nothing else") {
  CHECK(wrong_with(with_text("{{first_name}} {{#link}}{{ link }}{{/link}}{{! why }}")).empty());
  CHECK(wrong_with(with_text("{{token}}")) == "text: there is no variable token for this purpose");
  CHECK(wrong_with(with_text("{{password}}")) ==
        "text: there is no variable password for this purpose");
  CHECK(wrong_with(with_text("{{password}}"), purpose::initial_password).empty());
  CHECK(wrong_with(with_text("{{#link}}")) == "text: the section link is not closed");
  CHECK(wrong_with(with_text("{{/link}}")) == "text: the section link is closed and not open");
  CHECK(wrong_with(with_text("{{#link}}{{#shop}}{{/link}}{{/shop}}")) ==
        "text: the section link is closed and not open");
  CHECK(wrong_with(with_text("{{first_name")) == "text: a tag is not closed by }}");
  CHECK(wrong_with({"S", "t", "{{{shop}}}"}) ==
        "html: {{{ and {{& do not escape, and are not allowed");
  CHECK(wrong_with({"S", "t", "{{&shop}}"}) ==
        "html: {{{ and {{& do not escape, and are not allowed");
  CHECK(wrong_with(with_text("{{>other}}")) == "text: {{> and {{= are not allowed");
  CHECK(wrong_with(with_text("{{=<% %>=}}")) == "text: {{> and {{= are not allowed");
  std::string deep;
  for (int i = 0; i < 9; ++i) deep += "{{#shop}}";
  CHECK(wrong_with(with_text(deep)) == "text: sections lie too deep in one another");
  CHECK(wrong_with({"one\r\nBcc: two", "t", {}}) == "subject: must be one line of text");
  CHECK(wrong_with({" ", "t", {}}) == "subject: must be one line of text");
}

TEST_CASE("a value cannot break the subject into lines") {
  CHECK_FALSE(
      render({"Hello {{first_name}}", "t", {}}, {{"first_name", "A\r\nBcc: b@example.com"}}));
  CHECK_FALSE(render({"Hello {{first_name}}", "t", {}}, {{"first_name", std::string("A\0B", 3)}}));
}
