import Foundation
import TestSupport
import Testing

@Suite("What an older version made stays valid")
struct OldThingsTests {
  /// The sweeps that were recorded, sealed, and given a baseline.
  private static let sweeps = [
    "qwen2.5-coder-0.5b", "qwen2.5-coder-0.5b-ladder", "qwen2.5-coder-1.5b-ladder",
    "qwen2.5-coder-1.5b-mixed", "scripted", "smollm2-135m", "smollm2-135m-ladder",
  ]

  private static let signed = ["qwen2.5-coder-0.5b", "scripted"]

  private static func fixtures() throws -> URL {
    try RepositoryRoot.url().appending(path: "Tests/Fixtures/before-2")
  }

  /// The digest that a thing was named by when it was made.
  private static func digest(of kind: String, _ name: String) throws -> String {
    let lines = try String(contentsOf: fixtures().appending(path: "DIGESTS"), encoding: .utf8)
    let line = lines.split(separator: "\n").first { $0.hasPrefix("\(kind) \(name) ") }
    return String(try #require(line?.split(separator: " ").last))
  }

  /// Runs the tool in the old project folder, which no run changes.
  private static func run(_ arguments: String...) async throws -> Tool.Run {
    try await Tool.run(arguments, in: fixtures().appending(path: "sweeps"))
  }

  /// A copy of the old project folder, for what writes into it; the caller removes it.
  private static func copy() throws -> URL {
    let copy = FileManager.default.temporaryDirectory.appending(
      path: "steerbench-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: fixtures().appending(path: "sweeps"), to: copy)
    return copy
  }

  /// The sheet of a sweep.
  private static func sheet(of sweep: String, in folder: URL) async throws -> String {
    let sheet = folder.appending(path: "\(sweep).tsv")
    _ = try await Tool.run(["replay", sweep, "--no-tables", "--sheet", sheet.path], in: folder)
    return try String(contentsOf: sheet, encoding: .utf8)
  }

  /// The root that `cassette digest` prints of a folder.
  private static func root(of cassettes: String, in folder: URL) async throws -> String {
    let digested = try await Tool.run(["cassette", "digest", cassettes, "--json"], in: folder)
    #expect(digested.status == 0, "\(digested.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(digested.output.utf8))
    return try #require((value as? [String: Any])?["root"] as? String)
  }

  @Test(
    "A sweep replays to the very bytes of its baseline, but for the readings that are named as moved",
    arguments: sweeps)
  func replay(sweep: String) async throws {
    let sheet = FileManager.default.temporaryDirectory.appending(
      path: "\(UUID().uuidString).tsv")
    defer { try? FileManager.default.removeItem(at: sheet) }
    let replayed = try await Self.run("replay", sweep, "--no-tables", "--sheet", sheet.path)
    #expect(try replayed.status == MovedReadings.status(of: sweep), "\(replayed.errors)")
    let baseline = try Self.fixtures().appending(path: "sweeps/cassettes/\(sweep)/baseline.tsv")
    try MovedReadings.check(
      String(contentsOf: sheet, encoding: .utf8),
      against: String(contentsOf: baseline, encoding: .utf8), of: sweep)
  }

  @Test("A cassette is what was sealed, sealed again the same bytes, and has its root")
  func verify() async throws {
    for sweep in Self.sweeps {
      let verified = try await Self.run("cassette", "verify", sweep, "--level", "canonical")
      #expect(verified.status == 0, "\(sweep): \(verified.output)\(verified.errors)")
      let root = try await Self.root(
        of: sweep, in: Self.fixtures().appending(path: "sweeps"))
      #expect(try root == Self.digest(of: "sweep", sweep), "\(sweep)")
    }
  }

  @Test("A signature holds, and only where something was signed")
  func signature() async throws {
    for sweep in Self.sweeps {
      let verified = try await Self.run(
        "cassette", "verify", sweep, "--key", "../lab.pub", "--cassettes-only")
      let expected: Int32 = Self.signed.contains(sweep) ? 0 : 6
      #expect(verified.status == expected, "\(sweep): \(verified.output)\(verified.errors)")
      guard Self.signed.contains(sweep) else { continue }
      #expect(verified.output.contains("the cassettes only, and not ../../Tasks/"))
      // It says nothing of what is asked and how it is graded, and is not taken for more.
      let whole = try await Self.run("cassette", "verify", sweep, "--key", "../lab.pub")
      #expect(whole.status == 6, "\(sweep): \(whole.output)\(whole.errors)")
      #expect(whole.errors.contains("it covers the cassettes only"), "\(whole.errors)")
    }
  }

  @Test(
    "A bundle replays from its one file and unpacks to the digest that it was named by",
    arguments: ["scripted", "qwen2.5-coder-1.5b-mixed"])
  func bundle(sweep: String) async throws {
    let file = "../bundles/\(sweep).tar"
    let replayed = try await Self.run("replay", file, "--no-tables")
    #expect(try replayed.status == MovedReadings.status(of: sweep), "\(replayed.errors)")
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    let bundle = try Self.fixtures().appending(path: "bundles/\(sweep).tar").path
    let pulled = try await Tool.run(["pull", bundle, "--into", "unpacked", "--json"], in: folder)
    #expect(pulled.status == 0, "\(pulled.errors)")
    #expect(try pulled.output.contains(Self.digest(of: "bundle", sweep)))
    let again = try await Tool.run(
      ["replay", "unpacked/cassettes/\(sweep)", "--no-tables"], in: folder)
    #expect(try again.status == MovedReadings.status(of: sweep), "\(again.errors)")
  }

  @Test("A pushed sweep is pulled by its digest, with the signature that is demanded")
  func pull() async throws {
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    let fixtures = try Self.fixtures()
    let pulled = try await Tool.run(
      [
        "pull", fixtures.appending(path: "pushed").path,
        try Self.digest(of: "pushed", "qwen2.5-coder-0.5b"), "--into", "pulled", "--key",
        fixtures.appending(path: "lab.pub").path, "--cassettes-only",
      ],
      in: folder)
    #expect(pulled.status == 0, "\(pulled.errors)")
    let replayed = try await Tool.run(
      ["replay", "pulled/cassettes/qwen2.5-coder-0.5b", "--no-tables"], in: folder)
    #expect(
      try replayed.status == MovedReadings.status(of: "qwen2.5-coder-0.5b"), "\(replayed.errors)")
  }

  @Test("A journal seals and shards gather to the roots and sheets that they gave then")
  func unfinished() async throws {
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    for (kind, sweep, command) in [
      ("journal", "interrupted", ["cassette", "seal", "interrupted"]),
      ("shards", "sharded", ["merge", "sharded"]),
    ] {
      let sealed = try await Tool.run(command, in: folder)
      #expect(sealed.status == 0, "\(sealed.output)\(sealed.errors)")
      let root = try await Self.root(of: sweep, in: folder)
      #expect(try root == Self.digest(of: kind, sweep))
      let replayed = try await Tool.run(["replay", sweep, "--no-tables"], in: folder)
      let status = try MovedReadings.status(of: sweep)
      #expect(replayed.status == status, "\(replayed.output)\(replayed.errors)")
      #expect(
        status != 0 || replayed.output.contains("equal the baseline"), "\(replayed.output)")
      try await MovedReadings.check(
        Self.sheet(of: sweep, in: folder),
        against: String(
          contentsOf: folder.appending(path: "cassettes/\(sweep)/baseline.tsv"), encoding: .utf8),
        of: sweep)
    }
  }

  @Test("An export seals to the root of what was exported")
  func exports() async throws {
    let folder = try Self.copy()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["interrupted.jsonl", "interrupted.har"] {
      let file = try Self.fixtures().appending(path: "exports/\(name)").path
      let imported = try await Tool.run(
        ["cassette", "import", file, "--into", "imported-\(name)"], in: folder)
      #expect(imported.status == 0, "\(imported.errors)")
      let root = try await Self.root(of: "imported-\(name)", in: folder)
      #expect(try root == Self.digest(of: "export", name))
    }
  }
}
