/// Reads moves: `Move B from 1 to 2`, numbered, in lists or in prose lines, or triples `("B", 1, 2)`.
enum BlocksworldReader {
  /// The plan of a place; `nil` if no move of it can be read.
  static func plan(
    in text: AnswerText, _ place: AnswerCandidate, by rules: ReadingRules = .standing
  ) -> Blocksworld.Plan? {
    if PlanPlaces.isEmptyPlan(text, place) { return Blocksworld.Plan(moves: []) }
    var plan: Blocksworld.Plan?
    if place.rule == .text {
      plan = lastGroup(in: text, place.range, by: rules)
    } else {
      plan = allMoves(in: PlanScanner(text, place.range, rules))
    }
    return plan ?? triples(in: PlanScanner(text, place.range, rules))
  }

  /// All moves of a place, up to the first that cannot be read; `nil` if none at all can be read.
  private static func allMoves(in scanner: PlanScanner) -> Blocksworld.Plan? {
    var scanner = scanner
    var plan = Blocksworld.Plan(moves: [])
    var count = 0
    while plan.moves.count <= PlanLimits.steps, seekMove(&scanner) {
      guard let move = move(&scanner) else {
        plan.isCutShort = true
        continue
      }
      count += 1
      if !plan.isCutShort { plan.moves.append(move) }
    }
    return count == 0 ? nil : plan
  }

  /// The last run of lines that hold moves.
  ///
  /// Blank lines and headings such as `Step 2:` do not end a run; prose does.
  private static func lastGroup(
    in text: AnswerText, _ range: Range<Int>, by rules: ReadingRules
  ) -> Blocksworld.Plan? {
    var group: [Blocksworld.Move] = []
    var isOpen = false
    for line in text.lines(in: range) {
      let moves = moves(in: PlanScanner(text, line, rules))
      if moves.isEmpty {
        if !isHeading(PlanScanner(text, line, rules)) { isOpen = false }
        continue
      }
      if !isOpen { group = [] }
      isOpen = true
      if group.count <= PlanLimits.steps { group += moves }
    }
    return group.isEmpty ? nil : Blocksworld.Plan(moves: group)
  }

  /// The moves of a line of free text; a line with something that only looks like one has none.
  private static func moves(in scanner: PlanScanner) -> [Blocksworld.Move] {
    allMoves(in: scanner).map { $0.isCutShort ? [] : $0.moves } ?? []
  }

  /// Whether a line is only `Step N`, a number or brackets.
  private static func isHeading(_ scanner: PlanScanner) -> Bool {
    var scanner = scanner
    while let byte = scanner.next, "#-[(*{`\"'".utf8.contains(byte) { scanner.advance() }
    _ = scanner.take(prefix: "step")
    scanner.skipNoise()
    while let byte = scanner.next {
      guard !ASCII.isLetter(byte), byte < 0x80 else { return false }
      scanner.advance()
    }
    return true
  }

  /// Goes to the next word `move`.
  private static func seekMove(_ scanner: inout PlanScanner) -> Bool {
    while scanner.seek(word: "move") {
      let start = scanner.position
      if scanner.take(word: "move") {
        scanner.position = start
        // "Do not move B …" is none.
        if !scanner.isDenied { return true }
      }
      scanner.advance()
    }
    return false
  }

  /// Reads `Move B from 1 to 2`, with `block` and `stack` where a model adds them.
  private static func move(_ scanner: inout PlanScanner) -> Blocksworld.Move? {
    guard scanner.take(word: "move") else { return nil }
    // "The first move: Move B …" is one move.
    if scanner.take(UInt8(ascii: ":")) { _ = scanner.take(word: "move") }
    _ = scanner.take(word: "the")
    _ = scanner.take(word: "block")
    if scanner.rules == .standing { _ = scanner.take(word: "top") && scanner.take(word: "block") }
    guard let block = scanner.name(), takeFrom(&scanner), let from = stack(&scanner),
      takeTo(&scanner), let to = stack(&scanner)
    else { return nil }
    return Blocksworld.Move(block: block, from: from, to: to)
  }

  private static func takeFrom(_ scanner: inout PlanScanner) -> Bool {
    if scanner.take(word: "from") { return true }
    guard scanner.rules == .standing else { return false }
    return scanner.take(UInt8(ascii: ":")) || scanner.take(UInt8(ascii: ","))
      ? scanner.take(word: "from")
        || (scanner.next.map { ASCII.isDigit($0) || $0 == 0x20 } ?? false)
      : false
  }

  private static func takeTo(_ scanner: inout PlanScanner) -> Bool {
    scanner.take(prefix: "->") || scanner.take(prefix: "→") || scanner.take(word: "to")
      || scanner.take(word: "onto") || scanner.rules == .standing && scanner.take(prefix: "=>")
  }

  private static func stack(_ scanner: inout PlanScanner) -> Int? {
    // `from the top of stack 3`, `onto stack 2`.
    scanner.skipNoise()
    if scanner.rules == .standing, let byte = scanner.next, ASCII.isLetter(byte) {
      _ = scanner.take(word: "on")
      _ = scanner.take(word: "the")
      if scanner.take(word: "top") { _ = scanner.take(word: "of") }
      _ = scanner.take(word: "the")
      _ = scanner.take(word: "stack") && scanner.take(word: "number")
    }
    _ = scanner.take(prefix: "stack")
    _ = scanner.take(UInt8(ascii: "_")) || scanner.take(UInt8(ascii: "#"))
    return scanner.integer()
  }

  // MARK: - Triples

  /// Moves as code prints them: `[("B", 1, 2), …]`.
  private static func triples(in scanner: PlanScanner) -> Blocksworld.Plan? {
    var scanner = scanner
    var moves: [Blocksworld.Move] = []
    while !scanner.isAtEnd, moves.count <= PlanLimits.steps {
      let start = scanner.position
      if let triple = triple(&scanner) ?? object(&scanner, from: start) {
        moves.append(triple)
      } else {
        scanner.position = start
        scanner.advance()
      }
    }
    return moves.isEmpty ? nil : Blocksworld.Plan(moves: moves)
  }

  /// Reads `{"block": "B", "from": 1, "to": 2}`.
  private static func object(
    _ scanner: inout PlanScanner, from start: Int
  ) -> Blocksworld.Move? {
    scanner.position = start
    let (colon, comma) = (UInt8(ascii: ":"), UInt8(ascii: ","))
    guard scanner.rules == .standing, scanner.next == UInt8(ascii: "{"),
      scanner.take(UInt8(ascii: "{")),
      scanner.take(word: "block") || scanner.take(word: "move"), scanner.take(colon),
      let block = scanner.name(), scanner.take(comma), scanner.take(word: "from"),
      scanner.take(colon), let from = stack(&scanner), scanner.take(comma),
      scanner.take(word: "to"), scanner.take(colon), let to = stack(&scanner),
      scanner.take(UInt8(ascii: "}"))
    else { return nil }
    return Blocksworld.Move(block: block, from: from, to: to)
  }

  private static func triple(_ scanner: inout PlanScanner) -> Blocksworld.Move? {
    guard let byte = scanner.next, byte == UInt8(ascii: "[") || byte == UInt8(ascii: "("),
      scanner.takeOpening(), let block = scanner.name(),
      block.utf8.first.map(ASCII.isLetter) == true,
      scanner.take(UInt8(ascii: ",")),
      let from = stack(&scanner), scanner.take(UInt8(ascii: ",")), let to = stack(&scanner),
      scanner.takeClosing()
    else { return nil }
    return Blocksworld.Move(block: block, from: from, to: to)
  }
}
