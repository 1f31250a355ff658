import CSQLite

extension SQLiteConnection {
  /// Prepares the connection for a file from a stranger.
  ///
  /// After this it compiles nothing but reads of tables: the authorizer refuses writing, attaching,
  /// functions, virtual tables, and whatever a trigger or view of the file would do. That covers
  /// what SQLite's DEFENSIVE, ENABLE_TRIGGER and ENABLE_VIEW switches do for a reader; they are
  /// behind a variadic function that Swift cannot call.
  func harden() throws(CassetteError) {
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
