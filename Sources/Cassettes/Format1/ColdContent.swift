/// What replay does not read, as the blocks of a sealed cassette, in the order of their rows.
struct ColdContent {
  /// Takes one block: its kind, number and bytes.
  typealias Write = (ColdKind, Int, [UInt8]) throws(CassetteError) -> Void

  private let exchanges: [Exchange]
  private let order: SealedOrder
  private let plan: RowPlan

  init(_ exchanges: [Exchange], _ order: SealedOrder, _ plan: RowPlan) {
    self.exchanges = exchanges
    self.order = order
    self.plan = plan
  }

  /// Writes all blocks.
  func write(_ write: Write) throws(CassetteError) {
    let pool = try writeRecipes(write)
    try writeLabels(write)
    for (number, start) in stride(from: 0, to: pool.count, by: Recipe.literalBlock).enumerated() {
      let end = min(start + Recipe.literalBlock, pool.count)
      try write(.literals, number, Array(pool[start..<end]))
    }
  }

  // MARK: Requests

  /// Writes the requests as recipes and gives the literal pool.
  private func writeRecipes(_ write: Write) throws(CassetteError) -> [UInt8] {
    let sequence = order.bySequence
    var finder = RecipeWriter(
      results: sequence.map { exchanges[$0].result }, kinds: sequence.map { exchanges[$0].kind })
    var block = RecipeBlock()
    for trial in order.trials(of: exchanges) {
      finder.enter(trialOf: trial)
      for number in trial {
        let pieces = finder.pieces(of: exchanges[sequence[number]].request)
        if block.append(pieces, row: row(ofDocument:)) { continue }
        try write(.recipes, block.first, block.bytes)
        block = RecipeBlock(first: number)
        _ = block.append(pieces, row: row(ofDocument:))
      }
    }
    if !block.isEmpty { try write(.recipes, block.first, block.bytes) }
    return finder.pool
  }

  /// The row of the result that a document shows.
  private func row(ofDocument document: Int) -> Int64 {
    plan.rowOfExchange[order.bySequence[RecipeWriter.source(document).result]]
  }

  // MARK: Scopes and provenance

  /// Packs the labels into solid blocks.
  private func writeLabels(_ write: Write) throws(CassetteError) {
    var block: [UInt8] = []
    var first = 0
    for (sequence, number) in order.bySequence.enumerated() {
      let exchange = exchanges[number]
      let label = ExchangeLabel(
        requestSize: exchange.request.count, scope: Array(exchange.scope.utf8),
        provenance: exchange.provenance
      ).record1
      if !block.isEmpty, block.count + label.count > CassetteFormat.solidBlock {
        try write(.labels, first, block)
        block.removeAll(keepingCapacity: true)
        first = sequence
      }
      block.append(varint: label.count)
      block += label
    }
    if !block.isEmpty { try write(.labels, first, block) }
  }
}

/// Recipes on their way into one solid block, with the table of the rows that they refer to.
private struct RecipeBlock {
  /// The sequence number of the first recipe.
  let first: Int
  private var table: [Int64] = []
  private var places: [Int64: Int] = [:]
  private var records: [UInt8] = []

  init(first: Int = 0) { self.first = first }

  var isEmpty: Bool { records.isEmpty }

  /// Appends a recipe; `false`, and nothing is changed, if the block is too full for it.
  mutating func append(
    _ pieces: [RecipeWriter.Piece], row: (_ document: Int) -> Int64
  ) -> Bool {
    var changed = self
    var recipe: [UInt8] = []
    for piece in pieces {
      var source = RecipeSpan.Source.literals
      if piece.document > 0 {
        let view = RecipeWriter.source(piece.document).view
        source = .result(changed.place(of: row(piece.document)), view)
      }
      recipe.append(RecipeSpan(count: piece.count, source: source, offset: piece.offset))
    }
    let size = changed.records.count + recipe.count + 8 * changed.table.count
    guard isEmpty || size <= CassetteFormat.solidBlock else { return false }
    changed.records.append(varint: recipe.count)
    changed.records += recipe
    self = changed
    return true
  }

  private mutating func place(of row: Int64) -> Int {
    if let place = places[row] { return place }
    places[row] = table.count
    table.append(row)
    return table.count - 1
  }

  /// The block as it is sealed.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(varint: table.count)
    for row in table { bytes += [UInt8](bigEndian: UInt64(bitPattern: row)) }
    return bytes + records
  }
}
