// notes.add revise list.
#pragma once

#include "protocol/formats/note_text.hpp"
#include "protocol/methods/customers.hpp"
#include "protocol/records/note.hpp"

namespace atrium::methods {

inline constexpr fields::rule note_text{.format = formats::note_text,
                                        .format_name = "note",
                                        .bytes_max = 12 * formats::note_code_points_max};

struct notes_add {
  static constexpr definition about{
      "notes.add", "Keeps a note on a customer. if_version is the customer's.", audience::clients,
      any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached};
  using result = records::note;
  customer_reference customer;
  std::string text;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using n = notes_add;
    return list{parameter{"customer", &n::customer, "On whom."},
                parameter{"text", &n::text, "At most 4,000 characters; may have several lines.",
                          note_text}};
  }
};

struct notes_revise {
  static constexpr definition about{
      "notes.revise", "Adds a revision to a note; the earlier ones stay. if_version is the note's.",
      audience::clients, any_of(records::scope::customers_write), effect::account};
  static constexpr std::array errors{errc::not_found, errc::version_conflict, errc::limit_reached};
  using result = records::note;
  customer_reference customer;
  std::string note;
  std::string text;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using n = notes_revise;
    return list{parameter{"customer", &n::customer, "On whom."},
                parameter{"note", &n::note, "Its id.", rule{.bytes_max = 64}},
                parameter{"text", &n::text, "What it says from now on; at most 4,000 characters.",
                          note_text}};
  }
};

struct notes_list {
  static constexpr definition about{"notes.list", "The notes on a customer, newest first.",
                                    audience::clients, any_of(records::scope::customers_read),
                                    effect::read};
  static constexpr std::array errors{errc::not_found};
  using result = items_of<records::note>;
  customer_reference customer;
  std::optional<bool> revisions;
  std::optional<std::int64_t> limit;
  std::optional<std::string> cursor;
  static constexpr auto fields() {
    using namespace atrium::fields;
    using n = notes_list;
    return list{
        parameter{"customer", &n::customer, "On whom."},
        parameter{"revisions", &n::revisions,
                  "true: each note with its earlier revisions, newest first, in `revisions`."},
        parameter{"limit", &n::limit,
                  "At most so many (default 50); a page of long notes may end earlier.",
                  rule{.min = 1, .max = 200}},
        parameter{"cursor", &n::cursor, "next_cursor of the page before.", rule{.bytes_max = 128}}};
  }
};

}  // namespace atrium::methods
