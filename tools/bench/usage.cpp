#include "tools/bench/usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

namespace atrium::bench {
namespace {

const double tick_seconds = 1.0 / static_cast<double>(sysconf(_SC_CLK_TCK));

struct process {
  pid_t parent = 0;
  std::uint64_t own_ticks = 0;
  std::uint64_t reaped_ticks = 0;  // of its children that ended
  std::uint64_t resident_pages = 0;
};

// proc(5), /proc/PID/stat. The command in parentheses may hold anything, so reading starts after
// the last one.
bool read_process(const std::filesystem::path& folder, process& found) {
  std::ifstream file(folder / "stat");
  std::string line;
  if (!std::getline(file, line)) return false;
  const std::size_t command_end = line.rfind(')');
  if (command_end == std::string::npos) return false;
  std::istringstream rest(line.substr(command_end + 1));
  const std::vector<std::string> words{std::istream_iterator<std::string>(rest), {}};
  if (words.size() < 22) return false;
  const auto number = [&](std::size_t field) {  // numbered as in the manual page
    std::uint64_t value = 0;
    const std::string& word = words[field - 3];
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
  };
  found.parent = static_cast<pid_t>(number(4));
  found.own_ticks = number(14) + number(15);
  found.reaped_ticks = number(16) + number(17);
  found.resident_pages = number(24);
  return true;
}

std::uint64_t written_bytes_of(pid_t id) {
  std::ifstream file("/proc/" + std::to_string(id) + "/io");
  for (std::string name; file >> name;) {
    std::uint64_t value = 0;
    file >> value;
    if (name == "write_bytes:") return value;
  }
  return 0;
}

}  // namespace

std::vector<pid_t> processes_under(pid_t root) {
  std::vector<pid_t> found;
  if (root <= 0) return found;
  std::unordered_map<pid_t, pid_t> parents;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename();
    pid_t id = 0;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), id);
    if (failure != std::errc{} || end != name.data() + name.size()) continue;
    process one;
    if (read_process(entry.path(), one)) parents.emplace(id, one.parent);
  }
  for (const auto& [id, parent] : parents) {
    pid_t at = id;
    while (at != root && at > 1) {
      const auto next = parents.find(at);
      at = next == parents.end() ? 0 : next->second;
    }
    if (at == root) found.push_back(id);
  }
  return found;
}

usage usage_of(std::span<const pid_t> processes) {
  usage sum;
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  for (const pid_t id : processes) {
    process one;
    if (!read_process("/proc/" + std::to_string(id), one)) continue;
    sum.cpu_seconds += static_cast<double>(one.own_ticks + one.reaped_ticks) * tick_seconds;
    sum.resident_bytes += one.resident_pages * page;
    sum.written_bytes += written_bytes_of(id);
  }
  return sum;
}

double own_cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

machine_usage usage_of_machine() {
  machine_usage sum;
  std::ifstream stat("/proc/stat");
  std::string label;
  // user nice system idle iowait irq softirq steal; interrupts serve our own packets, so they are
  // left out.
  std::uint64_t user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0;
  stat >> label >> user >> nice >> system >> idle >> wait >> irq >> soft >> steal;
  sum.busy_seconds = static_cast<double>(user + nice + system + steal) * tick_seconds;

  // The 19th word of a line of /proc/diskstats (kernel 5.5 and later): flush requests completed.
  // Partitions have none.
  std::ifstream disks("/proc/diskstats");
  for (std::string line; std::getline(disks, line);) {
    std::istringstream rest(line);
    const std::vector<std::string> words{std::istream_iterator<std::string>(rest), {}};
    if (words.size() >= 19) sum.flushes += std::stoull(words[18]);
  }
  return sum;
}

}  // namespace atrium::bench
