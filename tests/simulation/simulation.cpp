#include "tests/simulation/simulation.hpp"
#include "tests/simulation/clerk.hpp"

#include <algorithm>
#include <caf/send.hpp>
#include <filesystem>
#include <sstream>

#include "actors/wiring.hpp"
#include "tests/simulation/audit.hpp"
#include "tests/simulation/buyers.hpp"
#include "tests/simulation/clerk.hpp"
#include "tests/simulation/companies.hpp"
#include "tests/simulation/credit.hpp"
#include "tests/simulation/due.hpp"
#include "tests/simulation/fresh_store.hpp"
#include "tests/simulation/history.hpp"
#include "tests/simulation/lists.hpp"
#include "tests/simulation/mails.hpp"
#include "tests/simulation/passing.hpp"
#include "tests/simulation/post_office.hpp"
#include "tests/simulation/segments.hpp"
#include "tests/simulation/workload.hpp"

namespace atrium::simulation {
namespace {

constexpr std::size_t connections_per_tenant = 3;
constexpr std::size_t tail_events_max = 200;

class simulation {
 public:
  simulation(std::uint64_t seed, planted_bug bug)
      : random_(seed),
        plan_(random_, seed, bug),
        bug_(bug),
        ledger_(plan_.calm),
        post_(seed, plan_.calm),
        folder_(fresh_store()) {
    report_.seed = seed;
    report_.settings = plan_.describe();
    // One more than are at work: the last is made, or not, amid everything else.
    for (std::size_t i = 0; i <= plan_.tenants; ++i)
      ledger_.tenants.push_back(
          {.name = "t" + std::to_string(i), .active_at_once = random_.one_in(2)});
    ledger_.tenants.push_back({.name = std::string(passing_tenant::name), .passes = true});
  }

  report run() {
    begin_life();
    make_tenants();
    while (ledger_.all.size() < plan_.requests && !ledger_.broken) turn();
    come_to_rest();
    report_.violation = ledger_.broken;
    report_.requests = ledger_.all.size();
    for (const request& each : ledger_.all) {
      report_.done += each.came_to == fate::done;
      report_.refused += each.came_to == fate::refused;
      report_.unknown += each.came_to == fate::unknown;
    }
    life_.reset();
    return std::move(report_);
  }

 private:
  struct client_connection {
    std::size_t tenant;
    bool greeted = false;
    bool greeting = false;
  };

  void event(const std::string& what) {
    for (const char each : what)
      report_.fingerprint =
          (report_.fingerprint ^ static_cast<unsigned char>(each)) * 1'099'511'628'211u;
    report_.tail.push_back(std::to_string(report_.steps) + " " + what);
    if (report_.tail.size() > tail_events_max) report_.tail.pop_front();
  }

  // ---- lives ----

  void begin_life() {
    life_.emplace(folder_, plan_.settings, clock_, post_, random_.next());
    had_deaths_ = false;
    ledgers_looked_at_ = 0;
    if (bug_ == planted_bug::names_not_even_checked) life_->writer.strip_login_expectations();
    life_->writer.on_taken_login([this](const storage::change_set&) {
      if (!had_deaths_ && !moves_asked() && !makes_guest_of_buyer(ledger_))
        ledger_.violated("a commit came too late for a login name that the router had reserved");
    });
    connections_.clear();
    connect(0);  // the operator
    for (std::size_t i = 0; i < plan_.tenants * connections_per_tenant; ++i)
      connect(i % plan_.tenants);
    connect(0);  // for the clerk
    connect(passing_place());
    run_to_quiet();
    greet(0);
    // A tenant whose making nobody heard the end of may be there.
    for (tenant_ledger& each : ledger_.tenants)
      if (const auto found = each.passes ? nullptr : life_->node.find_tenant(each.name))
        each.number = found->number();
  }

  std::size_t clerks_connection() const { return connections_.size() - 2; }
  std::size_t passing_place() const { return ledger_.tenants.size() - 1; }

  // A site that moves takes its names elsewhere than they were reserved; the commit finds out.
  bool moves_asked() const {
    return std::any_of(ledger_.all.begin(), ledger_.all.end(),
                       [](const request& each) { return each.method == "realms.move_site"; });
  }

