import CSQLite

extension SQLiteConnection {
  /// Prepares the connection for a file from a stranger.
  ///
  /// Three walls, any of which would do: SQLite's own switches; limits; and an authorizer, after
  /// which nothing compiles but reads of tables. The switches act on what a hostile schema makes
  /// SQLite do by itself, the authorizer on every statement, this program's own included.
  func harden() throws(CassetteError) {
    try turnOffSwitches()
    lowerLimits()
    for pragma in [
      "trusted_schema=OFF", "cell_size_check=ON", "query_only=ON", "mmap_size=0",
      "cache_size=-65536", "temp_store=MEMORY",
    ] {
      try execute("PRAGMA \(pragma)")
    }
    let result = sqlite3_set_authorizer(
      handle,
      { _, action, first, _, _, trigger in
        guard trigger == nil else { return SQLITE_DENY }
        switch action {
        case SQLITE_SELECT, SQLITE_READ, SQLITE_TRANSACTION: return SQLITE_OK
        case SQLITE_PRAGMA:
          return first.map { String(cString: $0) } == "integrity_check" ? SQLITE_OK : SQLITE_DENY
        default: return SQLITE_DENY
        }
      }, nil)
    guard result == SQLITE_OK else { throw fault() }
  }

  /// Lets no file run code: no trigger, no view, no extension, no change of the schema by hand.
  ///
  /// A switch that the library is too old to know guards a feature that it does not have.
  func turnOffSwitches() throws(CassetteError) {
    let switches: [(option: Int32, value: Int32)] = [
      (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
      (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
      (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0), (SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0),
      (SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0), (SQLITE_DBCONFIG_DQS_DML, 0),
      (SQLITE_DBCONFIG_DQS_DDL, 0),
    ]
    for (option, value) in switches { try turn(option, to: value) }
  }

  /// Turns one of SQLite's switches on (1) or off (0).
  func turn(_ option: Int32, to value: Int32) throws(CassetteError) {
    let result = steerbench_sqlite3_set_switch(handle, option, value)
    guard result == SQLITE_OK || result == SQLITE_ERROR else {
      throw .unreadable(file, cause: "SQLite does not turn its switch \(option) to \(value)")
    }
  }

  private func lowerLimits() {
    let limits: [(Int32, Int32)] = [
      (SQLITE_LIMIT_LENGTH, Int32(CassetteFormat.maximumBlock + 65_536)),
      (SQLITE_LIMIT_SQL_LENGTH, 4_096), (SQLITE_LIMIT_COLUMN, 32), (SQLITE_LIMIT_EXPR_DEPTH, 16),
      (SQLITE_LIMIT_COMPOUND_SELECT, 2), (SQLITE_LIMIT_FUNCTION_ARG, 8),
      (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64),
      (SQLITE_LIMIT_VARIABLE_NUMBER, 32), (SQLITE_LIMIT_TRIGGER_DEPTH, 0),
      (SQLITE_LIMIT_WORKER_THREADS, 0),
    ]
    for (limit, value) in limits { sqlite3_limit(handle, limit, value) }
  }
}
