// `atrium mail …`: what customers are written.
#include <ostream>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/output.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

struct wanted_preview {
  std::string purpose, site, locale;
  bool html = false;
};

void print_preview(const context& with, const wanted_preview& wanted) {
  const std::string answer = ask_once(with, "templates.preview",
                                      parameters{}
                                          .text("purpose", wanted.purpose)
                                          .text_if("site", wanted.site)
                                          .text_if("locale", wanted.locale)
                                          .map());
  if (with.json) return print_json(with.out, answer);
  if (wanted.html) {
    with.out << text_member(answer, "html").value_or("");
    return;
  }
  with.out << "From: " << plain(member(answer, "from_name"));
  if (const auto from = text_member(answer, "from")) with.out << " <" << *from << ">";
  with.out << "\nSubject: " << plain(member(answer, "subject")) << "\n\n"
           << text_member(answer, "text").value_or("");
}

void add_preview(command to, context& with) {
  command added = to.add_command("preview", "A mail as it would be, with made-up values");
  const auto wanted = std::make_shared<wanted_preview>();
  added.add_option("PURPOSE", wanted->purpose, "What it is for, as password_reset").required();
  added.add_option("--site", wanted->site, "At this site").type_name("SITE");
  added.add_option("--locale", wanted->locale, "The customer's, as de-AT").type_name("TAG");
  added.add_flag("--html", wanted->html, "Its HTML instead of its text");
  added.footer(
      "Example:\n"
      "  atrium mail preview activation --site shop-de --locale de --key-file acme.key\n");
  added.callback(
      [&with, wanted] { with.chosen = [&with, wanted] { print_preview(with, *wanted); }; });
}

}  // namespace

void add_mail(command to, context& with) {
  command group = to.add_command("mail", "Shows what customers are written");
  group.needs_a_command();
  group.footer("Example:\n  atrium mail preview password_reset --locale de --key-file acme.key\n");
  add_preview(group, with);
}

}  // namespace atrium::cli
