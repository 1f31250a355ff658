import Basics
import Foundation
import TestSupport
import Testing
import WorkbenchTestSupport

@Suite("What commands print as JSON")
struct JSONSchemaTests {
  /// The parts of JSON Schema that the files under `ci/schemas` use; another keyword is a fault of
  /// theirs.
  private struct Schema {
    private static let remarks: Set = ["$schema", "$id", "title"]

    let value: JSONValue

    init(_ name: String) throws {
      let file = try RepositoryRoot.url().appending(path: "ci/schemas/\(name).schema.json")
      value = try JSONValue(parsing: try String(contentsOf: file, encoding: .utf8))
    }

    private init(value: JSONValue) {
      self.value = value
    }

    /// What of a value is not as the schema says.
    func faults(in found: JSONValue, at place: String = "$") -> [String] {
      guard let object = value.object else { return ["\(place): the schema is no object"] }
      return object.members.flatMap { member -> [String] in
        let (name, rule) = (member.name, member.value)
        switch name {
        case "type":
          let types = rule.array?.compactMap(\.string) ?? [rule.string ?? ""]
          return types.contains { Self.fits(found, $0) } ? [] : ["\(place): not \(types)"]
        case "enum": return rule.array?.contains(found) == true ? [] : ["\(place): not in the enum"]
        case "required":
          guard found.object != nil else { return [] }
          return (rule.array ?? []).compactMap(\.string).filter { found[$0] == nil }
            .map { "\(place): no \($0)" }
        case "properties":
          return (rule.object?.members ?? []).flatMap { property in
            found[property.name].map {
              Schema(value: property.value).faults(in: $0, at: "\(place).\(property.name)")
            } ?? []
          }
        case "items":
          return (found.array ?? []).enumerated().flatMap { index, item in
            Schema(value: rule).faults(in: item, at: "\(place)[\(index)]")
          }
        case let name where Self.remarks.contains(name): return []
        default: return ["\(place): the schema says \(name)"]
        }
      }
    }

    private static func fits(_ value: JSONValue, _ type: String) -> Bool {
      switch type {
      case "object": value.object != nil
      case "array": value.array != nil
      case "string": value.string != nil
      case "integer": value.integer != nil
      case "number": value.double != nil || value.integer != nil
      case "boolean": value.bool != nil
      case "null": value.isNull
      default: false
      }
    }
  }

  private func check(_ output: String, _ name: String, perLine: Bool = false) throws {
    let schema = try Schema(name)
    #expect(schema.value["$id"]?.string?.hasPrefix("steerbench/\(name)/") == true)
    let texts = perLine ? output.split(separator: "\n").map(String.init) : [output]
    #expect(!texts.isEmpty, "\(name)")
    for text in texts {
      let value = try JSONValue(parsing: text)
      #expect(schema.faults(in: value) == [], "\(name)")
    }
  }

