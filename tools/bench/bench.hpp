// `atrium bench`: loads a running daemon, or one of the peers it is measured against, and reports.
#pragma once

namespace atrium::bench {

// argv[0] is the name shown in help, the options follow. Prints the report on stdout (JSON with
// --json) and errors on stderr. Returns 0 if every answer was good, 1 if the load could not be run
// or an answer was missing or wrong, 2 for a wrong command line.
int bench_main(int argc, char** argv);

}  // namespace atrium::bench
