#include <sqlite3.h>

// sqlite3_config and sqlite3_db_config take any number of arguments, which Swift does not call.

// Counting the bytes that are in use, which nobody asks for, takes a lock around each allocation of the process. Only
// before the first connection.
static inline int sqlite3_count_no_memory(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

// "text" in double quotes is a name and never a string, so that a misspelt column is an error and no constant.
static inline int sqlite3_refuse_quoted_strings(sqlite3 *db) {
  int code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, (void *)0);
  return code == SQLITE_OK ? sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, (void *)0) : code;
}
