// A note that staff keep on a customer (features.md G9), as of one revision. Each revision is a
// record of its own that is never changed; the last one is the note.
#pragma once

#include "protocol/fields/tagged.hpp"

namespace atrium::records {

struct note {
  std::int64_t version = 1;  // its revision
  std::string id;
  std::string text;
  std::string author;
  std::int64_t time = 0;
  std::int64_t created_at = 0;
  fields::unknown_tags unknown;

  static constexpr auto fields() {
    using namespace atrium::fields;
    using enum privacy;
    using enum access;
    using n = note;
    return list{
        field{1, "version", &n::version, impersonal, shown, "Number of the revision, from 1."},
        field{2, "id", &n::id, impersonal, shown, "Generated; never changes."},
        field{3, "text", &n::text, personal, shown, "What it says; may have several lines."},
        field{4, "author", &n::author, impersonal, shown, "Who wrote this revision."},
        field{5, "time", &n::time, impersonal, shown,
              "When this revision was written; milliseconds since 1970 UTC."},
        field{6, "created_at", &n::created_at, impersonal, shown,
              "When the first revision was written."}};
  }
};

}  // namespace atrium::records
