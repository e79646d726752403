#include "tools/demo/show.hpp"

#include <cstdio>
#include <map>
#include <thread>

#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"
#include "tools/demo/place.hpp"

namespace atrium::demo {

namespace {

constexpr std::size_t examples_shown = 2;  // of each step
constexpr std::int64_t journal_page = 1000;

struct customer {
  const person* who;
  const char* site;
  std::string email;
  std::string id;
};

struct stage {
  const crew& with;
  const std::vector<person>& people;
  const sizes how_many;
  std::string tag;  // in every e-mail of this run
  std::size_t people_used = 0;
  std::int64_t journal_from = 1;
  std::size_t changes_made = 0;
  std::vector<customer> made{};
  std::vector<finding> findings{};

  const person& next_person() { return people[people_used++ % people.size()]; }
  std::string email_of(const person& one) const {
    const std::size_t at = one.email.find('@');
    return one.email.substr(0, at) + "+" + tag + one.email.substr(at);
  }
  void expect(const std::string& what, std::size_t expected, std::size_t got) {
    findings.push_back({what, expected, got});
  }
};

parameters profile_of(const person& one, const std::string& email) {
  parameters named;
  named.text("email", email).text("first_name", one.first_name).text("last_name", one.last_name);
  named.text("locale", one.locale).text_if("gender", one.gender);
  if (!one.town.empty())
    named.encoded("preferences", parameters{}.text("ship_to_town", one.town).map());
  return named;
}

std::string at_site(const char* site) { return parameters{}.text("site", site).map(); }

// A few of the answers, and the first few that nobody expected.
class examples {
 public:
  void show(const customer& one, const outcome<std::string>& answer) {
    if (answer ? good_++ >= examples_shown : bad_++ >= examples_shown) return;
    const std::string told =
        answer
            ? "number " + plain(member(*answer, "number")) + ", id " + plain(member(*answer, "id"))
            : std::string(row_of(answer.failure().code).name) + ": " + answer.failure().message;
    lines_ += "    " + one.who->first_name + " " + one.who->last_name + " <" + one.email + "> at " +
              one.site + ": " + told + "\n";
    for (const auto& field : answer ? std::vector<field_error>{} : answer.failure().fields)
      lines_ += "      " + field.path + ": " + field.message + "\n";
  }
  void print() const { std::fputs(lines_.c_str(), stdout); }

