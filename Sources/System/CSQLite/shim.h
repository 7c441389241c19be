#include <sqlite3.h>

// sqlite3_db_config takes any number of arguments, which Swift does not call.

// "text" in double quotes is a name and never a string, so that a misspelt column is an error and no constant.
static inline int sqlite3_refuse_quoted_strings(sqlite3 *db) {
  int code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, (void *)0);
  return code == SQLITE_OK ? sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, (void *)0) : code;
}
