// `atrium export`: every customer that the key may see, into a CSV or JSON Lines file. Who they are
// the journal tells, as long as it is whole: their numbers are read from it first, then each is
// fetched, in the order of the numbers, so that a broken export goes on behind the last one that it
// wrote.
#include <unistd.h>

#include <fstream>
#include <ostream>
#include <set>

#include "protocol/records/customer.hpp"
#include "protocol/wire/json.hpp"
#include "tools/atrium/commands.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/atrium/meter.hpp"
#include "tools/atrium/private_file.hpp"
#include "tools/client/answer.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

constexpr std::int64_t page_changes = 1'000;
constexpr std::size_t gets_ahead = 200;
constexpr std::string_view yes = "\xc3";

struct export_flags {
  std::string file, output;
};

bool is_csv(const export_flags& given) {
  const std::string form =
      given.output.empty() ? std::filesystem::path(given.file).extension().string() : given.output;
  if (form == "csv" || form == ".csv") return true;
  if (form == "jsonl" || form == ".jsonl" || form == ".ndjson") return false;
  throw usage(given.file + ": is it to be csv or jsonl? Say so with --output");
}

std::vector<std::string_view> columns() {
  std::vector<std::string_view> names;
  fields::for_each_field<records::customer>([&](const auto& one) {
    if (one.open_to != fields::access::hidden) names.push_back(one.name);
  });
  return names;
}

// A cell as RFC 4180 has it.
std::string cell(std::string_view value) {
  if (value.empty()) return {};
  wire::cursor at(value);
  std::string_view text;
  std::string plain_text = at.read_string(text) ? std::string(text) : wire::to_json(value, -1);
  if (plain_text.find_first_of(",\"\r\n") == std::string::npos) return plain_text;
  std::string quoted = "\"";
  for (const char each : plain_text)
    quoted += each == '"' ? std::string("\"\"") : std::string(1, each);
  return quoted + '"';
}

std::string line_of(std::string_view customer, bool csv) {
  if (!csv) return wire::to_json(customer, -1) + '\n';
  std::string line;
  for (const std::string_view name : columns())
    line += (line.empty() ? "" : ",") + cell(member(customer, name));
  return line + "\r\n";
}

class exporting {
 public:
  exporting(const context& with, const export_flags& given)
      : with_(with),
        file_(given.file),
        progress_file_(given.file + ".progress"),
        csv_(is_csv(given)),
        through_(greeted(with)),
        meter_(with.err, ::isatty(STDERR_FILENO) == 1, "customers") {
    take_up();
  }

  void run() {
    const std::set<std::int64_t> numbers = numbers_in_journal();
    auto next = numbers.upper_bound(last_number_);
    while (next != numbers.end()) {
      std::vector<std::pair<std::int64_t, std::uint32_t>> asked;
      for (; next != numbers.end() && asked.size() < gets_ahead; ++next)
        asked.emplace_back(*next, through_.send("customers.get", reference_to(*next)));
      for (const auto& [number, msgid] : asked) take(number, msgid);
      note();
      meter_.at(written_,
                static_cast<double>(std::distance(numbers.begin(), next)) /
                    static_cast<double>(numbers.size()),
                "");
    }
    std::error_code ignored;
    std::filesystem::remove(progress_file_, ignored);
    meter_.step_aside();
    with_.out << written_ << " customers in " << file_ << '\n';
  }

 private:
  static std::string reference_to(std::int64_t number) {
    return parameters{}.encoded("customer", parameters{}.integer("number", number).map()).map();
  }

  // Where an export that was broken off has come to.
  void take_up() {
    std::ifstream from(progress_file_);
    std::int64_t bytes = 0;
    std::error_code failed;
    const bool goes_on = !!(from >> last_number_ >> bytes >> written_);
    if (!goes_on) {
      // First: whoever is broken off now finds a file of ours, and not somebody else's.
      last_number_ = written_ = bytes = 0;
      std::filesystem::remove(progress_file_, failed);  // one that was never finished
      write_private_file(progress_file_, "0 0 0\n");
    }
    if (!goes_on || !std::filesystem::exists(file_)) write_private_file(file_, "");
    std::filesystem::resize_file(file_, static_cast<std::uintmax_t>(bytes), failed);
    if (failed) throw usage(file_ + ": " + failed.message() + "; remove " + progress_file_);
    out_.open(file_, std::ios::binary | std::ios::app);
    if (last_number_ > 0) with_.err << "atrium: goes on behind customer " << last_number_ << '\n';
    if (csv_ && bytes == 0) {
      std::string header;
      for (const std::string_view name : columns())
        header += (header.empty() ? "" : ",") + std::string(name);
      out_ << header << "\r\n";
    }
    if (!out_) throw usage("cannot write " + file_);
  }

  std::set<std::int64_t> numbers_in_journal() {
    std::set<std::int64_t> numbers;
    std::int64_t from = 1;
    for (bool more = true; more;) {
      const std::string page =
          ask(through_, "changes.read",
              parameters{}.integer("from", from).integer("limit", page_changes).map());
      for_each_element(member(page, "changes"), [&](std::string_view one) {
        if (const auto number = integer_member(one, "number")) numbers.insert(*number);
      });
      const std::int64_t next = integer_member(page, "next").value_or(from);
      more = next > from;
      from = next;
    }
    return numbers;
  }

  void take(std::int64_t number, std::uint32_t msgid) {
    const auto answer = through_.receive(msgid);
    last_number_ = number;
    if (!answer && answer.failure().code == errc::not_found) return;  // has gone meanwhile
    if (!answer && !through_.connected()) throw no_connection(answer.failure());
    if (!answer) throw refused(answer.failure());
    if (integer_member(*answer, "number") != number) return;  // now part of one who has a line
    if (member(*answer, "erased") == yes) return;             // nothing is left to be told
    out_ << line_of(*answer, csv_);
    ++written_;
  }

  void note() {
    const std::int64_t bytes = out_.flush().tellp();
    if (!out_) throw refused(refusal(errc::internal, "cannot write " + file_));
    const std::string next = progress_file_ + ".new";
    std::error_code failed;
    std::filesystem::remove(next, failed);
    write_private_file(next, std::to_string(last_number_) + ' ' + std::to_string(bytes) + ' ' +
                                 std::to_string(written_) + '\n');
    std::filesystem::rename(next, progress_file_, failed);
    if (failed) throw refused(refusal(errc::internal, "cannot write " + progress_file_));
  }

  const context& with_;
  const std::string file_;
  const std::string progress_file_;
  const bool csv_;
  client through_;
  meter meter_;
  std::ofstream out_;
  std::int64_t last_number_ = 0;
  std::int64_t written_ = 0;
};

}  // namespace

void add_export(command to, context& with) {
  command added = to.add_command("export", "Writes customers to a CSV or JSON Lines file");
  const auto given = std::make_shared<export_flags>();
  added.add_option("--out", given->file, "New file, or that of an export that was broken off")
      .type_name("FILE")
      .required();
  added.add_option("--output", given->output, "Form of the file; else its name tells")
      .one_of({"csv", "jsonl"});
  added.footer(
      "Needs the scopes feed and customers:read. Refused once retention has cut the journal, for\n"
      "then it does not name everybody.\n"
      "\n"
      "Example:\n"
      "  atrium export --out customers.jsonl --key-file acme.key\n");
  added.callback(
      [&with, given] { with.chosen = [&with, given] { exporting(with, *given).run(); }; });
}

}  // namespace atrium::cli
