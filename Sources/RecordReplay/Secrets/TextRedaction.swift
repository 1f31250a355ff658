import Basics
public import Cassettes
import CodeExecution
import HTTP
import ModelAPI

/// Replaces given texts in exchanges and in the files of a sweep, so that a copy can be shared.
///
/// Each text has a mark of its own: two that differ stay different, so that requests that were two are
/// not one afterwards. A text is found as it stands and in the escapes of JSON, up to three layers of
/// them, and where the events of a stream cut it.
public struct TextRedaction: Sendable {
  /// The texts that are replaced.
  public static let textLimit = 1_000
  /// The shortest text, in bytes: a shorter one is in too many words.
  public static let leastLength = 3
  /// Strings within strings of JSON, such as the arguments of a call of a tool.
  private static let layers = 3

  /// One way in which a text may be written.
  private struct Needle: Sendable {
    var bytes: [UInt8]
    var mark: [UInt8]
  }

  /// The texts, in the order in which they were given.
  public let texts: [String]
  private let needles: [UInt8: [Needle]]
  private let known: SecretScanner

  /// Prepares a replacement; `nil` where a text is shorter than ``leastLength``, is a part of the marks,
  /// or where there is none, or more than ``textLimit``.
  public init?(_ texts: [String]) {
    var seen: Set<String> = []
    let texts = texts.filter { seen.insert($0).inserted }
    guard (1...Self.textLimit).contains(texts.count),
      texts.allSatisfy({ text in
        text.utf8.count >= Self.leastLength && !text.contains(Self.markStart)
          && !Self.markStart.utf8.containsBytes(text.utf8)
      })
    else { return nil }
    self.texts = texts
    var needles: [UInt8: [Needle]] = [:]
    for (number, text) in texts.enumerated() {
      let mark = Array(Self.mark(number + 1).utf8)
      for bytes in Self.spellings(of: text) {
        guard let first = bytes.first else { continue }
        needles[first, default: []].append(Needle(bytes: bytes, mark: mark))
      }
    }
    // Where one text begins another, the longer one is meant.
    self.needles = needles.mapValues { $0.sorted { $0.bytes.count > $1.bytes.count } }
    let names = texts.indices.map { Self.name($0 + 1) }
    known = SecretScanner(
      known: KnownSecrets(
        environment: Dictionary(zip(names, texts)) { first, _ in first }, names: names))
  }

  /// What stands in the place of a text, by its number from 1.
  public static func mark(_ number: Int) -> String { "\(markStart)\(number)]" }

  private static let markStart = "[redacted-"

  /// The text as it is, and as JSON writes it.
  private static func spellings(of text: String) -> Set<[UInt8]> {
    var all: Set<[UInt8]> = [Array(text.utf8)]
    var layer = [text]
    for _ in 0..<layers {
      layer = layer.flatMap { [escaped($0, asciiOnly: false), escaped($0, asciiOnly: true)] }
      all.formUnion(layer.map { Array($0.utf8) })
      all.formUnion(layer.map { Array($0.replacing("/", with: "\\/").utf8) })
    }
    return all
  }