  @Test("It is what the schemas under ci/schemas say")
  func schemas() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let commands: [(name: String, words: [String], perLine: Bool)] = [
      ("replay", ["replay", "sweep", "--json"], false),
      ("report", ["report", "sweep", "--json"], false),
      ("trials", ["trials", "sweep", "--json"], true),
      ("export-jsonl", ["export", "sweep", "--format", "jsonl"], true),
      ("compare", ["compare", "sweep", "sweep", "--json"], false),
      (
        "compare",
        ["compare", "sweep", "--left", "method=all-code", "--right", "method=all-text", "--json"],
        false
      ),
      ("methods", ["methods", "--json"], false), ("tasks", ["tasks", "--json"], false),
      ("models", ["models", "--json"], false),
      ("explain", ["explain", "all-code/navigate/navigate-1-01", "--json"], false),
      ("figures", ["report", "sweep", "--figures", "figures", "--json"], false),
    ]
    let trial = "scripted/all-code/navigate/navigate-1-01/0"
    let cassette = try #require(workshop.cassettes.first).path
    try Data("<<<Yes>>>".utf8).write(to: workshop.folder.appending(path: "answer.txt"))
    let more: [(name: String, words: [String])] = [
      ("plan", ["plan", "sweep"]), ("transcript", ["transcript", trial]),
      ("sections", ["analyze", "sweep"]),
      ("sections", ["report", "sweep", "--experiment", "code-usage"]),
      ("lab", ["lab", "sweep", "--resamples", "100"]), ("doctor", ["doctor"]),
      (
        "grade",
        [
          "grade", "--task", "navigate", "--question", "navigate-1-01", "--answer", "answer.txt",
        ]
      ),
      ("page", ["report", "sweep", "--html", "page.html"]),
      ("export", ["export", "sweep", "--format", "csv", "--output", "trials.csv"]),
      ("regrade", ["regrade", "sweep", "--against", workshop.file("baseline.tsv").path]),
      ("upgrade", ["upgrade", "sweep"]),
      ("record", ["record", "sweep"]),
      ("methods-show", ["methods", "show", "all-code", "--task", "navigate"]),
      ("cassette-inspect", ["cassette", "inspect", cassette]),
      ("cassette-verify", ["cassette", "verify", "cassettes/sweep"]),
      ("cassette-digest", ["cassette", "digest", "cassettes/sweep"]),
      ("cassette-diff", ["cassette", "diff", "cassettes/sweep", cassette]),
      ("cassette-scan", ["cassette", "scan", "cassettes/sweep"]),
      ("cassette-merge", ["cassette", "merge", "cassettes/sweep", "--output", "all.cas"]),
      ("cassette-split", ["cassette", "split", "all.cas", "--output", "parts", "--parts", "2"]),
      (
        "cassette-slice",
        ["cassette", "slice", "sweep", "--task", "navigate", "--output", "part.cas"]
      ),
      ("cassette-gc", ["cassette", "gc", "sweep"]),
      (
        "cassette-export",
        ["cassette", "export", "sweep", "--format", "jsonl", "--output", "all.jsonl"]
      ),
      ("cassette-compact", ["cassette", "compact", "cassettes/sweep"]),
    ]
    let all = commands + more.map { ($0.name, $0.words + ["--json"], false) }
    for (name, words, perLine) in all {
      let run = try await Tool.run(words, in: workshop.folder)
      // What cannot be proved on this machine is a finding of the doctor, and no fault of its form.
      #expect(run.status == 0 || name == "doctor" || name == "grade", "\(words): \(run.errors)")
      try check(run.output, name, perLine: perLine)
    }
    // What is shared lies below Tasks/ and cassettes/, as in the project itself.
    let shelf = try Shelf()
    defer { shelf.remove() }
    let shared = [
      ("bundle", ["bundle", Shelf.sweep, "--output", "sweep.tar"]),
      ("push", ["push", "remote", Shelf.sweep]),
    ]
    for (name, words) in shared {
      let run = try await Tool.run(words + ["--json"], in: shelf.url)
      #expect(run.status == 0, "\(words): \(run.errors)")
      try check(run.output, name)
    }
    let names = try FileManager.default.contentsOfDirectory(
      atPath: try RepositoryRoot.url().appending(path: "ci/schemas").path
    ).filter { $0.hasSuffix(".schema.json") }
    #expect(
      Set(names)
        == Set(
          (commands.map(\.name) + more.map(\.name) + shared.map(\.0)).map { "\($0).schema.json" }),
      "each is held by a command")

    // Failures have the shape too.
    let file = workshop.file("baseline.tsv")
    let flipped = try String(contentsOf: file, encoding: .utf8)
      .replacingOccurrences(of: "\twrong\t0.", with: "\tcorrect\t1.")
    try Data(flipped.utf8).write(to: file)
    try check(try await workshop.replay(["--json"]).output, "replay")
    try workshop.editPrompt("all-code", "exactly", "precisely")
    try check(try await workshop.replay(["--json"]).output, "replay")
  }

  @Test("A digest is explained: what it is, where it lies, who uses it, how its key is made")
  func explain() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    func json(_ words: String...) async throws -> JSONValue {
      let run = try await Tool.run(["explain"] + words + ["--json"], in: workshop.folder)
      #expect(run.status == 0, "\(run.errors)")
      return try JSONValue(parsing: run.output)
    }
    let trial = try await json("all-code/number-multiplying/number-multiplying-1-01")
    let exchanges = try #require(trial.array)
    #expect(exchanges.count == 2, "a call and a run")
    let digest = try #require(exchanges[0]["digest"]?.string)
    let found = try await json(String(digest.prefix(12)))
    let exchange = try #require(found.array?.first)
    #expect(
      exchange["digest"]?.string == digest && exchange["file"]?.string?.hasSuffix(".cas") == true)
    // Code + Text + Sum. asks what All Code asks.
    let users = exchange["trials"]?.array?.compactMap(\.string) ?? []
    #expect(users.contains { $0.contains("/all-code/") })
    #expect(users.contains { $0.contains("/code-text-summary/") })
    // The key by hand, from the digests of the segments.
    var bytes = Array("steerbench-action-1\0".utf8) + [1]
    for segment in exchange["segments"]?.array ?? [] {
      bytes += Array((segment["name"]?.string ?? "").utf8) + [0]
      bytes += try #require(Digest(hex: segment["sha256"]?.string ?? "")).bytes
    }
    #expect(Digest.sha256(bytes).hex == digest)
    let text = try await Tool.run(["explain", digest], in: workshop.folder).output
    #expect(text.contains("is used by") && text.contains("ci/read_cassette.py"))
    let cassette = try #require(workshop.cassettes.first)
    let file = Digest.sha256([UInt8](try Data(contentsOf: cassette)))
    #expect(
      try await json(file.hex).array?.first?["kind"]?.string == "the SHA-256 of a cassette's file")
    let none = try await Tool.run(["explain", "0000000000"], in: workshop.folder)
    #expect(none.status == 2 && none.errors.contains("no cassette here holds"))
  }
}
