// Not a method: the janitor has seen that the time of some of a customer's links is over. His
// account ends them, and frees the e-mail that was reserved by one. No CAF, no threads, no files.
#pragma once

namespace atrium::actors {

struct expired_links {};

}  // namespace atrium::actors
