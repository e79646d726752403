#include <csignal>
#include <iostream>

#include "tools/atrium/run.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // tools/client/stream.hpp; a closed stdout shows in its state
  std::ios::sync_with_stdio(false);
  return atrium::cli::run(argc, argv, std::cin, std::cout, std::cerr);
}
