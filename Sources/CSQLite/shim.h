#include <sqlite3.h>

/// Turns one switch of a connection on (1) or off (0), and gives SQLite's result code.
///
/// `sqlite3_db_config` is variadic, which Swift cannot call. `SQLITE_ERROR` says that the library
/// does not know the switch; `SQLITE_MISUSE` stands for one that it knows and did not set.
static inline int steerbench_sqlite3_set_switch(sqlite3 *connection, int option, int value) {
  int now = -1;
  int result = sqlite3_db_config(connection, option, value, &now);
  return result == SQLITE_OK && now != value ? SQLITE_MISUSE : result;
}
