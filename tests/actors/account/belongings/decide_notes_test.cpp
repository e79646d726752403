#include "protocol/methods/notes.hpp"
#include "storage/keys.hpp"
#include "tests/actors/account/anna.hpp"

using namespace atrium;
using namespace atrium::tests;
using methods::notes_add;
using methods::notes_revise;
using storage::table;

namespace {

constexpr const char* add = R"({"customer": {"id": "c41"}, "text": "She rang."})";
constexpr const char* revise = R"({"customer": {"id": "c41"}, "note": "n1", "text": "He rang."})";

}  // namespace

TEST_CASE("a note has its author and time, and its text is not in the journal") {
  shop in;
  anna her(in);
  const auto made = her.done<notes_add>(add);
  const records::change event = event_of(made.changes);
  CHECK(event.kind == "note.added");
  CHECK(event.object == "n1");
  CHECK(event.version == 1);
  CHECK(made.changes.journal.front().value.find("rang") == std::string::npos);
  const auto stored = fields::decode_tagged<records::note>(made.changes.puts.at(1).value);
  REQUIRE(stored);
  CHECK(stored->text == "She rang.");
  CHECK(stored->author == "client:me");
  CHECK(stored->time == in.world.now);
  CHECK(her.now.profile->version == 1);
}

TEST_CASE("a revision is a record of its own and leaves those before it alone") {
  shop in;
  anna her(in);
  const auto key = [&](std::int64_t revision) {
    return actors::note_key(in.view->number, {41}, 1, revision);
  };
  her.done<notes_add>(add);
  in.world.now += 1000;
  const auto made = her.done<notes_revise>(revise);
  REQUIRE(made.changes.puts.size() == 1);
  CHECK(made.changes.puts[0].key == key(2).view());
  CHECK(made.changes.erasures.empty());
  CHECK(expects_unchanged(made, key(1)));
  CHECK(expects_absent(made, table::records, key(2)));
  const auto stored = fields::decode_tagged<records::note>(made.changes.puts[0].value);
  REQUIRE(stored);
  CHECK(stored->version == 2);
  CHECK(stored->created_at == in.world.now - 1000);
  CHECK(stored->time == in.world.now);
}

TEST_CASE("notes and their revisions have their limits") {
  shop in;
  anna her(in);
  her.done<notes_add>(add);
  her.done<notes_add>(add);
  CHECK(wrong_in(her.decided<notes_add>(add)) == "limit_reached");
  her.done<notes_revise>(revise);
  her.done<notes_revise>(revise);
  CHECK(wrong_in(her.decided<notes_revise>(revise)) == "limit_reached");
}

TEST_CASE("if_version of a revision is the note's, and of a new note the customer's") {
  shop in;
  anna her(in);
  her.done<notes_add>(add);
  her.done<notes_revise>(revise);
  in.options.if_version = 1;
  CHECK(wrong_in(her.decided<notes_revise>(revise)) == "version_conflict");
  CHECK(her.decided<notes_add>(add));
  in.options.if_version = 2;
  CHECK(her.decided<notes_revise>(revise));
  CHECK(wrong_in(her.decided<notes_add>(add)) == "version_conflict");
}

TEST_CASE("a note that the customer does not have is not found") {
  shop in;
  anna her(in);
  her.done<notes_add>(add);
  for (const char* id : {"n2", "n01", "first", "n99999999999"}) {
    CAPTURE(id);
    CHECK(wrong_in(her.decided<notes_revise>(R"({"customer": {"id": "c41"}, "note": ")" +
                                             std::string(id) + R"(", "text": "x"})")) ==
          "note: not_found");
  }
}