 private:
  std::size_t good_ = 0, bad_ = 0;
  std::string lines_;
};

// New customers, each of its own person, all expected to be made.
outcome<nothing> make_customers(stage& on, const std::string& title, std::size_t count,
                                const std::function<job(const customer&)>& job_of) {
  std::vector<customer> wanted;
  std::vector<job> jobs;
  for (std::size_t i = 0; i < count; ++i) {
    const person& who = on.next_person();
    wanted.push_back({&who, shops[i % shops.size()].site, on.email_of(who), ""});
    jobs.push_back(job_of(wanted.back()));
  }
  examples seen;
  std::size_t good = 0;
  auto done = do_all(on.with, title, jobs, [&](std::size_t number, const auto& answer) {
    seen.show(wanted[number], answer);
    if (!answer) return;
    ++good;
    wanted[number].id = text_member(*answer, "id").value_or("");
    on.made.push_back(wanted[number]);
  });
  seen.print();
  on.expect(title, count, good);
  on.changes_made += good;
  return done;
}

outcome<nothing> create(stage& on) {
  return make_customers(
      on, "customers made by the shop", on.how_many.created, [](const customer& one) {
        return job{"customers.create",
                   profile_of(*one.who, one.email).text("preferred_site", one.site).map(),
                   at_site(one.site)};
      });
}

job registration(const customer& one, const char* site) {
  parameters named = profile_of(*one.who, one.email);
  named.text("site", site).text("password", "quiet harbour " + one.email);
  return {"customers.register", named.map(), ""};
}

outcome<nothing> register_people(stage& on) {
  return make_customers(on, "shoppers registered with a password", on.how_many.registered,
                        [](const customer& one) { return registration(one, one.site); });
}

// The same e-mail at the same time over every connection: the first site and the second of one
// realm in turn, so one of all attempts wins. Then once through the other realm, where it is free.
outcome<nothing> race(stage& on) {
  const std::size_t attempts = on.with.connections;
  std::vector<customer> wanted;
  std::vector<job> jobs;
  for (std::size_t i = 0; i < on.how_many.raced * attempts; ++i) {
    if (i % attempts == 0) {
      const person& who = on.next_person();
      wanted.push_back({&who, shops[2].site, on.email_of(who), ""});
    }
    jobs.push_back(registration(wanted.back(), shops[i % 2].site));
  }
  std::vector<std::size_t> won(wanted.size());
  std::size_t taken = 0;
  const crew one_by_one{on.with.where, on.with.key, attempts, 1, on.with.stop};
  auto done = do_all(one_by_one, "the same e-mail through two sites of a realm", jobs,
                     [&](std::size_t number, const auto& answer) {
                       won[number / attempts] += answer ? 1 : 0;
                       taken += !answer && answer.failure().code == errc::email_taken;
                     });
  if (!done) return done;
  std::size_t once = 0;
  for (const std::size_t times : won) once += times == 1;
  on.expect("raced e-mails that exactly one attempt won", wanted.size(), once);
  on.expect("attempts that were told email_taken", wanted.size() * (attempts - 1), taken);
  on.changes_made += once;

  jobs.clear();
  for (const customer& one : wanted) jobs.push_back(registration(one, one.site));
  std::size_t free = 0;
  done = do_all(on.with, "those e-mails through the other realm", jobs,
                [&](std::size_t, const auto& answer) { free += answer ? 1 : 0; });
  on.expect("raced e-mails free in the other realm", wanted.size(), free);
  on.changes_made += free;
  return done;
}

// E-mails that registered customers have, several times each: a guest's e-mail is not unique.
outcome<nothing> record_guests(stage& on) {
  std::vector<customer> wanted;
  std::vector<job> jobs;
  for (std::size_t i = 0; i < on.how_many.guests && !on.made.empty(); ++i) {
    customer one = on.made[i / 3 % on.made.size()];
    one.site = shops[i % shops.size()].site;
    jobs.push_back({"customers.record_guest",
                    profile_of(*one.who, one.email).text("site", one.site).map(), ""});
    wanted.push_back(std::move(one));
  }
  examples seen;
  std::map<std::string, int> ids;
  auto done = do_all(on.with, "guests with e-mails of registered customers", jobs,
                     [&](std::size_t number, const auto& answer) {
                       seen.show(wanted[number], answer);
                       if (answer && text_member(*answer, "kind") == "guest")
                         ++ids[text_member(*answer, "id").value_or("")];
                     });
  seen.print();
  on.expect("guests, each with an id of its own", jobs.size(), ids.size());
  on.changes_made += ids.size();
  return done;
}

outcome<nothing> read(stage& on) {
  std::vector<job> jobs;
  for (const customer& one : on.made) {
    const std::string by_id = parameters{}.text("id", one.id).map();
    const std::string by_email = parameters{}.text("email", one.email).map();
    jobs.push_back({"customers.get", parameters{}.encoded("customer", by_id).map(), ""});
    jobs.push_back(
        {"customers.get", parameters{}.encoded("customer", by_email).map(), at_site(one.site)});
  }
  std::size_t same = 0;
  auto done = do_all(on.with, "reads, by id and by e-mail", jobs,
                     [&](std::size_t number, const auto& answer) {
                       const customer& one = on.made[number / 2];
                       same += answer && text_member(*answer, "id") == one.id &&
                               text_member(*answer, "email") == one.email &&
                               text_member(*answer, "first_name") == one.who->first_name &&
                               text_member(*answer, "last_name") == one.who->last_name;
                     });
  on.expect("reads that gave back what was written", jobs.size(), same);
  return done;
}

// Each customer twice with the same if_version: the first changes it, the second comes too late.
outcome<nothing> update(stage& on) {
  const std::size_t count = std::min(on.how_many.updated, on.made.size());
  std::vector<job> jobs;
  for (std::size_t i = 0; i < 2 * count; ++i) {
    const std::string set =
        parameters{}.text("company", "Company of " + on.made[i % count].id).map();
    const std::string whom = parameters{}.text("id", on.made[i % count].id).map();
    jobs.push_back({"customers.update",
                    parameters{}.encoded("customer", whom).encoded("set", set).map(),
                    parameters{}.integer("if_version", 1).map()});
  }
  std::size_t changed = 0, late = 0;
  auto done = do_all(on.with, "updates, each tried twice with if_version 1", jobs,
                     [&](std::size_t, const auto& answer) {
                       changed += answer && integer_member(*answer, "version") == 2;
                       late += !answer && answer.failure().code == errc::version_conflict;
                     });
  on.expect("updates made", count, changed);
  on.expect("second updates refused as version_conflict", count, late);
  on.changes_made += changed;
  return done;
}

constexpr std::string_view yes = "\xc3", no = "\xc2";  // as MessagePack
constexpr int looks_max = 100;
constexpr auto look_again_after = std::chrono::milliseconds(50);

// One customer is put on hold, and activated again with a mail that says so; the mail server gets
// it.
outcome<nothing> write_to_one(stage& on) {
  if (on.made.empty()) return nothing{};
  auto through = client::connect(on.with.where, "atrium-demo");
  if (!through) return std::move(through).failure();
  if (auto greeted = through->hello(&on.with.key); !greeted) return std::move(greeted).failure();
  const customer& one = on.made.front();
  const std::string whom = parameters{}.text("id", one.id).map();
  const auto named = [&] { return parameters{}.encoded("customer", whom); };
  std::printf("a mail to %s, who is on hold and then is not\n", one.email.c_str());
  for (const bool held : {true, false}) {
    parameters call = named();
    call.encoded("on_hold", held ? yes : no);
    if (!held) call.encoded("send_mail", yes);
    auto done = through->call("customers.set_status", call.map());
    if (!done) return std::move(done).failure();
    ++on.changes_made;
  }
  std::size_t sent = 0;
  for (int looks = 0; sent == 0 && looks < looks_max && !on.with.stop; ++looks) {
    if (looks > 0) std::this_thread::sleep_for(look_again_after);
    const auto listed = through->call("mails.list", named().map());
    if (!listed) return listed.failure();
    for_each_element(member(*listed, "items"),
                     [&](std::string_view mail) { sent += text_member(mail, "state") == "sent"; });
  }
  on.expect("mails sent to the customer who was activated", 1, sent);
  return nothing{};
}

// Calls visit(change) for all from on.journal_from, which it moves to the end.
outcome<nothing> read_changes(stage& on, const std::function<void(std::string_view)>& visit) {
  auto through = client::connect(on.with.where, "atrium-demo");
  if (!through) return std::move(through).failure();
  if (auto greeted = through->hello(&on.with.key); !greeted) return std::move(greeted).failure();
  for (bool more = true; more && !on.with.stop;) {
    auto page = through->call(
        "changes.read",
        parameters{}.integer("from", on.journal_from).integer("limit", journal_page).map());
    if (!page) return std::move(page).failure();
    more = false;
    for_each_element(member(*page, "changes"), [&](std::string_view one) {
      visit(one);
      more = true;
    });
    on.journal_from = integer_member(*page, "next").value_or(on.journal_from);
  }
  return nothing{};
}

outcome<nothing> find_end_of_journal(stage& on) {
  return read_changes(on, [](std::string_view) {});
}

outcome<nothing> read_journal(stage& on) {
  std::int64_t expected = on.journal_from;
  std::size_t in_order = 0;
  std::map<std::string, std::size_t> kinds;
  auto done = read_changes(on, [&](std::string_view change) {
    in_order += integer_member(change, "seq") == expected++;
    ++kinds[text_member(change, "kind").value_or("?")];
  });
  std::printf("the journal of this run:\n");
  for (const auto& [kind, count] : kinds) std::printf("    %-40s %6zu\n", kind.c_str(), count);
  on.expect("changes in the journal, none missing", on.changes_made, in_order);
  return done;
}

}  // namespace

outcome<std::vector<finding>> run_show(const crew& with, const std::vector<person>& people,
                                       const sizes& how_many) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto tag = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  stage on{with, people, how_many, std::to_string(tag)};
  for (const auto step : {find_end_of_journal, create, register_people, race, record_guests, read,
                          update, write_to_one, read_journal}) {
    if (auto done = step(on); !done) return std::move(done).failure();
    if (with.stop) break;
  }
  return std::move(on.findings);
}

}  // namespace atrium::demo
