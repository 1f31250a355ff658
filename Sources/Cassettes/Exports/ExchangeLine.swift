public import Basics

/// One exchange as a line of JSON, and back: the same bytes, whatever they are.
///
/// Members stand in the order of RFC 8785: `action`, `kind`, `ordinal`, `provenance`, `request`,
/// `result`, `sample`, `scope`. The three that are bytes are written in pieces: `{"json":…}` for a
/// JSON object or array, which stands in the line as it is; a string for other text;
/// `{"base64":"…"}` for anything else; or an array of such pieces, which follow one another.
public enum ExchangeLine {
  /// The longest line, in bytes: the largest exchange of all text, and its names.
  public static let maximumLength =
    2 * (2 * CassetteFormat.maximumContent + CassetteFormat.maximumProvenance) + (1 << 16)
  /// Lines nest a little deeper than what is written into them.
  static let options = JSONCursor.Options(maximumDepth: 68, repairsStrings: false)

  /// The line of an exchange, without its end.
  ///
  /// `cuts` says where the result falls into parts, so that each is written as what it is.
  public static func bytes(of exchange: Exchange, cuts: [Int] = []) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(exchange.request.count + exchange.result.count * 5 / 4 + 512)
    line.append(contentsOf: #"{"action":"\#(exchange.slot.action.hex)","kind":""#.utf8)
    line.append(contentsOf: name(of: exchange.kind).utf8)
    line.append(contentsOf: #"","ordinal":\#(exchange.slot.ordinal),"provenance":"#.utf8)
    BytePieces.append(exchange.provenance, to: &line)
    line.append(contentsOf: #","request":"#.utf8)
    BytePieces.append(exchange.request, to: &line)
    line.append(contentsOf: #","result":"#.utf8)
    BytePieces.append(exchange.result, cuts: cuts, to: &line)
    line.append(contentsOf: #","sample":\#(exchange.slot.sample),"scope":"#.utf8)
    CanonicalJSON.appendString(exchange.scope, to: &line)
    line.append(UInt8(ascii: "}"))
    return line
  }

  /// Reads the exchange at which a cursor over `line` stands.
  ///
  /// Every member must be there once; the order does not matter. Sizes are those that the cassette
  /// format allows.
  public static func read(
    _ cursor: inout JSONCursor, in line: UnsafeBufferPointer<UInt8>
  ) throws(JSONError) -> Exchange {
    let start = cursor.offset
    var fields = Fields()
    try cursor.enterObject()
    var first = true
    while let name = try cursor.nextName(first: &first) {
      try fields.read(name, &cursor, in: line)
    }
    guard let exchange = fields.exchange else { throw JSONError(.unexpectedType, at: start) }
    return exchange
  }

  private static func name(of kind: ExchangeKind) -> String {
    switch kind {
    case .completion: "completion"
    case .execution: "execution"
    }
  }

  private struct Fields {
    private var action: Digest?
    private var kind: ExchangeKind?
    private var ordinal: UInt32?
    private var sample: UInt32?
    private var scope: String?
    private var provenance: [UInt8]?
    private var request: [UInt8]?
    private var result: [UInt8]?

    mutating func read(
      _ name: String, _ cursor: inout JSONCursor, in line: UnsafeBufferPointer<UInt8>
    ) throws(JSONError) {
      let start = cursor.offset
      let isSecond: Bool
      switch name {
      case "action":
        isSecond = action != nil
        action = Digest(hex: try cursor.readString())
      case "kind":
        isSecond = kind != nil
        let name = try cursor.readString()
        kind = ExchangeKind.allCases.first { ExchangeLine.name(of: $0) == name }
      case "ordinal":
        isSecond = ordinal != nil
        ordinal = UInt32(exactly: try cursor.readInteger())
      case "sample":
        isSecond = sample != nil
        sample = UInt32(exactly: try cursor.readInteger())
      case "scope":
        isSecond = scope != nil
        let text = try cursor.readString()
        scope = text.utf8.count <= CassetteFormat.maximumScope ? text : nil
      case "provenance":
        isSecond = provenance != nil
        provenance = try BytePieces.read(
          &cursor, in: line, atMost: CassetteFormat.maximumProvenance)
      case "request":
        isSecond = request != nil
        request = try BytePieces.read(&cursor, in: line, atMost: CassetteFormat.maximumContent)
      case "result":
        isSecond = result != nil
        result = try BytePieces.read(&cursor, in: line, atMost: CassetteFormat.maximumContent)
      default: throw JSONError(.unexpectedType, at: start)
      }
      guard !isSecond else { throw JSONError(.duplicateName, at: start) }
    }

    var exchange: Exchange? {
      guard let action, let kind, let ordinal, let sample, let scope, let provenance, let request,
        let result
      else { return nil }
      return Exchange(
        slot: Slot(action: action, sample: sample, ordinal: ordinal), kind: kind,
        request: request, result: result, scope: scope, provenance: provenance)
    }
  }
}