  private static func escaped(_ text: String, asciiOnly: Bool) -> String {
    var bytes: [UInt8] = []
    CanonicalJSON.appendString(text, to: &bytes)
    let escaped = String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    guard asciiOnly else { return escaped }
    return escaped.unicodeScalars.reduce(into: "") { output, scalar in
      guard !scalar.isASCII else { return output.unicodeScalars.append(scalar) }
      for unit in UTF16.encode(scalar) ?? .init() {
        let digits = String(unit, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }

  // MARK: Bytes

  /// Some bytes with every text replaced.
  public func apply(_ bytes: [UInt8]) -> [UInt8] {
    var output: [UInt8] = []
    var copied = 0
    for (place, mark) in places(in: bytes) {
      output += bytes[copied..<place.lowerBound]
      output += mark
      copied = place.upperBound
    }
    return output + bytes[copied...]
  }

  private func needle(in bytes: [UInt8], at index: Int) -> Needle? {
    needles[bytes[index]]?.first { needle in
      index + needle.bytes.count <= bytes.count
        && bytes[index..<index + needle.bytes.count].elementsEqual(needle.bytes)
    }
  }

  /// Where texts stand in some bytes, with what comes in their place, in order.
  func places(in bytes: [UInt8]) -> [(place: Range<Int>, mark: [UInt8])] {
    var places: [(place: Range<Int>, mark: [UInt8])] = []
    var index = 0
    while index < bytes.count {
      guard let needle = needle(in: bytes, at: index) else {
        index += 1
        continue
      }
      places.append((index..<index + needle.bytes.count, needle.mark))
      index += needle.bytes.count
    }
    return places
  }

  /// The number of a text that still stands in some bytes: as it is, in another case, escaped, encoded, or
  /// cut by white space; `nil` if none does.
  ///
  /// Texts of fewer than eight bytes are looked for as they are written only.
  public func remaining(in bytes: [UInt8]) -> Int? {
    if let place = places(in: bytes).first {
      return texts.indices.first { Array(Self.mark($0 + 1).utf8) == place.mark }.map { $0 + 1 }
    }
    let match = known.matches(in: bytes).first(where: \.isKnown)
    guard let match else { return nil }
    // A hit says which value it is by the name that was given to it.
    return texts.indices.last { match.kind.contains(Self.name($0 + 1)) }.map { $0 + 1 } ?? 1
  }

  private static func name(_ number: Int) -> String { "text \(number)" }

  // MARK: Exchanges

  /// An exchange with every text replaced in its request, result and provenance; the same where there
  /// is none.
  ///
  /// Its slot has the digest of the new request, and its provenance says that it was redacted.
  ///
  /// - Throws: ``DeckError`` with the code `secret` where a text is part of the trial's name, or still
  ///   stands in the exchange in a way that cannot be replaced; `corrupt` for an exchange that cannot be
  ///   read.
  public func apply(to exchange: Exchange) throws(DeckError) -> Exchange {
    guard apply(Array(exchange.scope.utf8)) == Array(exchange.scope.utf8) else {
      throw DeckError(
        .secret,
        "\(Redaction.visible(apply(exchange.scope))): a text that is to be replaced is part of the name of "
          + "a trial. Names stay as they are: leave the text out, or name the model otherwise.")
    }
    var copy = exchange
    copy.request = apply(exchange.request)
    copy.result = try result(of: exchange)
    copy.provenance = apply(exchange.provenance)
    if copy.request != exchange.request {
      do {
        copy.slot.action = try Action(kind: exchange.kind, request: copy.request).digest
      } catch {
        throw Self.unreadable(exchange)
      }
    }
    if copy != exchange { copy.provenance = try marked(copy) }
    try check(copy)
    return copy
  }

  private func apply(_ text: String) -> String {
    String(decoding: apply(Array(text.utf8)), as: UTF8.self)
  }

  private func result(of exchange: Exchange) throws(DeckError) -> [UInt8] {
    switch exchange.kind {
    case .completion, .proxied:
      do {
        return try redacted(ModelReply(decoding: exchange.result)) ?? exchange.result
      } catch { throw Self.unreadable(exchange) }
    case .execution:
      do {
        var outcome = try exchange.result.withUnsafeBufferPointer {
          (bytes) throws(CodeExecutionError) in try ExecutionOutcome(decoding: bytes)
        }
        let (stdout, stderr) = (apply(outcome.stdout), apply(outcome.stderr))
        guard stdout != outcome.stdout || stderr != outcome.stderr else { return exchange.result }
        outcome.stdout = stdout
        outcome.stderr = stderr
        return outcome.encoded()
      } catch { throw Self.unreadable(exchange) }
    }
  }

  /// A reply with every text replaced; `nil` where it holds none.
  private func redacted(_ reply: ModelReply) -> [UInt8]? {
    var copy = reply
    copy.body = apply(RedactedStream(reply.body, by: self)?.body ?? reply.body)
    copy.headers = reply.headers.map { HTTPHeader(name: $0.name, value: apply($0.value)) }
    copy.files = reply.files.map { file in
      var file = file
      (file.id, file.name) = (apply(file.id), apply(file.name))
      file.bytes = apply(file.bytes)
      return file
    }
    for index in copy.attempts.indices
    where remaining(in: copy.attempts[index].remains.bytes) != nil {
      copy.attempts[index].remains = StreamRemains()
    }
    if copy.body != reply.body, let stream = copy.stream {
      // The pieces it came in are those of other bytes: their time stays, in one.
      let time = stream.pieces.reduce(0) { $0 + $1.delayMicroseconds }
      copy.stream?.pieces = [TimedPiece(size: copy.body.count, delayMicroseconds: time)]
    }
    return copy == reply ? nil : copy.encoded()
  }

  private func marked(_ exchange: Exchange) throws(DeckError) -> [UInt8] {
    guard let value = try? JSONValue(parsing: exchange.provenance), var object = value.object else {
      throw Self.unreadable(exchange)
    }
    object["redacted"] = .bool(true)
    return CanonicalJSON.bytes(ofOwn: .object(object))
  }

  private func check(_ exchange: Exchange) throws(DeckError) {
    var pieces = [exchange.request, exchange.provenance]
    switch exchange.kind {
    case .completion, .proxied:
      guard let reply = try? ModelReply(decoding: exchange.result) else {
        throw Self.unreadable(exchange)
      }
      pieces.append(reply.body)
      pieces += reply.body.withUnsafeBufferPointer { StreamText.texts(of: $0) }
      pieces += reply.files.map(\.bytes) + reply.headers.map { Array($0.value.utf8) }
    case .execution: pieces.append(exchange.result)
    }
    guard let number = pieces.lazy.compactMap(remaining).first else { return }
    throw DeckError(
      .secret,
      "\(Redaction.visible(exchange.scope)): the text number \(number) stands there in another case, "
        + "encoded or cut into pieces, where it cannot be replaced. Name it as it stands there too, or "
        + "leave the trial out (steerbench cassette slice).")
  }

  private static func unreadable(_ exchange: Exchange) -> DeckError {
    DeckError(
      .corrupt,
      "\(Redaction.visible(exchange.scope)): an exchange cannot be read. Look at it: steerbench cassette "
        + "verify --level full")
  }
}

extension Sequence<UInt8> {
  /// Whether some bytes stand in these.
  fileprivate func containsBytes(_ other: some Collection<UInt8>) -> Bool {
    let (bytes, other) = (Array(self), Array(other))
    guard other.count <= bytes.count else { return false }
    return (0...bytes.count - other.count).contains {
      bytes[$0..<$0 + other.count].elementsEqual(other)
    }
  }
}

/// A stream of events whose texts were put together, replaced, and cut again.
///
/// A text is often spread over several events. What is replaced comes with the event in which the text
/// begins; the events after it lose what they held of it. An event in which something changed is written
/// as canonical JSON.
struct RedactedStream {
  /// The events.
  let body: [UInt8]

  /// Replaces texts in a stream; `nil` where a body is none.
  init?(_ source: [UInt8], by redaction: TextRedaction) {
    var pieces: [String: [[UInt8]]] = [:]
    let isStream = source.withUnsafeBufferPointer { body in
      StreamText.forEachEvent(of: body) { _, event in
        StreamText.collect(event, at: "") { pieces[$0, default: []].append(Array($1.utf8)) }
      }
    }
    guard isStream else { return nil }
    var changed: [String: [[UInt8]]] = [:]
    for (place, parts) in pieces { changed[place] = Self.cut(parts, by: redaction) }
    guard changed.values.contains(where: { !$0.isEmpty }) else {
      body = source
      return
    }
    var next: [String: Int] = [:]
    var output: [UInt8] = []
    var copied = 0
    _ = source.withUnsafeBufferPointer { bytes in
      StreamText.forEachEvent(of: bytes) { range, event in
        var isChanged = false
        let new = Self.rewritten(event, at: "") { place, text in
          let number = next[place, default: 0]
          next[place] = number + 1
          guard let parts = changed[place], !parts.isEmpty else { return text }
          let other = String(decoding: parts[number], as: UTF8.self)
          if other != text { isChanged = true }
          return other
        }
        guard isChanged, let written = try? CanonicalJSON.bytes(of: new) else { return }
        output += bytes[copied..<range.lowerBound]
        output += written
        copied = range.upperBound
      }
    }
    body = output + source[copied...]
  }

  /// The parts of a text with what is replaced in the part in which it begins; none where nothing is.
  private static func cut(_ parts: [[UInt8]], by redaction: TextRedaction) -> [[UInt8]] {
    let whole = parts.flatMap(\.self)
    let places = redaction.places(in: whole)
    guard !places.isEmpty else { return [] }
    var output: [[UInt8]] = []
    var start = 0
    for part in parts {
      let range = start..<start + part.count
      var bytes: [UInt8] = []
      var index = range.lowerBound
      for (place, mark) in places where place.upperBound > range.lowerBound {
        guard place.lowerBound < range.upperBound else { break }
        if index < place.lowerBound { bytes += whole[index..<place.lowerBound] }
        if range.contains(place.lowerBound) { bytes += mark }
        index = max(index, min(place.upperBound, range.upperBound))
      }
      if index < range.upperBound { bytes += whole[index..<range.upperBound] }
      output.append(bytes)
      start = range.upperBound
    }
    return output
  }

  /// An event with its texts replaced, in the order in which they are collected.
  private static func rewritten(
    _ value: JSONValue, at place: String, _ replace: (String, String) -> String
  ) -> JSONValue {
    switch value {
    case .string(let text): return .string(replace(place, text))
    case .array(let elements):
      return .array(elements.map { rewritten($0, at: place + "[]", replace) })
    case .object(var object):
      let numbers = StreamText.numbers(of: object)
      for member in object.members {
        object[member.name] = rewritten(
          member.value, at: "\(place)\(numbers).\(member.name)", replace)
      }
      return .object(object)
    default: return value
    }
  }
}
