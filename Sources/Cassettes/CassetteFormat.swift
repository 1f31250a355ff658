/// What every file of this format has in common: marks, schema, bounds.
///
/// The bounds hold for hostile files: each is checked before memory of that size is asked for.
enum CassetteFormat {
  /// The name of this version of the format in an INDEX.
  static let name = "steerbench-cassette-1"
  /// SQLite's application id of a sealed cassette: `SBca`.
  static let applicationID: Int32 = 0x5342_6361
  /// SQLite's application id of a recording journal: `SBjo`.
  static let journalApplicationID: Int32 = 0x5342_6A6F
  /// The version of both schemas.
  static let version: Int32 = 1
  /// The page size of a sealed cassette, in bytes: the best of four measured.
  static let pageSize = 16_384

  /// The largest request or result, in bytes.
  static let maximumContent = 16 << 20
  /// The largest provenance, in bytes.
  static let maximumProvenance = 1 << 20
  /// The longest scope, in bytes.
  static let maximumScope = 4_096
  /// The largest block once decoded: one record of the largest content and its frame.
  static let maximumBlock = maximumContent + maximumProvenance + maximumScope + 64
  /// The largest dictionary, in bytes: what LZ4 can reach back to, less a little.
  static let maximumDictionary = 64_000
  /// A solid block is closed before a record would make it larger than this.
  static let solidBlock = 64 << 10
  /// How many rows may be tried for one slot.
  ///
  /// A run of two already needs two actions that agree in 64 bits.
  static let maximumProbes = 32

  /// The schema of a sealed cassette, byte for byte as SQLite keeps it, in the order of creation.
  ///
  /// `meta` holds the facts about the whole; `entry` one row an exchange with its result, under
  /// `Slot.rowKey`; `cold` solid blocks of what replay does not read, under kind and first sequence
  /// number.
  static let tables: [(name: String, sql: String)] = [
    ("meta", "CREATE TABLE meta(k TEXT PRIMARY KEY,v BLOB NOT NULL) WITHOUT ROWID"),
    (
      "entry",
      "CREATE TABLE entry(id INTEGER PRIMARY KEY,action BLOB NOT NULL,sample INTEGER NOT NULL,"
        + "ordinal INTEGER NOT NULL,kind INTEGER NOT NULL,seq INTEGER NOT NULL,"
        + "digest BLOB NOT NULL,n INTEGER NOT NULL,v BLOB NOT NULL)"
    ),
    (
      "cold",
      "CREATE TABLE cold(id INTEGER PRIMARY KEY,kind INTEGER NOT NULL,digest BLOB NOT NULL,"
        + "n INTEGER NOT NULL,v BLOB NOT NULL)"
    ),
  ]

  /// The schema of a recording journal.
  static let journalTable =
    "CREATE TABLE record(seq INTEGER PRIMARY KEY,action BLOB NOT NULL,sample INTEGER NOT NULL,"
    + "ordinal INTEGER NOT NULL,kind INTEGER NOT NULL,scope BLOB NOT NULL,"
    + "provenance BLOB NOT NULL,requestDigest BLOB NOT NULL,resultDigest BLOB NOT NULL,"
    + "leaf BLOB NOT NULL,requestSize INTEGER NOT NULL,request BLOB NOT NULL,"
    + "resultSize INTEGER NOT NULL,result BLOB NOT NULL)"
}

/// The names of the rows of `meta`.
enum CassetteFact: String, CaseIterable {
  /// The LZ4 dictionary of the results; left out where none pays.
  case dictionary
  /// The number of exchanges, as eight big-endian bytes.
  case entries
  /// The bytes of all requests and results together, as eight big-endian bytes.
  case raw
  /// The Merkle root.
  case root
}
