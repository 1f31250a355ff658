public import Basics
import Files

/// The export as lines of JSON: a header, then the contents that requests name, one a line, then one
/// exchange a line, in the order of trials and slots.
///
/// The same exchanges give the same bytes, and reading them back seals to the very same cassette.
public enum ExchangeLines {
  /// Writes a listing.
  ///
  /// `cuts` says where a result falls into parts; see ``ExchangeLine/bytes(of:cuts:)``.
  public static func write(
    _ listing: ExchangeListing, to output: ExportOutput, cuts: (ExchangeKind, [UInt8]) -> [Int]
  ) throws(CassetteError) {
    let header = try ExportHeader(of: listing)
    try output.write(header.bytes + [0x0a])
    try listing.forEachContent { (digest, content) throws(CassetteError) in
      try output.write(ExportedContent.bytes(of: content, digest) + [0x0a])
    }
    try listing.forEachExchange { (exchange) throws(CassetteError) in
      try output.write(
        ExchangeLine.bytes(of: exchange, cuts: cuts(exchange.kind, exchange.result)) + [0x0a])
    }
  }

  /// Reads an export whose first line is in hand.
  ///
  /// Blank lines are passed over.
  public static func read(
    _ first: [UInt8], _ lines: inout BoundedLines,
    actionDigest: @escaping (ExchangeKind, [UInt8]) -> Digest?
  ) throws(CassetteError) -> ExchangeImport {
    let header = try header(first, file: lines.path)
    var result = ExchangeImport(file: lines.path, header: header, actionDigest: actionDigest)
    while let line = try lines.next() {
      guard !line.isEmpty else { continue }
      if header.version == .two, let content = try ExportedContent(line, lines.number, lines.path) {
        try result.add(content: content.bytes, line: lines.number)
        continue
      }
      try result.add(try exchange(line, number: lines.number, file: lines.path), line: lines.number)
    }
    return result
  }

  private static func header(
    _ line: [UInt8], file: String
  ) throws(CassetteError) -> ExportHeader {
    // A header is short; a long first line is another file's.
    let header = try line.prefix(4_096).withUnsafeBufferPointer {
      (buffer) throws(CassetteError) in
      var cursor = JSONCursor(buffer)
      return try ExportHeader.read(&cursor, file: file)
    }
    guard let header else { throw .notAnExport(file) }
    return header
  }

  private static func exchange(
    _ line: [UInt8], number: Int, file: String
  ) throws(CassetteError) -> Exchange {
    do throws(JSONError) {
      return try line.withUnsafeBufferPointer { (buffer) throws(JSONError) in
        var cursor = JSONCursor(buffer, options: ExchangeLine.options)
        let exchange = try ExchangeLine.read(&cursor, in: buffer)
        try cursor.finish()
        return exchange
      }
    } catch {
      throw .invalidExport(file, line: number, "is no exchange: \(error)")
    }
  }
}

/// What an export says about itself before its first exchange.
public struct ExportHeader: Hashable, Sendable {
  /// The name of the format of lines.
  static let format = "steerbench-exchanges"

  /// The number of exchanges; `nil` where somebody took it out to edit the rest.
  public var entries: Int?
  /// The Merkle root over the exchanges; `nil` where somebody took it out to edit the rest.
  public var root: Digest?
  /// The version of the export, which is that of the cassettes: what it imports to is the very file.
  ///
  /// Images and files that requests name stand in an export of version 2 only.
  public var version: CassetteVersion

  /// Creates a header.
  public init(entries: Int? = nil, root: Digest? = nil, version: CassetteVersion = .one) {
    self.entries = entries
    self.root = root
    self.version = version
  }

  /// The header of a whole listing.
  public init(of listing: ExchangeListing) throws(CassetteError) {
    self.init(entries: listing.count, root: try listing.root(), version: listing.version)
  }

  /// The header as canonical JSON.
  public var bytes: [UInt8] {
    var members: [String] = []
    if let entries { members.append(#""entries":\#(entries)"#) }
    members.append(#""format":"\#(Self.format)""#)
    if let root { members.append(#""root":"\#(root.hex)""#) }
    members.append(#""version":\#(version.rawValue)"#)
    return Array("{\(members.joined(separator: ","))}".utf8)
  }

  /// Reads the header at which a cursor stands; `nil` if the object is another one.
  ///
  /// - Parameter file: What to name in an error.
  public static func read(
    _ cursor: inout JSONCursor, file: String
  ) throws(CassetteError) -> ExportHeader? {
    let value: JSONValue
    do throws(JSONError) {
      value = try cursor.readValue()
    } catch {
      return nil
    }
    guard value["format"]?.string == format, let found = value["version"]?.integer else {
      return nil
    }
    guard let version = CassetteVersion(rawValue: found) else {
      throw .unsupportedExport(file, found: found)
    }
    let names: Set = ["entries", "format", "root", "version"]
    guard value.object?.names.allSatisfy(names.contains) == true else { return nil }
    var header = ExportHeader(version: version)
    if let entries = value["entries"] {
      guard let number = entries.integer, number >= 0 else { return nil }
      header.entries = number
    }
    if let root = value["root"] {
      guard let digest = root.string.flatMap({ Digest(hex: $0) }) else { return nil }
      header.root = digest
    }
    return header
  }
}

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
    line.append(contentsOf: exchange.kind.storedName.utf8)
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
        kind = ExchangeKind(storedName: name)
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

/// Where an export goes: a file, which is there as a whole or not at all, or an open descriptor.
///
/// Writes are gathered; ``finish()`` writes the rest. An output that is not finished leaves no file.
public final class ExportOutput {
  /// The file, as messages name it.
  public let path: String
  private let target: Target
  private var buffer: [UInt8] = []
  private static let gathered = 1 << 18

  private enum Target {
    case file(DraftFile)
    /// Somebody else's.
    case descriptor(Int32)
  }

  /// Creates a file beside the one that it will replace.
  public init(path: String) throws(CassetteError) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw .missing(path) }
    self.path = path
    do throws(FileError) {
      target = .file(try DraftFile(for: path))
    } catch { throw CassetteError(error.at(path)) }
  }

  /// Writes to a descriptor that somebody else closes, such as standard output.
  public init(descriptor: Int32, name: String) {
    path = name
    target = .descriptor(descriptor)
  }

  /// Adds bytes.
  public func write(_ bytes: [UInt8]) throws(CassetteError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.gathered { try flush() }
  }

  /// Writes what is left and puts the file in place.
  public func finish() throws(CassetteError) {
    try flush()
    guard case .file(let draft) = target else { return }
    do throws(FileError) {
      try draft.publish(.durable)
    } catch { throw CassetteError(error.at(path)) }
  }

  private func flush() throws(CassetteError) {
    do throws(FileError) {
      switch target {
      case .file(let draft): try draft.write(buffer)
      case .descriptor(let descriptor): try writeAll(buffer, to: descriptor, named: path)
      }
    } catch { throw CassetteError(error.at(path)) }
    buffer.removeAll(keepingCapacity: true)
  }
}
