/// Reads waypoints: pairs in `(…)` or `[…]`, with commas, arrows, list numbers or line breaks between
/// them.
enum PathReader {
  /// A run of points with nothing but separators between them.
  private struct Run {
    var points: [ExactPoint] = []
    /// Whether a bracket opened right before the first point, as in a list.
    var isList = false
  }

  /// The last list of points of a place, or the last run of points where no list is.
  ///
  /// A single point is a path (a wrong one) inside a marker; in free text it is only a place that the
  /// text speaks of.
  static func path(in text: AnswerText, _ place: AnswerCandidate) -> [ExactPoint]? {
    let isText = place.rule == .text
    var best: Run?
    var current = Run()
    func close() {
      if current.points.count >= (isText ? 2 : 1), current.isList || best?.isList != true {
        best = current
      }
      current = Run()
    }
    var scanner = PlanScanner(text, place.range)
    var isOpened = false
    while true {
      scanner.skipNoise()
      guard let byte = scanner.next else { break }
      if isOpening(byte), let point = point(&scanner) {
        if current.points.isEmpty { current.isList = isOpened }
        if current.points.count <= PlanLimits.steps { current.points.append(point) }
        isOpened = false
      } else if !current.points.isEmpty, takeSeparator(&scanner) {
        continue
      } else {
        if !current.points.isEmpty { close() }
        isOpened = isOpening(byte)
        scanner.advance()
      }
    }
    close()
    return best?.points
  }

  private static func isOpening(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "[") || byte == UInt8(ascii: "(")
  }

  /// Reads a point; leaves the scanner where it was if there is none.
  private static func point(_ scanner: inout PlanScanner) -> ExactPoint? {
    let start = scanner.position
    if scanner.takeOpening(), let x = scanner.millionths(), scanner.take(UInt8(ascii: ",")),
      let y = scanner.millionths(), scanner.takeClosing()
    {
      return ExactPoint(x: x, y: y)
    }
    scanner.position = start
    return nil
  }

  /// Passes a comma, a semicolon, a dash, an arrow or a number as in `2. (3, 4)`.
  private static func takeSeparator(_ scanner: inout PlanScanner) -> Bool {
    if let byte = scanner.next, ",;->=".utf8.contains(byte) {
      scanner.advance()
      return true
    }
    return scanner.take(prefix: "→") || takeListNumber(&scanner)
  }

  /// Passes up to four digits with a full stop or colon; leaves the scanner where it was otherwise.
  private static func takeListNumber(_ scanner: inout PlanScanner) -> Bool {
    let start = scanner.position
    while let byte = scanner.next, ASCII.isDigit(byte), scanner.position - start < 4 {
      scanner.advance()
    }
    if scanner.position > start, let byte = scanner.next, ".:".utf8.contains(byte) {
      scanner.advance()
      return true
    }
    scanner.position = start
    return false
  }
}
