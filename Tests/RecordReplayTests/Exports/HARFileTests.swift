import Basics
import BenchTestSupport
import Cassettes
import CodeExecution
import Foundation
import HTTP
import ModelAPI
import TestSupport
import Testing

@testable import RecordReplay

@Suite("An export as an HTTP archive")
struct HARFileTests {
  /// Calls with retries and odd bodies, and runs of code, all with timestamps.
  private func exchanges() throws -> [Exchange] {
    let attempts = [
      ModelAttempt(end: .status(429), waitMicroseconds: 0, serviceMicroseconds: 10_000),
      ModelAttempt(
        end: .failure(.timeout), waitMicroseconds: 500_000, serviceMicroseconds: 2_000_000),
      ModelAttempt(end: .status(200), waitMicroseconds: 1_000_000, serviceMicroseconds: 250_000),
    ]
    var retried = ChatAnswer.says("late \"answer\"\n")
    retried.attempts = attempts
    let answers = [
      retried, ChatAnswer.says("é 👩‍🚀"), ChatAnswer.fails(400, code: "bad"),
      ChatAnswer(body: [0xff, 0, 0x0a]), ChatAnswer(body: []),
      ChatAnswer(body: Array("{\n  \"pretty\": 1\n}\n".utf8)),
    ]
    var exchanges = try answers.enumerated().map { number, answer in
      var exchange = Calls.exchange(
        try Calls.call("question \(number)").action, result: answer.reply.encoded(),
        scope: Calls.trial("m\(number)").description)
      exchange.provenance = Calls.provenance.bytes()
      return exchange
    }
    for (number, output) in [[], Array("1\n".utf8), [0xff, 0x00]].enumerated() {
      let outcome = ExecutionOutcome(
        end: .exited(number), stdout: output, stderr: Array("e".utf8), wallMicroseconds: 7)
      exchanges.append(
        Calls.exchange(
          Calls.run("print(\(number))").action, result: outcome.encoded(),
          scope: Calls.trial().description))
    }
    return exchanges
  }

  private func export(_ exchanges: [Exchange], in folder: String) throws -> (String, SealedImage) {
    let image = try CassetteSealer.seal(exchanges)
    try Data(image.bytes).write(to: URL(filePath: folder + "/one.cas"))
    return (try export(folder + "/one.cas", in: folder), image)
  }

  private func export(_ path: String, in folder: String) throws -> String {
    let file = folder + "/out.har"
    let output = try ExportOutput(path: file)
    try HARFile.write(
      try ExchangeListing(path: path, actionDigest: ExportFile.actionDigest), to: output,
      version: "test")
    try output.finish()
    return file
  }

