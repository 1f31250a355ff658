import Basics

/// Writes the database of a cassette of format 1, each table in the order of its rows.
final class CassetteWriter {
  private let database: DatabaseImage
  private let connection: SQLiteConnection

  init() throws(CassetteError) {
    database = try DatabaseImage(.init(version: .one, pageSize: CassetteFormat.pageSize))
    connection = database.connection
  }

  /// Runs `body` over empty tables, and gives the canonical bytes of the file.
  func image(_ body: () throws(CassetteError) -> Void) throws(CassetteError) -> [UInt8] {
    try database.bytes(body)
  }

  func writeFacts(
    root: Digest, entryCount: Int, raw: Int, dictionary: [UInt8]
  ) throws(CassetteError) {
    var facts: [CassetteFact: [UInt8]] = [
      .entries: [UInt8](bigEndian: UInt64(entryCount)), .raw: [UInt8](bigEndian: UInt64(raw)),
      .root: root.bytes,
    ]
    if !dictionary.isEmpty { facts[.dictionary] = dictionary }
    try database.writeFacts(facts)
  }

  func writeEntries(
    _ exchanges: [Exchange], _ digests: [Digest], _ order: SealedOrder, _ plan: RowPlan,
    dictionary: [UInt8]
  ) throws(CassetteError) {
    let encoder = BlockEncoder(dictionary: dictionary)
    let insert = try connection.prepare("INSERT INTO entry VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)")
    for row in plan.rows {
      let exchange = exchanges[row.exchange]
      try insert.bind(row.id, at: 1)
      try insert.bind(exchange.slot.action.bytes, at: 2)
      try insert.bind(Int64(exchange.slot.sample), at: 3)
      try insert.bind(Int64(exchange.slot.ordinal), at: 4)
      try insert.bind(Int64(exchange.kind.rawValue), at: 5)
      try insert.bind(Int64(order.sequence[row.exchange]), at: 6)
      try insert.bind(digests[row.exchange].bytes, at: 7)
      try insert.bind(Int64(exchange.result.count), at: 8)
      try insert.bind(encoder.encode(exchange.result), at: 9)
      try insert.run()
    }
  }

  /// Gives `body` a way to write cold blocks.
  func writeCold(
    _ body: ((ColdKind, Int, [UInt8]) throws(CassetteError) -> Void) throws(CassetteError) -> Void
  ) throws(CassetteError) {
    let encoder = BlockEncoder()
    let insert = try connection.prepare("INSERT INTO cold VALUES(?1,?2,?3,?4,?5)")
    try body { (kind, number, block) throws(CassetteError) in
      try insert.bind(kind.row(number), at: 1)
      try insert.bind(Int64(kind.rawValue), at: 2)
      try insert.bind(Digest.sha256(block).bytes, at: 3)
      try insert.bind(Int64(block.count), at: 4)
      try insert.bind(encoder.encode(block), at: 5)
      try insert.run()
    }
  }
}

/// The rows of exchanges in a cassette of format 1.
struct RowPlan {
  /// The exchanges in the order of their rows, and these rows.
  let rows: [(id: Int64, exchange: Int)]
  /// The row of each exchange, in the order of the slots.
  let rowOfExchange: [Int64]

  /// Places exchanges that are in canonical order.
  init(of exchanges: [Exchange]) throws(CassetteError) {
    let placed = try Self.rows(of: exchanges.map(\.slot))
    rowOfExchange = placed.map(\.id)
    rows = placed.sorted { $0.id < $1.id }
  }

  /// Gives each slot its row, or the next free one.
  private static func rows(
    of slots: [Slot]
  ) throws(CassetteError) -> [(id: Int64, exchange: Int)] {
    var taken: Set<Int64> = []
    var rows: [(id: Int64, exchange: Int)] = []
    for (index, slot) in slots.enumerated() {
      var id = slot.rowKey
      var probes = 1
      while !taken.insert(id).inserted {
        guard probes < CassetteFormat.maximumProbes else { throw .tooManyCollisions(at: slot) }
        id &+= 1
        probes += 1
      }
      rows.append((id, index))
    }
    return rows
  }
}
