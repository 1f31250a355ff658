import Basics
import Foundation
import TestSupport
import Testing

@testable import Cassettes

@Suite("An export as lines of JSON")
struct ExchangeLinesTests {
  private let digest: (ExchangeKind, [UInt8]) -> Digest? = { _, request in .sha256(request) }

  /// Exchanges whose bytes are of every kind that an export writes in its own way.
  static func oddExchanges(seed: UInt64 = 3) -> [Exchange] {
    var random = SeededNumbers(seed)
    let noise = (0..<500).map { _ in UInt8.random(in: 0...255, using: &random) }
    let contents: [[UInt8]] = [
      [], [0], [0x0a], Array("{}".utf8), Array("{\"b\":1,\"a\":[1e400,\"\\ud800\"]}".utf8),
      Array(" {}".utf8), Array("{\n\"pretty\": true\n}\n".utf8), Array("[1,2".utf8),
      Array("\"quoted\" \u{2028} π 👩‍🚀".utf8), [0xff, 0xfe], Array("text \u{0}".utf8) + [0xc3],
      [UInt8](repeating: 1, count: 300), noise,
      Array("{\"a\":\"".utf8) + [0xff] + Array("\"}".utf8),
      Array(String(repeating: "[", count: 63).utf8) + Array(String(repeating: "]", count: 63).utf8),
    ]
    return contents.enumerated().map { number, bytes in
      Exchange(
        slot: Slot(action: .sha256(bytes), sample: UInt32(number), ordinal: .max),
        kind: number.isMultiple(of: 2) ? .completion : .execution, request: bytes,
        result: Array(contents[(number + 5) % contents.count]), scope: "m/a/t/\"q\"\n\(number)/0",
        provenance: contents[(number + 2) % contents.count])
    }
  }

  private func export(
    _ path: String, to file: String, cuts: (ExchangeKind, [UInt8]) -> [Int] = { _, _ in [] }
  ) throws {
    let output = try ExportOutput(path: file)
    try ExchangeLines.write(
      try ExchangeListing(path: path, actionDigest: digest), to: output, cuts: cuts)
    try output.finish()
  }

  private func imported(_ file: String) throws(CassetteError) -> ExchangeImport {
    var lines = try BoundedLines(path: file)
    guard let first = try lines.next() else { throw .notAnExport(file) }
    return try ExchangeLines.read(first, &lines, actionDigest: digest)
  }

  @Test("seals to the very same file again, whatever the bytes", arguments: 0..<3)
  func roundTrip(cut: Int) async throws {
    let exchanges = Samples.exchanges(cut == 1 ? 5_000 : 400, words: 40) + Self.oddExchanges()
    let image = try CassetteSealer.seal(exchanges)
    try await withTemporaryFolder { folder in
      try write(image.bytes, to: folder + "/one.cas")
      try export(folder + "/one.cas", to: folder + "/out.jsonl") { _, result in
        (0..<cut).map { $0 * result.count / max(cut, 1) }
      }
      let line = try imported(folder + "/out.jsonl").seal(into: folder + "/copy")
      #expect(line?.root == image.root && line?.fileDigest == image.fileDigest)
      let name = try #require(line?.fileName)
      #expect(try read(folder + "/copy/" + name) == image.bytes)
      #expect(try imported(folder + "/out.jsonl").seal(into: folder + "/copy") == nil)
    }
  }

  @Test("of a folder is that of its cassettes sealed as one, the smallest label kept")
  func folder() async throws {
    let exchanges = Samples.exchanges(90)
    var later = Array(exchanges[30..<70])
    for index in later.indices { later[index].scope = "a/" + later[index].scope }
    try await withTemporaryFolder { path in
      var folder = try CassetteFolder.mending(path: path + "/folder")
      for part in [Array(exchanges[..<50]), Array(exchanges[50...])] {
        folder = try folder.sealing(part).folder
      }
      // The folder takes no second copy of what it has: this one comes by hand.
      let image = try CassetteSealer.seal(later)
      try write(image.bytes, to: folder.path + "/" + CassetteIndexLine(image).fileName)
      folder = try CassetteFolder.mending(path: folder.path)
      #expect(folder.lines.count == 3)
      try export(folder.path, to: path + "/out.jsonl")
      let all = try CassetteSealer.seal(exchanges + later)
      let line = try imported(path + "/out.jsonl").seal(into: path + "/copy")
      #expect(line?.fileDigest == all.fileDigest)
    }
  }

