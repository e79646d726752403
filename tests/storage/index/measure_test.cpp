// Figures, not a test: a million customers with names as they are, every column in both directions
// under pairs of filters. Times are the thread's own. Run it by name: test_storage "[.measure]".
#include <algorithm>
#include <ctime>
#include <iostream>

#include "storage/index/index_scrub.hpp"
#include "tests/storage/index/model.hpp"
#include "tests/storage/scratch_folder.hpp"

using namespace atrium;
using namespace atrium::storage;
using namespace atrium::test;

namespace {

using kind = lists::condition::kind;

enum column : lists::column {
  first_name = 1,
  last_name,
  company,
  email,
  phone,
  birth,
  created_at,
  registered_at,
  external_id,
  staff = 20,
  active,
  home_site,
  currency,
  locale,
  gender,
  verified,
};
constexpr lists::column sorted_columns[] = {
    first_name, last_name, company, email, phone, birth, created_at, registered_at, external_id};
constexpr lists::column set_columns[] = {active, home_site, currency, locale, gender, verified};

// Of this thread alone, so that what else the machine does is left out.
double cpu_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

std::string number_key(std::uint64_t value) {
  std::string bytes{'\x80'};
  for (int shift = 48; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

// Names made of syllables; the first of a list are common, as names are.
std::string name(std::mt19937_64& by, std::uint64_t how_many) {
  static constexpr const char* syllables[] = {"ma", "ri", "an",  "el",  "sch", "mi", "dt", "ler",
                                              "jo", "ha", "nes", "ber", "ger", "lo", "ka", "ti"};
  const std::uint64_t first = by() % how_many, second = by() % how_many;
  std::uint64_t which = first * second / how_many + 1;
  std::string made;
  for (which = which * 2654435761U % (1U << 28); which != 0; which /= 64)
    made += syllables[which % 16];
  return made;
}

// As a collation key lies: the letters, then what tells case and accents apart.
std::string collated(const std::string& text) { return text + std::string("\1\5\1\5", 4); }

lists::entries customer(std::uint64_t account, std::mt19937_64& by) {
  lists::entries made;
  const std::string first = name(by, 3000), last = name(by, 100'000), firm = name(by, 50'000);
  const std::string address = first + "." + last + std::to_string(by() % 1000);
  const std::string domain = by() % 3 ? "gmail" : firm;
  const auto sort_by = [&](lists::column of, std::string key) {
    made.sorted.emplace_back(of, std::move(key));
  };
  sort_by(first_name, collated(first));
  sort_by(last_name, collated(last));
  if (by() % 4 == 0) sort_by(company, collated(firm));
  sort_by(email, address + "@" + domain + ".com");
  if (by() % 2) sort_by(phone, "+49" + std::to_string(by() % 10'000'000'000));
  if (by() % 3) sort_by(birth, number_key(by() % 30'000));
  sort_by(created_at, number_key(1'600'000'000'000 + account * 1000 + by() % 1000));
  if (by() % 5)
    sort_by(registered_at, number_key(1'600'000'000'000 + account * 1000 + by() % 1000000));
  if (by() % 2) sort_by(external_id, "ext-" + std::to_string(by() % 100'000'000));
  made.sets = {{active, by() % 20 ? "1" : "0"},
               {home_site, std::string(1, static_cast<char>('a' + by() % 12))},
               {currency, by() % 5 ? "EUR" : "CHF"},
               {locale, std::array{"de", "fr", "it", "en", "nl", "da"}[by() % 6]},
               {verified, by() % 3 ? "1" : "0"}};
  if (by() % 3) made.sets.emplace_back(gender, by() % 2 ? "f" : "m");
  made.words = {first, last, address, domain, "com", address + "@" + domain + ".com"};
  if (made.sorted.size() > 7) made.words.push_back(firm);
  return made;
}

lists::condition range_of(lists::column of, std::string from, std::string to) {
  return {.what = kind::range, .of = of, .from = std::move(from), .to = std::move(to)};
}

lists::condition is(lists::column of, std::string value) {
  return {.what = kind::values, .of = of, .values = {std::move(value)}};
}

struct filter {
  const char* name;
  lists::condition wanted;
};

std::vector<filter> filters(std::uint64_t accounts) {
  const auto time = [&](double share) {
    return number_key(1'600'000'000'000 +
                      static_cast<std::uint64_t>(share * static_cast<double>(accounts)) * 1000);
  };
  const auto all = [](std::vector<lists::condition> parts) {
    return lists::condition{.what = kind::all, .parts = std::move(parts)};
  };
  const auto word = [](std::string text) {
    return lists::condition{.what = kind::word, .from = std::move(text)};
  };
  return {
      {"no filter", {}},
      {"active, site", all({is(active, "1"), is(home_site, "c")})},
      {"inactive, site", all({is(active, "0"), is(home_site, "d")})},
      {"site, last name m..", all({is(home_site, "c"), range_of(last_name, "m", "n")})},
      {"created late half, born early half",
       all({range_of(created_at, time(0.5), ""), range_of(birth, "", number_key(15'000))})},
      {"created in the last 1%, active",
       all({range_of(created_at, time(0.99), ""), is(active, "1")})},
      {"created in the first 1%, not verified",
       all({range_of(created_at, "", time(0.01)), is(verified, "0")})},
      {"word gmail, currency", all({word("gmail"), is(currency, "CHF")})},
      {"word ma.., site", all({word("ma"), is(home_site, "e")})},
      {"one last name, active", all({range_of(last_name, "maan", "maao"), is(active, "1")})},
      {"no company, locale",
       all({{.what = kind::none, .parts = {{.what = kind::present, .of = company}}},
            is(locale, "de")})},
  };
}

// A place in the middle of the order: where a 1,000th page would begin.
std::optional<list_position> deep_place(const list_index& from, list_query query) {
  query.limit = 50'000;
  query.work_max = 10'000'000;
  auto page = page_of(from, query);
  if (page.rows.empty()) return std::nullopt;
  return page.rows.back();
}

void measure_pages(const list_index& from, std::uint64_t accounts) {
  std::vector<lists::column> columns{lists::every_record};
  columns.insert(columns.end(), std::begin(sorted_columns), std::end(sorted_columns));
  columns.insert(columns.end(), std::begin(set_columns), std::end(set_columns));
  index_snapshot now(from);
  REQUIRE(now.renew());
  for (const bool deep : {false, true}) {
    std::vector<double> all;
    for (const auto& [name, wanted] : filters(accounts)) {
      std::vector<double> these;
      std::uint64_t partial = 0, work = 0, total = 0;
      for (const auto by : columns)
        for (const bool down : {false, true}) {
          list_query query{.tenant = shop, .wanted = wanted, .order = {by, down}, .limit = 50};
          if (deep) query.after = deep_place(from, query);
          for (int i = 0; i < 6; ++i) {
            const auto begin = cpu_ms();
            const auto page = now.run(query);
            if (i > 0) these.push_back((cpu_ms() - begin));
            partial += page->partial;
            work = std::max(work, page->work);
            total = page->total;
          }
        }
      std::ranges::sort(these);
      all.insert(all.end(), these.begin(), these.end());
      std::cout << (deep ? "1,000th page, " : "first page, ") << name << ": p50 "
                << these[these.size() / 2] << " ms, p99 " << these[these.size() * 99 / 100]
                << " ms, total " << total << ", work " << work << ", partial " << partial << "\n";
    }
    std::ranges::sort(all);
    std::cout << (deep ? "1,000th pages: p50 " : "first pages: p50 ") << all[all.size() / 2]
              << " ms, p99 " << all[all.size() * 99 / 100] << " ms\n";
  }
}

// A scrub after one in a thousand has left, in turns of as many pages as the daemon takes.
void measure_scrub(list_index& index, std::uint64_t accounts) {
  std::vector<index_change> gone;
  for (std::uint64_t account = 500; account <= accounts; account += 1'000)
    gone.push_back({{account}, std::nullopt});
  REQUIRE(index.apply(shop, gone, 2));
  const auto pass = index_scrub::begin(index, 256);
  REQUIRE(pass);
  double all_ms = 0, longest_ms = 0;
  int turns = 0;
  for (bool done = false; !done; ++turns) {
    const auto begin = cpu_ms();
    const auto next = (*pass)->turn();
    REQUIRE(next);
    done = *next == index_scrub::next::done;
    all_ms += cpu_ms() - begin;
    longest_ms = std::max(longest_ms, cpu_ms() - begin);
  }
  std::cout << "scrubbed: " << all_ms << " ms in " << turns << " turns, the longest " << longest_ms
            << " ms\n";
}

}  // namespace

TEST_CASE("how fast a million accounts are indexed and listed", "[.measure]") {
  const char* wish = std::getenv("ATRIUM_MEASURE_ACCOUNTS");
  const std::uint64_t accounts = wish ? std::stoull(wish) : 1'000'000;
  scratch_folder data;
  const auto index = open_index(data.path());
  REQUIRE(index->begin_building(shop, 0, {}));
  std::mt19937_64 by(1);
  double filling_ms = 0;
  for (std::uint64_t account = 1; account <= accounts;) {
    std::vector<index_change> slice;
    for (; slice.size() < 20'000 && account <= accounts; ++account)
      slice.push_back({{account}, customer(account, by)});
    const auto begin = cpu_ms();
    REQUIRE(index->fill(shop, slice, slice.back().account));
    filling_ms += (cpu_ms() - begin);
    if (account % 100'000 == 1)
      std::cout << account - 1 << " accounts, "
                << static_cast<double>(account - 1) / filling_ms * 1000 << "/s" << std::endl;
  }
  REQUIRE(index->take_over(shop));
  std::cout << "size " << std::filesystem::file_size(data.path() / "index" / "data.mdb") / 1'000'000
            << " MB\n";

  std::vector<index_change> changes;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t account = 1 + by() % accounts;
    changes.push_back({{account}, customer(account, by)});
  }
  auto begin = cpu_ms();
  for (int i = 0; i < 100; ++i)
    REQUIRE(
        index->apply(shop, std::span(changes).subspan(static_cast<std::size_t>(i) * 100, 100), 1));
  std::cout << "changed wholly, by 100: " << 1e7 / (cpu_ms() - begin) << "/s\n";
  begin = cpu_ms();
  REQUIRE(index->apply(shop, std::span(changes).subspan(10'000), 1));
  std::cout << "changed wholly, by 10,000: " << 1e7 / (cpu_ms() - begin) << "/s\n";
  measure_scrub(*index, accounts);
  measure_pages(*index, accounts);
}