  @Test("has every member that HAR 1.2 requires, of its type, in every entry")
  func schema() async throws {
    try await withTemporaryFolder { folder in
      let (file, _) = try export(exchanges(), in: folder)
      let archive = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: file))))
      #expect(HARSchema.objections(to: archive) == [])
      let entries = try #require(archive["log"]?["entries"]?.array)
      #expect(entries.count == 8)
      #expect(archive["log"]?["_exchanges"]?.array?.count == 3)
    }
  }

  @Test("gives each attempt its own entry, in time: waits between, the last one ends when recorded")
  func attempts() async throws {
    try await withTemporaryFolder { folder in
      let (file, _) = try export([try exchanges()[0]], in: folder)
      let archive = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: file))))
      let entries = try #require(archive["log"]?["entries"]?.array)
      #expect(
        entries.map { $0["startedDateTime"]?.string } == [
          "2025-12-31T23:59:56.240Z", "2025-12-31T23:59:56.750Z", "2025-12-31T23:59:59.750Z",
        ])
      #expect(entries.map { $0["time"]?.double } == [10, 2000, 250])
      #expect(entries.map { $0["response"]?["status"]?.integer } == [429, 0, 200])
      #expect(entries.map { $0["_steerbench"]?["exchange"] != nil } == [false, false, true])
      let body = try #require(entries[2]["request"]?["postData"]?["text"]?.string)
      #expect(try JSONValue(parsing: body)["messages"]?[0]?["content"]?.string == "question 0")
      #expect(entries[2]["response"]?["content"]?["text"]?.string?.contains("late") == true)
    }
  }

  @Test("seals to the very same file again")
  func roundTrip() async throws {
    try await withTemporaryFolder { folder in
      let (file, image) = try export(exchanges(), in: folder)
      let line = try ExportFile.read(file).seal(into: folder + "/copy")
      #expect(line?.fileDigest == image.fileDigest)
      #expect(try ExchangeListing(path: folder + "/copy").count == 9)
    }
  }

  @Test("holds the contents that requests name, and seals to the very same file again")
  func contents() async throws {
    try await withTemporaryFolder { folder in
      let image = Array("an image".utf8)
      var exchange = Calls.exchange(
        try Calls.call("What is on sha256:\(Digest.sha256(image).hex)?").action,
        result: ChatAnswer.says("A cat").reply.encoded(), scope: Calls.trial("m").description)
      exchange.provenance = Calls.provenance.bytes()
      let sealed = try CassetteSealer.seal([exchange], contents: [image])
      try Data(sealed.bytes).write(to: URL(filePath: folder + "/one.cas"))
      let file = try export(folder + "/one.cas", in: folder)
      let archive = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: file))))
      #expect(HARSchema.objections(to: archive) == [])
      #expect(
        archive["log"]?["_contents"]?[0]?["content"]?.string == Digest.sha256(image).hex)
      #expect(
        try ExportFile.read(file).seal(into: folder + "/copy")?.fileDigest == sealed.fileDigest)
      // A line of contents that was changed is refused, and so is one that is no content.
      let text = try String(contentsOfFile: file, encoding: .utf8)
      for (old, new) in [("YW4gaW1hZ2U", "YW4gaW1hZ2V"), ("\"content\":", "\"contents\":")] {
        try #require(text.contains(old))
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(
          to: URL(filePath: file))
        #expect(throws: CassetteError.self) { try ExportFile.read(file) }
      }
    }
  }

  @Test("of nothing is one too")
  func empty() async throws {
    try await withTemporaryFolder { folder in
      let (file, _) = try export([], in: folder)
      let archive = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: file))))
      #expect(HARSchema.objections(to: archive) == [])
      #expect(try ExportFile.read(file).count == 0)
    }
  }

  @Test("and the lines of JSON of every shipped cassette seal to the shipped file again")
  func shipped() async throws {
    let shelf = try RepositoryRoot.url().appendingPathComponent("cassettes").path
    let files = try FileManager.default.contentsOfDirectory(atPath: shelf).flatMap { sweep in
      try FileManager.default.contentsOfDirectory(atPath: "\(shelf)/\(sweep)")
        .filter { $0.hasSuffix(".cas") }.map { "\(shelf)/\(sweep)/\($0)" }
    }
    #expect(!files.isEmpty)
    for path in files.sorted() {
      let digest = Digest.sha256(Array(try Data(contentsOf: URL(filePath: path))))
      try await withTemporaryFolder { folder in
        let lines = try ExportOutput(path: folder + "/out.jsonl")
        try ExchangeLines.write(
          try ExchangeListing(path: path), to: lines, cuts: ResultParts.cuts)
        try lines.finish()
        let archive = try export(path, in: folder)
        for (number, file) in [folder + "/out.jsonl", archive].enumerated() {
          let line = try ExportFile.read(file).seal(into: "\(folder)/copy\(number)")
          #expect(line?.fileDigest == digest)
        }
        let value = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: archive))))
        #expect(HARSchema.objections(to: value) == [])
      }
    }
  }

  @Test("of somebody else's is refused with a sentence that says so")
  func foreign() async throws {
    try await withTemporaryFolder { folder in
      let (file, _) = try export(exchanges(), in: folder)
      let archive = try JSONValue(parsing: Array(Data(contentsOf: URL(filePath: file))))
      let texts = [
        try CanonicalJSON.text(of: archive),
        "{\n  \"log\" : {\n \"version\": \"1.2\", \"entries\": [] } }",
        #"{"log":{"version":"1.2","creator":{},"entries":[\#(String(repeating: "{},", count: 50_000))]}}"#,
      ]
      for text in texts {
        try text.write(toFile: folder + "/theirs.har", atomically: true, encoding: .utf8)
        let error = cassetteError { () throws(CassetteError) in
          try ExportFile.read(folder + "/theirs.har")
        }
        #expect(error?.code == .invalidExport)
        #expect(error?.message.contains("HAR that steerbench did not write") == true)
      }
    }
  }

  @Test("that was cut short or changed is refused, by its line")
  func damaged() async throws {
    try await withTemporaryFolder { folder in
      let (file, _) = try export(exchanges(), in: folder)
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let edits: [(String, String)] = [
        (lines.dropLast(2).joined(separator: "\n"), "is not where the archive may end"),
        (text.replacing("],\"_exchanges\":[", with: ""), "line"),
        (
          text.replacing(
            "{\"_steerbench\":{\"attempt\":1}", with: "{\"_steerbench\":{\"attempt\":1"),
          "is no entry"
        ),
        (text.replacing("late ", with: "soon "), "promises"),
        (text + "\n{}\n", "is not where the archive may end"),
      ]
      for (text, words) in edits {
        try text.write(toFile: folder + "/bad.har", atomically: true, encoding: .utf8)
        let error = cassetteError { () throws(CassetteError) in
          try ExportFile.read(folder + "/bad.har").seal(into: folder + "/copy")
        }
        #expect(
          error?.description.contains(words) == true, "\(words): \(String(describing: error))")
        #expect(!FileManager.default.fileExists(atPath: folder + "/copy"))
      }
    }
  }

  @Test(
    "knows the calendar",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799),
      ("2026-03-01T09:30:00Z", 1_772_357_400), ("2100-03-01T00:00:00Z", 4_107_542_400),
      ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
  func calendar(text: String, seconds: Int) {
    #expect(HARTime.microseconds(text) == seconds * 1_000_000)
    #expect(HARTime.text(seconds * 1_000_000) == text.replacing("Z", with: ".000Z"))
    #expect(HARTime.microseconds(text.replacing("T", with: " ")) == nil)
  }
}

/// The error that `body` throws; `nil` if it throws none.
private func cassetteError<Value>(_ body: () throws(CassetteError) -> Value) -> CassetteError? {
  do throws(CassetteError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