  @Test("is sorted by trial and slot, and says what is JSON, text and neither")
  func form() async throws {
    let request = Array("{\"a\":1}".utf8)
    let exchange = Exchange(
      slot: Slot(action: .sha256(request), sample: 1, ordinal: 2), kind: .execution,
      request: request, result: [1, 0xff] + Array("{\"b\":2}é\n".utf8), scope: "z",
      provenance: Array("x".utf8))
    #expect(
      String(decoding: ExchangeLine.bytes(of: exchange, cuts: [2, 9]), as: UTF8.self)
        == #"{"action":"\#(Digest.sha256(request).hex)","kind":"execution","ordinal":2,"#
        + #""provenance":"x","request":{"json":{"a":1}},"#
        + #""result":[{"base64":"Af8="},{"json":{"b":2}},"é\n"],"sample":1,"scope":"z"}"#)
    try await withTemporaryFolder { folder in
      let image = try CassetteSealer.seal(Samples.exchanges(60), as: .one)
      try write(image.bytes, to: folder + "/one.cas")
      try export(folder + "/one.cas", to: folder + "/out.jsonl")
      let lines = try read(folder + "/out.jsonl").split(separator: 10)
      let header = try JSONValue(parsing: Array(lines[0]))
      #expect(header["entries"]?.integer == 60 && header["version"]?.integer == 1)
      let scopes = try lines.dropFirst().map { line in
        let value = try JSONValue(parsing: Array(line))
        #expect(try CanonicalJSON.bytes(of: value) == Array(line))
        return Array(try #require(value["scope"]?.string).utf8)
      }
      #expect(scopes.count == 60)
      #expect(zip(scopes, scopes.dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) })
    }
  }

  /// An export of three exchanges, its lines changed by `edit`, as the import sees it.
  private func error(_ edit: (inout [String]) -> Void) async throws -> CassetteError? {
    try await withTemporaryFolder { folder in
      try write(try CassetteSealer.seal(Samples.exchanges(3)).bytes, to: folder + "/one.cas")
      try export(folder + "/one.cas", to: folder + "/out.jsonl")
      var lines = String(decoding: try read(folder + "/out.jsonl"), as: UTF8.self)
        .split(separator: "\n").map(String.init)
      edit(&lines)
      try write(Array(lines.joined(separator: "\n").utf8), to: folder + "/out.jsonl")
      let error = cassetteError { () throws(CassetteError) in
        try imported(folder + "/out.jsonl").seal(into: folder + "/copy")
      }
      if error != nil {
        #expect(!FileManager.default.fileExists(atPath: folder + "/copy"))
      }
      return error
    }
  }

  @Test("names the line and the reason where it cannot be read")
  func refusals() async throws {
    let cases: [(String, CassetteError.Code, (inout [String]) -> Void)] = [
      ("line 3 is no exchange", .invalidExport, { $0[2].removeLast() }),
      ("line 2 is no exchange", .invalidExport, { $0[1] += "x" }),
      (
        "line 2 is no exchange", .invalidExport,
        { $0[1] = $0[1].replacing(",\"sample\"", with: ",\"x\"") }
      ),
      (
        "names one member twice", .invalidExport,
        { $0[1] = $0[1].replacing(",\"sample\"", with: ",\"scope\":\"s\",\"sample\"") }
      ),
      (
        "line 2 is no exchange", .invalidExport,
        { $0[1] = $0[1].replacing("\"kind\":\"", with: "\"kind\":\"x") }
      ),
      (
        "line 2 is no exchange", .invalidExport,
        { $0[1] = $0[1].replacing("\"ordinal\":", with: "\"ordinal\":4294967296") }
      ),
      (
        "too deeply", .invalidExport,
        { $0[3].replace("{\"json\":", with: "{\"json\":" + String(repeating: "[", count: 99_999)) }
      ),
      (
        "line 4 holds a request that does not give its action", .invalidExport,
        { $0[3] = $0[3].replacing("{\"json\":{\"kind\"", with: "{\"json\":{\"kin\"") }
      ),
      ("it holds 2 exchanges and promises 3", .invalidExport, { $0.removeLast() }),
      (
        "and not the", .invalidExport,
        { $0[1] = $0[1].replacing("text", with: "texd") }
      ),
      (
        "lines 2 and 5 hold different results", .conflict,
        { $0.append($0[1].replacing("text", with: "texd")) }
      ),
      (
        "has version 3", .unsupportedVersion,
        { $0[0] = $0[0].replacing("\"version\":", with: "\"version\":3,\"x\":") }
      ),
      ("its first line does not say so", .invalidExport, { $0.removeFirst() }),
      ("its first line does not say so", .invalidExport, { $0 = ["{}"] }),
      (
        "its first line does not say so", .invalidExport,
        { $0[0] = $0[0].replacing("{", with: "{\"more\":1,") }
      ),
    ]
    for (words, code, edit) in cases {
      let error = try await error(edit)
      #expect(error?.code == code, "\(words)")
      #expect(error?.description.contains(words) == true, "\(words): \(String(describing: error))")
    }
  }

  @Test("can be edited on purpose, once the first line promises nothing")
  func edited() async throws {
    let error = try await error { lines in
      lines[0] = #"{"format":"steerbench-exchanges","version":1}"#
      lines[1] = lines[1].replacing("text", with: "texd")
      lines.remove(at: 2)
    }
    #expect(error == nil)
  }

  @Test(
    "refuses a line beyond the bound before it is read as a whole, and what is no file of lines")
  func hostileFiles() async throws {
    try await withTemporaryFolder { folder in
      try write([UInt8](repeating: 65, count: 1_000_000), to: folder + "/long")
      let long = cassetteError { () throws(CassetteError) in
        var lines = try BoundedLines(path: folder + "/long", limit: 300_000)
        return try lines.next()
      }
      #expect(long?.message.contains("line 1 is longer than 300000 bytes") == true)
      let isFolder = cassetteError { () throws(CassetteError) in try imported(folder) }
      #expect(isFolder?.code == .invalidExport)
      let missing = cassetteError { () throws(CassetteError) in try imported(folder + "/none") }
      #expect(missing?.code == .missingFile)
    }
  }

  @Test("that was damaged anywhere is refused or means the same", arguments: 0..<4 as Range<UInt64>)
  func mutations(seed: UInt64) async throws {
    let exchanges = Samples.exchanges(4) + Self.oddExchanges()
    let image = try CassetteSealer.seal(exchanges)
    try await withTemporaryFolder { folder in
      try write(image.bytes, to: folder + "/one.cas")
      try export(folder + "/one.cas", to: folder + "/out.jsonl")
      let whole = try read(folder + "/out.jsonl")
      var random = SeededNumbers(seed)
      for _ in 0..<25 {
        var bytes = whole
        // The promise itself may go: what is left must still be read without harm.
        let start = Bool.random(using: &random) ? 0 : 120
        let place = Int.random(in: start..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes.removeSubrange(place..<min(place + 40, bytes.count))
        default: bytes.removeLast(bytes.count - place)
        }
        try write(bytes, to: folder + "/bad.jsonl")
        let line = try? imported(folder + "/bad.jsonl").seal(into: folder + "/copy")
        if start > 0, let line { #expect(line.root == image.root) }
        try? FileManager.default.removeItem(atPath: folder + "/copy")
      }
    }
  }

  @Test("leaves no file where it did not come to its end")
  func unfinished() async throws {
    try await withTemporaryFolder { folder in
      do {
        let output = try ExportOutput(path: folder + "/out")
        try output.write([UInt8](repeating: 1, count: 1 << 20))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      let nowhere = cassetteError { () throws(CassetteError) in
        try ExportOutput(path: folder + "/no/such/folder")
      }
      #expect(nowhere != nil)
    }
  }
}
