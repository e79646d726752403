// Rows of CSV (RFC 4180), by libcsv.
#include <csv.h>

#include <array>
#include <charconv>
#include <deque>
#include <fstream>
#include <vector>

#include "protocol/methods/import.hpp"
#include "protocol/wire/json.hpp"
#include "tools/atrium/failure.hpp"
#include "tools/atrium/import_forms.hpp"
#include "tools/client/parameters.hpp"

namespace atrium::cli {

namespace {

enum class cell_type : std::uint8_t { text, truth, number, map };

template <class T>
constexpr cell_type type_of() {
  if constexpr (fields::is_optional<T>)
    return type_of<typename T::value_type>();
  else if constexpr (std::is_same_v<T, bool>)
    return cell_type::truth;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return cell_type::number;
  else if constexpr (std::is_same_v<T, fields::dynamic_map>)
    return cell_type::map;
  else
    return cell_type::text;
}

// The fields of a row and what their cells hold; from the definition of the method.
std::map<std::string, cell_type, std::less<>> known_fields() {
  std::map<std::string, cell_type, std::less<>> known;
  fields::for_each_field<methods::import_row>([&](const auto& one) {
    using descriptor = std::decay_t<decltype(one)>;
    if constexpr (fields::is_embedded<descriptor>)
      fields::for_each_field<records::customer>([&](const auto& of_record) {
        if (fields::may_be_written(of_record.open_to))
          known.emplace(of_record.name,
                        type_of<typename std::decay_t<decltype(of_record)>::type>());
      });
    else
      known.emplace(one.name, type_of<typename descriptor::type>());
  });
  return known;
}

std::optional<bool> truth_in(std::string_view cell) {
  for (const std::string_view yes : {"true", "yes", "1"})
    if (cell == yes) return true;
  for (const std::string_view no : {"false", "no", "0"})
    if (cell == no) return false;
  return {};
}

std::optional<std::int64_t> number_in(const std::string& cell) {
  std::int64_t number = 0;
  const char* const end = cell.data() + cell.size();
  if (const auto read = std::from_chars(cell.data(), end, number);
      read.ec == std::errc() && read.ptr == end)
    return number;
  for (const char* form : {"%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S"}) {
    std::tm parts{};
    const char* const read = ::strptime(cell.c_str(), form, &parts);
    if (read == end) return std::int64_t{1000} * ::timegm(&parts);
  }
  return {};
}

// libcsv's parser with what it has taken; given back also if reading the header fails.
struct owned_parser : csv_parser {
  owned_parser() : csv_parser{} { csv_init(this, CSV_STRICT | CSV_STRICT_FINI); }
  ~owned_parser() { csv_free(this); }
  owned_parser(const owned_parser&) = delete;
  owned_parser& operator=(const owned_parser&) = delete;
};

class csv_rows final : public row_reader {
 public:
  csv_rows(const std::filesystem::path& file, const renamed_fields& renamed)
      : from_(file, std::ios::binary) {
    if (!from_) throw usage("cannot read " + file.string());
    read_some();
    if (lines_.empty()) throw usage(file.string() + " has no header row");
    take_header(lines_.front(), renamed);
    lines_.pop_front();
  }
  csv_rows(const csv_rows&) = delete;
  csv_rows& operator=(const csv_rows&) = delete;

  std::optional<file_row> next() override {
    if (lines_.empty()) read_some();
    if (lines_.empty()) {
      if (!broken_) return {};
      broken_ = false;
      return file_row{{}, refusal(errc::bad_request, "the rest of the file is not CSV")};
    }
    const cells line = std::move(lines_.front());
    lines_.pop_front();
    return row_of(line);
  }

  std::uint64_t bytes_read() const override { return bytes_; }

 private:
  using cells = std::vector<std::string>;
  struct column {
    std::string field;  // "" for one that is left out
    cell_type type;
  };

  // Until there is a whole line, or the file is at its end.
  void read_some() {
    const auto cell = [](void* text, std::size_t size, void* self) {
      static_cast<csv_rows*>(self)->line_.emplace_back(static_cast<const char*>(text), size);
    };
    const auto end_of_line = [](int, void* self) {
      auto& rows = *static_cast<csv_rows*>(self);
      rows.lines_.push_back(std::exchange(rows.line_, {}));
    };
    std::array<char, 65'536> bytes{};
    while (lines_.empty() && !ended_) {
      from_.read(bytes.data(), bytes.size());
      std::string_view got(bytes.data(), static_cast<std::size_t>(from_.gcount()));
      if (bytes_ == 0 && got.starts_with("\xef\xbb\xbf")) got.remove_prefix(3);
      bytes_ += static_cast<std::uint64_t>(from_.gcount());
      broken_ = csv_parse(&parser_, got.data(), got.size(), cell, end_of_line, this) != got.size();
      ended_ = broken_ || !from_;
      if (ended_ && !broken_) broken_ = csv_fini(&parser_, cell, end_of_line, this) != 0;
    }
  }

  void take_header(const cells& names, const renamed_fields& renamed) {
    const auto known = known_fields();
    for (const std::string& name : names) {
      const auto other = renamed.find(name);
      const std::string& field = other == renamed.end() ? name : other->second;
      const auto found = known.find(field);
      if (found == known.end() && !field.empty())
        throw usage("column '" + name + "' is no field of a customer; call it by one with --map '" +
                    name + "=FIELD', or leave it out with --map '" + name + "='");
      columns_.push_back({field, field.empty() ? cell_type::text : found->second});
    }
  }

  file_row row_of(const cells& line) const {
    if (line.size() != columns_.size())
      return {{},
              refusal(errc::bad_request, "has " + std::to_string(line.size()) + " cells, not " +
                                             std::to_string(columns_.size()))};
    parameters map;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (columns_[i].field.empty() || line[i].empty()) continue;
      if (!add(map, columns_[i], line[i]))
        return {{},
                refusal(errc::invalid_field, columns_[i].field + ": cannot be read",
                        columns_[i].field)};
    }
    return {map.map(), {}};
  }

  static bool add(parameters& map, const column& of, const std::string& cell) {
    switch (of.type) {
      case cell_type::text:
        map.text(of.field, cell);
        return true;
      case cell_type::truth: {
        const auto truth = truth_in(cell);
        if (truth) map.encoded(of.field, *truth ? "\xc3" : "\xc2");
        return truth.has_value();
      }
      case cell_type::number: {
        const auto number = number_in(cell);
        if (number) map.integer(of.field, *number);
        return number.has_value();
      }
      case cell_type::map: {
        const auto encoded = wire::from_json(cell);
        if (encoded) map.encoded(of.field, *encoded);
        return static_cast<bool>(encoded);
      }
    }
    return false;
  }

  std::ifstream from_;
  owned_parser parser_;
  std::vector<column> columns_;
  cells line_;               // being read
  std::deque<cells> lines_;  // read
  std::uint64_t bytes_ = 0;
  bool ended_ = false;
  bool broken_ = false;  // and not told yet
};

}  // namespace

std::unique_ptr<row_reader> open_csv(const std::filesystem::path& file,
                                     const renamed_fields& renamed) {
  return std::make_unique<csv_rows>(file, renamed);
}

}  // namespace atrium::cli
