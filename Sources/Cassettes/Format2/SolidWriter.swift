import Basics

/// Writes a cassette of format 2: leaves and places in the clear, everything else in solid blocks.
struct SolidWriter {
  /// The exchanges in the order of their slots.
  let exchanges: [Exchange]
  /// SHA-256 of request and result of each.
  let digests: [(request: Digest, result: Digest)]
  let order: SealedOrder
  /// The contents that requests name, by digest.
  let contents: [(digest: Digest, bytes: [UInt8])]

  /// A block on its way into the file.
  private struct Block {
    var kind: BlockKind
    var number: Int
    var bytes: [UInt8]
  }

  /// The bytes of the file.
  func image(root: Digest, raw: Int, pageSize: Int) throws(CassetteError) -> [UInt8] {
    let database = try DatabaseImage(.init(version: .two, pageSize: pageSize))
    let dictionary = dictionary()
    let blocks = try blocks(dictionary)
    let plain = BlockEncoder()
    let primed = dictionary.isEmpty ? plain : BlockEncoder(dictionary: dictionary)
    let encoded = blocks.map { ($0.kind == .results ? primed : plain).block(of: $0.bytes) }
    // What LZ4 cannot shrink, such as images, says nothing about the rest.
    let code = BlockCode(
      for: zip(blocks, encoded).filter { $1.count < $0.bytes.count }.map { $1 })
    var image = try database.bytes { () throws(CassetteError) in
      try database.writeFacts(facts(root: root, raw: raw, code))
      try write(leafRows(), to: "leaf", of: database)
      try write(placeRows(), to: "place", of: database)
      let insert = try database.connection.prepare("INSERT INTO cold VALUES(?1,?2,?3)")
      for (block, lz4) in zip(blocks, encoded) {
        try insert.bind(block.kind.row(block.number), at: 1)
        try insert.bind(Int64(block.bytes.count), at: 2)
        try insert.bind(code.block(of: block.bytes, lz4: lz4), at: 3)
        try insert.run()
      }
    }
    try FileSeal.put(into: &image, file: database.connection.file)
    return image
  }

  private func facts(root: Digest, raw: Int, _ code: BlockCode) -> [CassetteFact: [UInt8]] {
    var facts: [CassetteFact: [UInt8]] = [
      .codes: code.stored, .entries: [UInt8](bigEndian: UInt64(exchanges.count)),
      .kinds: NameList.bytes(of: Set(exchanges.map(\.kind.storedName))),
      .raw: [UInt8](bigEndian: UInt64(raw)), .root: root.bytes,
      .seal: FileSeal.placeholder.bytes,
    ]
    let lanes = NameList.bytes(of: Set(exchanges.compactMap { laneName(of: $0.request) }))
    if !lanes.isEmpty { facts[.lanes] = lanes }
    if !contents.isEmpty { facts[.contents] = contents.flatMap(\.digest.bytes) }
    return facts
  }

  private func write(
    _ rows: [[UInt8]], to table: String, of database: DatabaseImage
  ) throws(CassetteError) {
    let insert = try database.connection.prepare("INSERT INTO \(table) VALUES(?1,?2)")
    for (number, row) in rows.enumerated() {
      try insert.bind(Int64(number * CassetteFormat2.leavesInRow), at: 1)
      try insert.bind(row, at: 2)
      try insert.run()
    }
  }

  /// The numbers from 0 as many as there are exchanges, in rows.
  private var rows: [Range<Int>] {
    stride(from: 0, to: exchanges.count, by: CassetteFormat2.leavesInRow).map {
      $0..<min($0 + CassetteFormat2.leavesInRow, exchanges.count)
    }
  }

  private func leafRows() -> [[UInt8]] {
    rows.map { range in
      var row: [UInt8] = []
      for leaf in range {
        exchanges[leaf].slot.action.append(to: &row)
        digests[leaf].request.append(to: &row)
        digests[leaf].result.append(to: &row)
      }
      for leaf in range {
        row.append(varint: Int(exchanges[leaf].slot.sample))
        row.append(varint: Int(exchanges[leaf].slot.ordinal))
        row.append(varint: order.sequence[leaf])
      }
      return row
    }
  }

  private func placeRows() -> [[UInt8]] {
    let names = NameList.sorted(Set(exchanges.map(\.kind.storedName)))
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    return rows.map { range in
      var row: [UInt8] = []
      for number in range {
        let exchange = exchanges[order.bySequence[number]]
        guard let kind = places[exchange.kind.storedName] else {
          preconditionFailure("The names are those of the exchanges.")
        }
        row.append(varint: kind)
        row.append(varint: exchange.request.count)
        row.append(varint: exchange.result.count)
      }
      appendRuns(range, to: &row) { Array($0.scope.utf8) }
      appendRuns(range, to: &row) { $0.provenance }
      return row
    }
  }