  void crash() {
    event("the machine crashes");
    ++report_.crashes;
    doubt_mails();
    post_.cut_off(true);
    life_.reset();
    post_.cut_off(false);
    // Not everything of the index may have reached the disk; half of it is as bad as none.
    if (random_.one_in(3)) std::filesystem::remove(folder_ / "index" / "clean");
    ledger_.lose_pending();
    passing_.crash();
    clerk_.crash();
    wake_ups_.clear();
    // Clocks may be wrong after a start.
    clock_.now_ms += static_cast<std::int64_t>(random_.below(4'000)) - 1'000;
    begin_life();
    check_history(ledger_, *life_);
  }

  void connect(std::size_t tenant) {
    life_->connect();
    connections_.push_back({tenant});
  }

  void greet(std::size_t connection) {
    const tenant_ledger& tenant = ledger_.tenants[connections_[connection].tenant];
    if (connection != 0 && tenant.api_key.empty()) return;
    request hello;
    hello.what = sort::greeting;
    hello.method = "session.hello";
    hello.tenant = connections_[connection].tenant;
    hello.named = R"({"protocol":1,"errors":")" + std::string(random_.one_in(2) ? "map" : "text") +
                  (connection == 0 ? R"(","auth":{"operator_key":")" + std::string(operator_key)
                                   : R"(","auth":{"api_key":")" + tenant.api_key) +
                  "\"}}";
    send(std::move(hello), connection);
  }

  // ---- asking and hearing ----

  void send(request asked, std::size_t connection) {
    asked.number = static_cast<std::uint32_t>(ledger_.all.size());
    asked.connection = connection;
    asked.ledgers_put_before = life_->writer.ledgers_put().size();
    std::string options =
        asked.what == sort::greeting ? "" : "\"reason\":\"" + tag_of(asked) + "\"";
    options += asked.options;
    const request& noted = ledger_.note(std::move(asked));
    event(tag_of(noted) + " on " + std::to_string(connection) + ": " + noted.method + " " +
          noted.named + noted.options);
    life_->handle(connection,
                  pack_call(noted.number, noted.method, noted.named, "{" + options + "}"));
    hear();
  }

  // Takes what came out of the daemon.
  void hear() {
    for (const auto& each : std::exchange(life_->out.responses, {})) {
      if (each.by_actor) life_->delivered(each.connection);
      const auto heard = read_answer(each.bytes);
      if (!heard) return ledger_.violated("an answer that is no answer");
      ledger_.hear(*life_, each.connection, *heard);
      if (ledger_.broken) event("VIOLATION " + *ledger_.broken);
      if (heard->msgid >= ledger_.all.size()) return;
      const request& asked = ledger_.all[heard->msgid];
      event(tag_of(asked) + " -> " + (heard->ok ? "ok" : heard->words) +
            (heard->ok ? " seq " + std::to_string(integer_in(heard->result, "seq").value_or(0))
                       : ""));
      learn(asked);
    }
    for (const auto& each : std::exchange(life_->out.wake_ups, {})) wake_ups_.push_back(each);
  }

  void learn(const request& asked) {
    if (asked.what == sort::greeting) {
      connections_[asked.connection].greeted = asked.came_to == fate::done;
      connections_[asked.connection].greeting = false;
    }
    if (asked.what == sort::clerking || asked.connection == clerks_connection())
      if (const auto wrong = clerk_.hear(asked)) ledger_.violated(tag_of(asked) + " " + *wrong);
    if (asked.tenant == passing_place()) {
      if (passing_.hear(*life_, asked, ledger_)) connections_.back().greeted = false;
      return;
    }
    if (asked.what != sort::new_tenant || asked.came_to != fate::done) return;
    tenant_ledger& tenant = ledger_.tenants[asked.tenant];
    tenant.api_key = text_in(asked.result, "api_key");
    if (const auto found = life_->node.find_tenant(tenant.name))
      tenant.number = found->number();
    else
      ledger_.violated(tag_of(asked) + " made a tenant that is not there");
  }

  // ---- what happens ----

  void turn() {
    if (life_->writer.broken() && random_.one_in(20)) return crash();
    const auto kind = random_.below(100);
    if (kind < 25 && ledger_.pending() < plan_.pending_max)
      ask();
    else if (kind < 30 && !wake_ups_.empty())
      wake_one();
    else if (kind < 33)
      pass_time();
    else
      step();
    if (bug_ != planted_bug::none && random_.one_in(2)) free_some_names();
    if (!plan_.calm) go_wrong();
    check_now();
  }

  void check_now() {
    check_moment(ledger_, *life_);
    check_balances(ledger_, *life_, ledgers_looked_at_);
  }

  void ask() {
    if (random_.one_in(6)) return ask_of_passing();
    for (auto& link : post_.new_links())
      for (tenant_ledger& each : ledger_.tenants)
        if (each.name == link.tenant) each.shoppers.get_link(std::move(link.token));
    for (auto& mail : post_.new_newsletters())
      for (tenant_ledger& each : ledger_.tenants)
        if (each.name == mail.tenant) each.newsletters.get_mail(mail.to, mail.confirms, mail.ends);
    if (random_.one_in(6)) return ask_of_clerk();
    next_request next = draw_request(random_, ledger_, plan_.tenants);
    if (next.by_operator) return send(std::move(next.what), 0);
    send_as_client(std::move(next.what));
  }

  // On one of its tenant's connections, if that has said hello.
  void send_as_client(request asked) {
    const std::size_t connection =
        1 + asked.tenant + plan_.tenants * random_.below(connections_per_tenant);
    client_connection& on = connections_[connection];
    if (on.greeted) return send(std::move(asked), connection);
    if (!std::exchange(on.greeting, true)) greet(connection);
  }

  void ask_of_clerk() {
    next_request next = clerk_.draw(random_, ledger_, ledger_.tenants[0].name);
    clerk_.note(next.what, clock_.now_ms);
    if (next.what.assistance) return send_as_client(std::move(next.what));
    send(std::move(next.what), next.by_operator ? 0 : clerks_connection());
  }

  // Of its clients some go on for a while with the key of a tenant that is gone.
  void ask_of_passing() {
    const std::size_t place = passing_place();
    next_request next = passing_.draw(random_, ledger_, place);
    if (next.by_operator) return send(std::move(next.what), 0);
    client_connection& on = connections_.back();
    next.what.is_gone = next.what.is_gone || !on.greeted;
    if (on.greeted || random_.one_in(4)) return send(std::move(next.what), connections_.size() - 1);
    if (!ledger_.tenants[place].api_key.empty() && !std::exchange(on.greeting, true))
      greet(connections_.size() - 1);
  }

  void wake_one() {
    const auto which =
        wake_ups_.begin() + static_cast<std::ptrdiff_t>(random_.below(wake_ups_.size()));
    const outgoing::wake_up woken = *which;
    wake_ups_.erase(which);
    life_->resume(woken);
    hear();
  }

  // Where nobody waits for anything, perhaps longer than anybody is assisted.
  void pass_time() {
    const bool long_while = ledger_.pending() == 0 && random_.one_in(4);
    if (long_while) passing_.grow_old();
    const std::int64_t most = long_while ? 20 * 60'000 : random_.one_in(20) ? 3'000 : 20;
    life_->advance(static_cast<std::int64_t>(random_.below(static_cast<std::uint64_t>(most))));
    hear();
  }

  bool step() {
    if (!life_->step(random_)) return false;
    ++report_.steps;
    hear();
    return true;
  }

  // The planted bug: as if a creation's names were let go of before its commit.
  void free_some_names() {
    const auto actors = life_->node.handles->get(ledger_.tenants[0].number);
    if (actors.router) caf::anon_send(actors.router, actors::names_settled{1 + random_.below(64)});
  }

  void go_wrong() {
    if (random_.permille(plan_.fault_permille)) {
      using fault = watched_writer::fault;
      const auto how = random_.below(9);
      ++report_.faults;
      doubt_mails_to_come();
      event("fault " + std::to_string(how));
      if (how < 7 && (how < 5 || plan_.death_permille > 0)) {
        // A store whose fate is unknown takes nothing more until the next life, so it comes less
        // often.
        const bool drastic = how >= 2 && how < 4 && !random_.one_in(4);
        life_->writer.fail_next(drastic ? fault::failed
                                        : std::array{fault::failed, fault::storage_full,
                                                     fault::unknown_lost, fault::unknown_durable,
                                                     fault::storage_full, fault::dies_before,
                                                     fault::dies_after}[how]);
        had_deaths_ = had_deaths_ || how >= 5;
      } else if (how == 7) {
        life_->world.fail_next_hash(virtual_world::hash_fault::no_memory);
      } else if (plan_.death_permille > 0) {
        life_->world.fail_next_hash(virtual_world::hash_fault::dies);
        had_deaths_ = true;
      }
    }
    if (random_.permille(plan_.death_permille)) {
      doubt_mails_to_come();
      const std::string who = life_->kill_ready(random_);
      if (!who.empty()) {
        ++report_.deaths;
        had_deaths_ = true;
        event("killed: " + who);
      }
    }
    if (random_.permille(plan_.crash_permille)) crash();
  }

  // ---- quiet ----

  // Runs until nothing is ready; time stands still.
  void run_to_quiet() {
    while (!ledger_.broken && (step() || !wake_ups_.empty())) {
      if (!wake_ups_.empty()) wake_one();
      check_now();
    }
  }

  // The same, with the time that commits may gather: one that a router waits for, then the call's.
  void run_to_commit() {
    run_to_quiet();
    for (int commits = 0; commits < 3; ++commits) {
      life_->advance(virtual_world::longest_ms);
      run_to_quiet();
    }
  }

  // Until every call is answered.
  void settle() {
    for (int i = 0; i < 400 && !ledger_.broken; ++i) {
      run_to_quiet();
      if (ledger_.pending() == 0) return;
      life_->advance(25);
      hear();
    }
    for (const request& each : ledger_.all)
      if (each.came_to == fate::pending) ledger_.violated(tag_of(each) + " is never answered");
  }

  void make_tenants() {
    for (std::size_t tenant = 0; tenant < plan_.tenants; ++tenant)
      for (request& each : make_tenant_calls(ledger_, tenant)) {
        send(std::move(each), 0);
        settle();
      }
    for (std::size_t i = 1; i < connections_.size(); ++i)
      if (i != clerks_connection()) greet(i);
    settle();
  }

  void come_to_rest() {
    if (ledger_.broken) return;
    life_->writer.fail_next(watched_writer::fault::none);
    life_->world.fail_next_hash(virtual_world::hash_fault::none);
    settle();
    if (life_->writer.broken()) crash();
    settle();
    probe_customers();
    probe_names();
    for (int rounds = 0; rounds < 60 && some_settle(*life_) && !ledger_.broken; ++rounds) {
      life_->advance(settler_rests_ms);
      run_to_commit();
    }
    let_times_come();
    const std::int64_t idle = plan_.settings.get<"actors.account_idle_ms">() + 1'100;
    // What ends by its time just then wakes an account once more.
    for (int i = 0; i < 3 || (i < 60 && life_->node.figures.live_accounts.load() > 0); ++i) {
      life_->advance(idle);
      run_to_quiet();
    }
    settle();
    for (int slices = 0; slices < 50 && removes_a_tenant(); ++slices) run_to_commit();
    if (!ledger_.broken) check_rest(ledger_, *life_);
    if (!ledger_.broken) check_lists(ledger_, *life_);
    if (!ledger_.broken) check_segments(ledger_, *life_);
    if (!ledger_.broken) check_history(ledger_, *life_);
    if (!ledger_.broken) check_audit(ledger_, *life_);
    if (!ledger_.broken) check_companies(ledger_, *life_);
    deliver_mails();
    if (!ledger_.broken) check_mails(ledger_, *life_, post_, mails_in_doubt_);
    let_links_end();
    if (ledger_.broken) event("VIOLATION " + *ledger_.broken);
  }

  // What went wrong is made up for by the next minute's round; what comes due then is done at its
  // time, also between two rounds.
  void let_times_come() {
    pass(61'000);
    for (int i = 0; i < 4 && !ledger_.broken; ++i) {
      pass(done_within_ms);
      check_due(ledger_, *life_);
      const auto next = first_due(*life_);
      if (!next) return;
      pass(std::max<std::int64_t>(0, *next - life_->world.now_ms() - 1));
    }
  }
  void pass(std::int64_t ms) {
    life_->advance(ms);
    run_to_commit();
  }

  // The server has got well, and the longest pause passes for whatever waits.
  void deliver_mails() {
    post_.get_well();
    for (int i = 0; i < 12 && !ledger_.broken; ++i) {
      life_->advance(plan_.settings.get<"mail.retry_max_ms">() * 2);
      run_to_commit();
    }
  }
  // More than a day later: what was mailed is good for nothing any more, and ends within a minute.
  void let_links_end() {
    constexpr std::int64_t hour_ms = 3'600'000;
    if (ledger_.broken) return;
    life_->advance(25 * hour_ms);
    for (tenant_ledger& each : ledger_.tenants) each.newsletters.end_links();
    if (connections_[1].greeted)
      for (request& each : ledger_.tenants[0].newsletters.confirm_all(ledger_, 0, 4))
        send(std::move(each), 1);
    settle();
    // A round of the janitor has a commit for each thing that it erases.
    for (int rounds = 0; rounds < 2 && !ledger_.broken; ++rounds) {
      pass(61'000);
      for (int commits = 0; commits < 20; ++commits) pass(10);
    }
    if (!ledger_.broken) check_no_newsletter_waits(ledger_, *life_);
    if (!ledger_.broken) check_history(ledger_, *life_);
  }

  // What goes wrong now may come between the server's word and the daemon's note of it.
  void doubt_mails() { mails_in_doubt_ += life_->node.under_way.count(); }
  // It comes at one of the next steps: as many may be under way then as there are connections.
  void doubt_mails_to_come() {
    doubt_mails();
    mails_in_doubt_ += static_cast<std::size_t>(plan_.settings.get<"mail.connections_max">());
  }

  bool removes_a_tenant() const {
    const auto all = life_->node.tenants();
    return std::any_of(all->by_number.begin(), all->by_number.end(),
                       [](const auto& each) { return each.second->is_removing(); });
  }

  // Number of the request.
  std::size_t change(const std::string& id) {
    const std::size_t number = ledger_.all.size();
    send(update_of(ledger_, 0, id), 1);
    run_to_commit();
    return number;
  }

  // What has gone wrong is over: every customer who has not left takes a change again, at once, or
  // once what the daemon asked of his account by itself is through.
  void probe_customers() {
    if (!connections_[1].greeted || ledger_.tenants[0].suspended != false) return;
    int left = 4;
    for (const auto& [id, version] : std::map(ledger_.tenants[0].answered_version)) {
      if (ledger_.tenants[0].may_have_left(id)) continue;
      if (ledger_.broken || left-- == 0) return;
      std::size_t number = change(id);
      if (ledger_.all[number].code == "overloaded") number = change(id);
      const request& heard = ledger_.all[number];
      if (heard.came_to != fate::done)
        ledger_.violated(tag_of(heard) + " does not change " + id +
                         " though nothing goes wrong any more: " + heard.code);
      probe_list(id);
    }
  }

  // Changes gather before lists follow them, but not while a list waits for them.
  void probe_list(std::string_view id) {
    const std::size_t number = ledger_.all.size();
    send(listing_of(ledger_, 0, id), 1);
    run_to_quiet();
    if (ledger_.all[number].came_to == fate::pending)
      ledger_.violated(tag_of(ledger_.all[number]) + " waits for more than the index to follow");
  }

  // I8: whoever comes now hears at once whether he gets a name; nothing that is over holds it.
  void probe_names() {
    for (std::size_t site : {std::size_t{0}, std::size_t{2}}) {
      if (ledger_.broken || !connections_[1].greeted) return;
      request asked = registration(ledger_, 0, site, random_.any_of(emails));
      const std::uint32_t number = asked.number;
      send(std::move(asked), 1);
      run_to_commit();
      if (ledger_.all[number].came_to == fate::pending)
        ledger_.violated(tag_of(ledger_.all[number]) + " waits for a name that nobody is claiming");
    }
  }

  random random_;
  const plan plan_;
  const planted_bug bug_;
  report report_;
  std::size_t mails_in_doubt_ = 0;
  ledger ledger_;
  post_office post_;
  passing_tenant passing_;
  clerk clerk_;
  const std::filesystem::path folder_;
  machine_clock clock_;
  std::optional<life> life_;
  std::vector<client_connection> connections_;
  std::vector<outgoing::wake_up> wake_ups_;  // that the front has not got round to
  bool had_deaths_ = false;                  // in this life
  std::size_t ledgers_looked_at_ = 0;        // of those put in this life
};

}  // namespace

report simulate(std::uint64_t seed, planted_bug bug) { return simulation(seed, bug).run(); }

std::string describe(const report& of) {
  std::ostringstream text;
  text << "seed " << of.seed << ": " << of.violation.value_or("nothing is wrong") << "\n"
       << "replay: ATRIUM_SEED=" << of.seed << " test_simulation \"[seed]\"\n"
       << of.settings << of.steps << " steps, " << of.requests << " requests: " << of.done
       << " done, " << of.refused << " refused, " << of.unknown << " unknown; " << of.faults
       << " faults, " << of.deaths << " deaths, " << of.crashes << " crashes\nlast events:\n";
  for (const std::string& each : of.tail) text << "  " << each << "\n";
  return text.str();
}

}  // namespace atrium::simulation
