// `atrium changes`: the journal, read once or followed.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <ostream>
#include <thread>

#include "tools/atrium/commands.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/atrium/output.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t page_changes = 1000;
// Short, for nothing tells of a reader that left while no change comes.
constexpr milliseconds look_up_every{5'000};
constexpr int events_per_ack = 250;
constexpr milliseconds first_pause{200};
constexpr milliseconds longest_pause{5'000};

struct change_flags {
  std::int64_t from = 1;
  std::int64_t count = std::numeric_limits<std::int64_t>::max();
  bool follow = false;
};

void print_change(const context& with, std::string_view one) {
  if (with.json) return print_json(with.out, one);
  with.out << integer_member(one, "seq").value_or(0) << "  "
           << utc(integer_member(one, "time").value_or(0)) << "  " << plain(member(one, "kind"));
  for (const std::string_view name : {"customer", "object", "version"})
    if (const std::string value = plain(member(one, name)); !value.empty())
      with.out << "  " << name << "=" << value;
  std::string fields;
  for_each_element(member(one, "fields"),
                   [&](auto name) { fields += (fields.empty() ? "" : ",") + plain(name); });
  if (!fields.empty()) with.out << "  fields=" << fields;
  with.out << "  by=" << plain(member(one, "by.principal"));
  for (const std::string name : {"acting_staff", "site"})
    if (const std::string value = plain(member(one, "by." + name)); !value.empty())
      with.out << "  " << name << "=" << value;
  with.out << '\n';
}

// One read: prints what there is, moves `left.from` and `left.count` on; answers how many came.
std::int64_t read_once(const context& with, client& through, change_flags& left) {
  parameters named;
  named.integer("from", left.from).integer("limit", std::min(left.count, page_changes));
  const std::string answer = ask(through, "changes.read", named.map(), tenant_options(with));
  std::int64_t came = 0;
  for_each_element(member(answer, "changes"), [&](std::string_view one) {
    print_change(with, one);
    ++came;
  });
  left.count -= came;
  left.from = integer_member(answer, "next").value_or(left.from + came);
  with.out.flush();
  return came;
}

std::optional<std::int64_t> first_number(const failure& why) {
  if (why.what.code != errc::feed_truncated) return {};
  for (const auto& [name, value] : why.what.data)
    if (name == "from" && std::holds_alternative<std::int64_t>(value))
      return std::get<std::int64_t>(value);
  return {};
}

bool worth_retrying(const failure& why) {
  return why.code == exit_code::no_connection || why.code == exit_code::try_later;
}

// Whether standard output is a pipe whose reader has left.
bool reader_left() {
  pollfd out{STDOUT_FILENO, 0, 0};
  return ::poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

void tell_gone(const context& with, change_flags& left, std::int64_t first) {
  with.err << "atrium: changes " << left.from << " to " << first - 1 << " are gone\n";
  left.from = first;
}

errc code_named(std::string_view name) {
  const auto found = std::find_if(error_table.begin(), error_table.end(),
                                  [&](const error_row& row) { return row.name == name; });
  return found == error_table.end() ? errc::internal : found->code;
}

// Prints what a subscriber is sent, until enough came, nobody reads, or the subscription ends.
void hear(const context& with, client& through, change_flags& left) {
  int unacknowledged = 0;
  while (left.count > 0 && with.out.good() && !reader_left()) {
    const auto told = through.next_notification(look_up_every);
    if (!told && told.failure().code == errc::deadline_exceeded) continue;
    if (!told) throw no_connection(told.failure());
    for_each_element(told->params, [&](std::string_view one) {
      if (told->method == "changes.truncated")
        return tell_gone(with, left, integer_member(one, "from").value_or(left.from + 1));
      if (told->method == "changes.ended")
        throw refused(
            refusal(code_named(plain(member(one, "code"))), plain(member(one, "message"))));
      print_change(with, one);
      left.from = integer_member(one, "seq").value_or(left.from) + 1;
      --left.count;
    });
    with.out.flush();
    if (told->method == "changes.truncated") return;
    if (++unacknowledged < events_per_ack) continue;
    ask(through, "changes.ack", parameters{}.integer("seq", left.from - 1).map());
    unacknowledged = 0;
  }
}

// Ends when enough came, when nobody reads any more, or with what cannot be mended by waiting.
void follow(const context& with, change_flags left) {
  std::optional<client> through;
  bool greeted_before = false;
  milliseconds pause = first_pause;
  while (left.count > 0 && with.out.good() && !reader_left()) {
    try {
      if (!through || !through->connected()) {
        through = greeted(with);
        if (greeted_before) with.err << "atrium: connected again, at change " << left.from << '\n';
        greeted_before = true;
      }
      ask(*through, "changes.subscribe", parameters{}.integer("from", left.from).map(),
          tenant_options(with));
      pause = first_pause;
      hear(with, *through, left);
    } catch (const failure& why) {
      if (const auto first = first_number(why)) {
        tell_gone(with, left, *first);
        continue;
      }
      // A first connection that fails is a mistake to tell; later the daemon may just restart.
      if (!greeted_before || !worth_retrying(why)) throw;
      if (pause == first_pause) report(with.err, why, with.json);
      std::this_thread::sleep_for(pause);
      pause = std::min(pause * 2, longest_pause);
    }
  }
}

void read_all(const context& with, change_flags left) {
  client through = greeted(with);
  while (left.count > 0 && with.out.good() && read_once(with, through, left) > 0) {
  }
}

}  // namespace

void add_changes(command to, context& with) {
  command added = to.add_command("changes", "Prints the journal of a tenant, a change a line");
  const auto given = std::make_shared<change_flags>();
  added.add_option("--from", given->from, "First number wanted")
      .type_name("SEQ")
      .between(std::int64_t{1}, std::int64_t{1} << 53)
      .shows_default();
  added.add_option("--count", given->count, "End after so many changes")
      .type_name("N")
      .between(std::int64_t{1}, std::int64_t{1} << 53);
  added.add_flag("--follow", given->follow, "Wait for further ones; reconnects when it must");
  added.footer(
      "Example:\n"
      "  atrium changes --key-file acme.key --follow\n"
      "  atrium changes --from 4711 --count 10 --json\n");
  added.callback([&with, given] {
    with.chosen = [&with, given] { given->follow ? follow(with, *given) : read_all(with, *given); };
  });
}

}  // namespace atrium::cli