  /// Appends how many exchanges in turn share a label's part, and the digest of that.
  private func appendRuns(
    _ range: Range<Int>, to row: inout [UInt8], _ part: (Exchange) -> [UInt8]
  ) {
    var next = range.lowerBound
    while next < range.upperBound {
      let bytes = part(exchanges[order.bySequence[next]])
      let end =
        (next..<range.upperBound).first { part(exchanges[order.bySequence[$0]]) != bytes }
        ?? range.upperBound
      row.append(varint: end - next)
      Digest.sha256(bytes).append(to: &row)
      next = end
    }
  }

  // MARK: Blocks

  /// All blocks in the order of their rows.
  private func blocks(_ dictionary: [UInt8]) throws(CassetteError) -> [Block] {
    let results = resultBlocks(
      limit: dictionary.isEmpty
        ? CassetteFormat2.resultBlock : CassetteFormat2.primedResultBlock)
    let (recipes, pool) = recipeBlocks(results)
    var blocks = recipes + labelBlocks()
    for (number, start) in stride(from: 0, to: pool.count, by: Recipe.literalBlock).enumerated() {
      let end = min(start + Recipe.literalBlock, pool.count)
      blocks.append(Block(kind: .literals, number: number, bytes: Array(pool[start..<end])))
    }
    blocks += results
    for (number, content) in contents.enumerated() {
      blocks.append(Block(kind: .contents, number: number, bytes: content.bytes))
    }
    if !dictionary.isEmpty {
      blocks.append(Block(kind: .dictionary, number: 0, bytes: dictionary))
    }
    return blocks
  }

  private func dictionary() -> [UInt8] {
    DictionaryTrainer.dictionary(
      for: exchanges.map(\.result), least: CassetteFormat2.dictionaryThreshold,
      blocks: resultBlocks(limit: CassetteFormat2.primedResultBlock).map(\.bytes))
  }

  private func resultBlocks(limit: Int) -> [Block] {
    solidBlocks(.results, limit: limit) { exchanges[$0].result }
  }

  private func labelBlocks() -> [Block] {
    solidBlocks(.labels, limit: CassetteFormat.solidBlock) { number in
      let exchange = exchanges[number]
      let label = ExchangeLabel(
        requestSize: exchange.request.count, scope: Array(exchange.scope.utf8),
        provenance: exchange.provenance
      ).record2
      var record: [UInt8] = []
      record.append(varint: label.count)
      return record + label
    }
  }

  /// Packs the records of all exchanges, in the order of the sequence numbers.
  private func solidBlocks(
    _ kind: BlockKind, limit: Int, _ record: (Int) -> [UInt8]
  ) -> [Block] {
    var blocks: [Block] = []
    var block = Block(kind: kind, number: 0, bytes: [])
    for (sequence, number) in order.bySequence.enumerated() {
      let record = record(number)
      if !block.bytes.isEmpty, block.bytes.count + record.count > limit {
        blocks.append(block)
        block = Block(kind: kind, number: sequence, bytes: [])
      }
      block.bytes += record
    }
    if !block.bytes.isEmpty { blocks.append(block) }
    return blocks
  }

  /// The requests as recipes, and the literal pool.
  private func recipeBlocks(_ results: [Block]) -> (blocks: [Block], pool: [UInt8]) {
    let sequence = order.bySequence
    var finder = RecipeWriter(
      results: sequence.map { exchanges[$0].result }, kinds: sequence.map { exchanges[$0].kind },
      blocks: places(of: results))
    var records = [[UInt8]](repeating: [], count: sequence.count)
    for trial in order.trials(of: exchanges) {
      finder.enter(trialOf: trial)
      for number in trial {
        var recipe: [UInt8] = []
        for piece in finder.pieces(of: exchanges[sequence[number]].request) {
          var source = RecipeSpan.Source.literals
          if piece.document > 0 {
            let (result, view) = RecipeWriter.source(piece.document)
            source = .result(RecipeTable.place(ofDistance: result - number), view)
          }
          recipe.append(RecipeSpan(count: piece.count, source: source, offset: piece.offset))
        }
        records[order.bySequence[number]].append(varint: recipe.count)
        records[order.bySequence[number]] += recipe
      }
    }
    return (
      solidBlocks(.recipes, limit: CassetteFormat.solidBlock) { records[$0] }, finder.pool
    )
  }

  /// The block in which each result lies.
  private func places(of results: [Block]) -> [(number: Int, size: Int)] {
    // Results that are all empty have no block.
    var places = [(number: Int, size: Int)](repeating: (0, 0), count: exchanges.count)
    for (index, block) in results.enumerated() {
      let end = index + 1 < results.count ? results[index + 1].number : exchanges.count
      for number in block.number..<end { places[number] = (block.number, block.bytes.count) }
    }
    return places
  }
}
