// Atrium's own texts: short, plain, and the same in every shop that brings none. The HTML is made
// of the text: a paragraph of each, links as links.
#include <array>

#include "protocol/mailing/template.hpp"

namespace atrium::mailing {
namespace {

struct body {
  std::string_view subject;
  std::string_view text;
};

struct language {
  std::string_view name;
  std::string_view greeting;
  std::string_view validity;  // of links with a token
  std::array<body, purposes> bodies;
};

constexpr std::array languages{
    language{
        "en",
        "Hello{{#first_name}} {{first_name}}{{/first_name}},",
        "The link works once{{#hours}}, for {{hours}} hours{{/hours}}{{#minutes}}, for "
        "{{minutes}} minutes{{/minutes}}.",
        {{
            {"Choose a password for {{shop}}",
             "you have an account at {{shop}}. Please choose a password for it here:\n\n"
             "{{link}}"},
            {"Choose a new password for {{shop}}",
             "somebody, probably you, asked for a new password for your account at {{shop}}. "
             "Choose one here:\n\n{{link}}\n\n"
             "If it was not you, there is nothing to do: your password stays as it is."},
            {"Please confirm your e-mail address for {{shop}}",
             "please confirm that {{email}} is your address:\n\n{{link}}\n\n"
             "If you have no account at {{shop}}, please ignore this mail."},
            {"Please confirm your new e-mail address for {{shop}}",
             "your account at {{shop}} is to have this e-mail address, {{email}}. Please confirm "
             "it here:\n\n{{link}}\n\n"
             "If you did not ask for it, please ignore this mail: nothing is changed."},
            {"The e-mail address of your account at {{shop}} is to be changed",
             "somebody asked for another e-mail address for your account at "
             "{{shop}}{{#new_email}} ({{new_email}}){{/new_email}}. It is changed as soon as the "
             "new address has been confirmed.\n\n"
             "If it was not you, change your password now and tell us."},
            {"Your account at {{shop}} is ready",
             "your account at {{shop}} is active now. You can log in with {{email}}.\n\n"
             "{{#link}}\n{{link}}\n\n{{/link}}"},
            {"Your account at {{shop}} is being prepared",
             "an account at {{shop}} has been made for you and is being prepared. You cannot log "
             "in "
             "yet; we will write to you when you can.\n\n"
             "{{#password}}\nYour first password will be: {{password}}\n\n"
             "You will be asked to change it when you first log in.\n\n{{/password}}"},
            {"You have an account at {{shop}} already",
             "somebody, probably you, tried to register at {{shop}} with this e-mail address. You "
             "have an account already, so no other was made.\n\n"
             "{{#link}}\nLog in here, or ask for a new password there:\n\n{{link}}\n\n{{/link}}"},
            {"Your password for {{shop}}",
             "an account at {{shop}} has been made for you. You log in with {{email}} and this "
             "password:\n\n{{password}}\n\n"
             "You will be asked to change it when you first log in.\n\n"
             "{{#link}}\n{{link}}\n\n{{/link}}"},
            {"Please confirm that you want our newsletter",
             "somebody, probably you, asked for the newsletter of {{shop}} for this address. If "
             "you "
             "do not want it, now or at any time:\n\n{{unsubscribe_link}}\n\n"
             "Without your confirmation you get none. If you want it, please confirm it here:\n\n"
             "{{link}}"},
            {"You are invited to the back office of {{shop}}",
             "you have been invited to the back office of {{shop}}. Your username is "
             "{{username}}. Please choose a password here:\n\n{{link}}"},
            {"Your account at {{shop}} is locked",
             "somebody has too often tried to log in to your account at {{shop}} with a wrong "
             "password, so the account is locked. A new password opens it again.\n\n"
             "{{#link}}\n{{link}}\n\n{{/link}}"},
        }}},
    language{
        "de",
        "Guten Tag{{#first_name}} {{first_name}}{{#last_name}} "
        "{{last_name}}{{/last_name}}{{/first_name}},",
        "Der Link gilt einmal{{#hours}} und {{hours}} Stunden lang{{/hours}}{{#minutes}} und "
        "{{minutes}} Minuten lang{{/minutes}}.",
        {{
            {"Wählen Sie ein Passwort für {{shop}}",
             "Sie haben ein Kundenkonto bei {{shop}}. Bitte wählen Sie hier Ihr Passwort:\n\n"
             "{{link}}"},
            {"Wählen Sie ein neues Passwort für {{shop}}",
             "jemand, vermutlich Sie, hat für Ihr Kundenkonto bei {{shop}} ein neues Passwort "
             "angefordert. Hier können Sie es wählen:\n\n{{link}}\n\n"
             "Waren Sie es nicht, so ist nichts zu tun: Ihr Passwort bleibt, wie es ist."},
            {"Bitte bestätigen Sie Ihre E-Mail-Adresse bei {{shop}}",
             "bitte bestätigen Sie, dass {{email}} Ihre Adresse ist:\n\n{{link}}\n\n"
             "Haben Sie kein Kundenkonto bei {{shop}}, so beachten Sie diese Mail nicht."},
            {"Bitte bestätigen Sie Ihre neue E-Mail-Adresse bei {{shop}}",
             "Ihr Kundenkonto bei {{shop}} soll diese E-Mail-Adresse bekommen: {{email}}. Bitte "
             "bestätigen Sie das hier:\n\n{{link}}\n\n"
             "Haben Sie das nicht gewünscht, so beachten Sie diese Mail nicht: Es ändert sich "
             "nichts."},
            {"Die E-Mail-Adresse Ihres Kundenkontos bei {{shop}} soll geändert werden",
             "jemand hat für Ihr Kundenkonto bei {{shop}} eine andere E-Mail-Adresse "
             "gewünscht{{#new_email}} ({{new_email}}){{/new_email}}. Sie wird geändert, sobald die "
             "neue Adresse bestätigt ist.\n\n"
             "Waren Sie es nicht, so ändern Sie jetzt Ihr Passwort und sagen Sie uns Bescheid."},
            {"Ihr Kundenkonto bei {{shop}} ist bereit",
             "Ihr Kundenkonto bei {{shop}} ist jetzt freigeschaltet. Sie können sich mit {{email}} "
             "anmelden.\n\n{{#link}}\n{{link}}\n\n{{/link}}"},
            {"Ihr Kundenkonto bei {{shop}} wird vorbereitet",
             "bei {{shop}} wurde ein Kundenkonto für Sie angelegt, das noch vorbereitet wird. Sie "
             "können sich noch nicht anmelden; wir schreiben Ihnen, sobald es so weit ist.\n\n"
             "{{#password}}\nIhr erstes Passwort wird sein: {{password}}\n\n"
             "Bei der ersten Anmeldung werden Sie gebeten, es zu ändern.\n\n{{/password}}"},
            {"Sie haben bereits ein Kundenkonto bei {{shop}}",
             "jemand, vermutlich Sie, wollte sich bei {{shop}} mit dieser E-Mail-Adresse "
             "registrieren. Sie haben dort schon ein Kundenkonto, deshalb wurde kein weiteres "
             "angelegt.\n\n"
             "{{#link}}\nHier können Sie sich anmelden oder ein neues Passwort anfordern:\n\n"
             "{{link}}\n\n{{/link}}"},
            {"Ihr Passwort für {{shop}}",
             "bei {{shop}} wurde ein Kundenkonto für Sie angelegt. Sie melden sich mit {{email}} "
             "und "
             "diesem Passwort an:\n\n{{password}}\n\n"
             "Bei der ersten Anmeldung werden Sie gebeten, es zu ändern.\n\n"
             "{{#link}}\n{{link}}\n\n{{/link}}"},
            {"Bitte bestätigen Sie, dass Sie unseren Newsletter möchten",
             "jemand, vermutlich Sie, hat für diese Adresse den Newsletter von {{shop}} bestellt. "
             "Wenn Sie ihn nicht möchten, jetzt oder irgendwann:\n\n{{unsubscribe_link}}\n\n"
             "Ohne Ihre Bestätigung bekommen Sie keinen. Wenn Sie ihn möchten, bestätigen Sie das "
             "bitte hier:\n\n{{link}}"},
            {"Einladung in die Verwaltung von {{shop}}",
             "Sie sind in die Verwaltung von {{shop}} eingeladen. Ihr Benutzername ist "
             "{{username}}. Bitte wählen Sie hier ein Passwort:\n\n{{link}}"},
            {"Ihr Kundenkonto bei {{shop}} ist gesperrt",
             "jemand hat zu oft versucht, sich mit einem falschen Passwort bei Ihrem Kundenkonto "
             "bei {{shop}} anzumelden. Es ist deshalb gesperrt; ein neues Passwort öffnet es "
             "wieder.\n\n{{#link}}\n{{link}}\n\n{{/link}}"},
        }}},
};

std::string escaped(std::string_view text) {
  std::string out;
  for (const char each : text) {
    if (each == '&')
      out += "&amp;";
    else if (each == '<')
      out += "&lt;";
    else if (each == '>')
      out += "&gt;";
    else
      out += each;
  }
  return out;
}

// A line that begins or ends a section around whole paragraphs.
bool is_section_line(std::string_view line) {
  return (line.starts_with("{{#") || line.starts_with("{{/")) && line.find("}}") + 2 == line.size();
}

std::string html_of(std::string_view text, std::string_view language) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"" + std::string(language) +
                    "\">\n<head><meta charset=\"utf-8\"></head>\n<body>\n";
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line == "{{link}}" || line == "{{unsubscribe_link}}")
      out += "<p><a href=\"" + std::string(line) + "\">" + std::string(line) + "</a></p>\n";
    else if (is_section_line(line))
      out += std::string(line) + "\n";
    else if (!line.empty())
      out += "<p>" + escaped(line) + "</p>\n";
  }
  return out + "</body>\n</html>\n";
}

std::array<texts, purposes> texts_in(const language& in) {
  std::array<texts, purposes> all;
  for (std::size_t i = 0; i < purposes; ++i) {
    const body& own = in.bodies[i];
    std::string text = std::string(in.greeting) + "\n\n" + std::string(own.text);
    if (!text.ends_with("{{/link}}") && !text.ends_with("{{/password}}")) text += "\n";
    text += "\n";
    if (purpose_table[i].leads == link::token) text += std::string(in.validity) + "\n\n";
    text += "{{shop}}\n";
    all[i] = {std::string(own.subject), text, html_of(text, in.name)};
  }
  return all;
}

}  // namespace

const texts* default_texts(purpose what, std::string_view language) {
  static const auto all = [] {
    std::array<std::array<texts, purposes>, languages.size()> made;
    for (std::size_t i = 0; i < languages.size(); ++i) made[i] = texts_in(languages[i]);
    return made;
  }();
  for (std::size_t i = 0; i < languages.size(); ++i)
    if (languages[i].name == language) return &all[i][static_cast<std::size_t>(what)];
  return nullptr;
}

}  // namespace atrium::mailing
