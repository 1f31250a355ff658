import Basics
import Cassettes
import Foundation

/// How large a sealed cassette is, whole and in parts, beside general compressors.
extension CassetteBench {
  func measureSize(_ results: inout BenchResults) throws {
    let raw = Double(corpus.rawBytes)
    results.note("exchanges", "\(corpus.exchanges.count)")
    results.note(
      "canonical JSON", "\(corpus.rawBytes) bytes, \(corpus.requestBytes) of them requests")
    results.note("cassette", "\(image.bytes.count) bytes, root \(image.root.short)")
    results.add(
      "sealed / canonical JSON", 100 * Double(image.bytes.count) / raw, "%", decimals: 2,
      mark: .atMost(12))
    let requests = try storedBytes(
      "SELECT sum(length(v)+length(digest)+16) FROM cold WHERE kind<>2")
    results.add(
      "requests / requests in JSON", 100 * Double(requests) / Double(corpus.requestBytes), "%",
      decimals: 2, mark: .atMost(2))
    let answers = try storedBytes("SELECT sum(length(v)) FROM entry")
    results.add(
      "results / results in JSON", 100 * Double(answers) / Double(corpus.resultBytes), "%",
      decimals: 2)
    try measureCompressors(&results)
  }

  /// The one number that a query of the cassette's database gives.
  private func storedBytes(_ sql: String) throws -> Int {
    try CassetteFile(path: path).number(sql)
  }

  /// General compressors over all of the canonical JSON as one file, and record by record.
  private func measureCompressors(_ results: inout BenchResults) throws {
    let whole = folder.appending(path: "whole.jsonl")
    try Data(corpus.exchanges.flatMap { $0.request + [10] + $0.result + [10] }).write(to: whole)
    defer { try? FileManager.default.removeItem(at: whole) }
    // One record in forty: as files, because that is what these programs compress.
    let sample = folder.appending(path: "records", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: sample, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: sample) }
    var sampled = 0
    for index in stride(from: 0, to: corpus.exchanges.count, by: 40) {
      let exchange = corpus.exchanges[index]
      try Data(exchange.request).write(to: sample.appending(path: "\(index).request"))
      try Data(exchange.result).write(to: sample.appending(path: "\(index).result"))
      sampled += exchange.request.count + exchange.result.count
    }
    for (program, options) in [("gzip", ["-9"]), ("zstd", ["-19"])] {
      guard let tool = Tool(program) else {
        results.note(program, "skipped: it is not installed")
        continue
      }
      let name = ([program] + options).joined(separator: " ")
      let size = try tool.run(options + ["-q", "-c", whole.path]).count
      results.add(
        "\(name), one stream", 100 * Double(size) / Double(corpus.rawBytes), "%", decimals: 2)
      results.add("sealed / \(name)", Double(image.bytes.count) / Double(size), "", decimals: 2)
      let names = try FileManager.default.contentsOfDirectory(atPath: sample.path).sorted()
      let bytes = try tool.run(options + ["-q", "-c"] + names, in: sample).count
      results.add(
        "\(name), a record alone", 100 * Double(bytes) / Double(sampled), "%", decimals: 1)
    }
  }
}

/// How much a git repository grows by five recordings of one hundredth each.
extension CassetteBench {
  func measureGitGrowth(_ results: inout BenchResults) throws {
    guard let git = Tool("git") else {
      results.note("git", "skipped: it is not installed")
      return
    }
    let repository = folder.appending(path: "repository", directoryHint: .isDirectory)
    let cassettes = repository.appending(path: "cassettes", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: cassettes, withIntermediateDirectories: true)
    let parts = hundredths()
    try git.run(["init", "-q"], in: repository)
    try Data("*.cas binary\ncassettes/INDEX text eol=lf merge=union\n".utf8)
      .write(to: repository.appending(path: ".gitattributes"))
    var cassette = try CassetteFolder.mending(path: cassettes.path)
    cassette = try cassette.sealing(parts[5...].flatMap { $0 }, as: .one).folder
    try Self.commit(git, in: repository)
    let base = try Self.packedBytes(git, in: repository)
    var added = 0
    for part in parts[..<5] {
      let sealed = try cassette.sealing(part)
      cassette = sealed.folder
      guard let line = sealed.added else { throw BenchError("A recording added nothing.") }
      added += try CassetteFile(path: cassette.path(of: line)).number(
        "SELECT (SELECT sum(length(v)+length(action)+length(digest)) FROM entry)"
          + "+(SELECT sum(length(v)+length(digest)) FROM cold)+(SELECT sum(length(v)) FROM meta)")
      try Self.commit(git, in: repository)
    }
    let growth = try Self.packedBytes(git, in: repository) - base
    results.add("git pack of 95 %", Double(base) / 1e6, "MB", decimals: 2)
    results.add("git growth by five of 1 %", Double(growth) / 1e6, "MB", decimals: 3)
    results.add(
      "git growth / new compressed bytes", Double(growth) / Double(added), "", decimals: 2,
      mark: .atMost(1.1))
  }

  /// The exchanges in a hundred parts of whole trials, spread over all tasks and methods.
  private func hundredths() -> [[Exchange]] {
    let trials = Dictionary(grouping: corpus.exchanges, by: \.scope).sorted { $0.key < $1.key }
    var parts = [[Exchange]](repeating: [], count: 100)
    for (number, trial) in trials.enumerated() { parts[number % 100] += trial.value }
    return parts
  }

  private static func commit(_ git: Tool, in repository: URL) throws {
    try git.run(["add", "-A"], in: repository)
    try git.run(
      ["-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "-q", "-m", "x"],
      in: repository)
  }

  /// The bytes of the repository's packs after `git gc`.
  private static func packedBytes(_ git: Tool, in repository: URL) throws -> Int {
    try git.run(["gc", "-q"], in: repository)
    let packs = repository.appending(path: ".git/objects/pack")
    return try FileManager.default.contentsOfDirectory(atPath: packs.path)
      .filter { $0.hasSuffix(".pack") }
      .reduce(0) { try $0 + packs.appending(path: $1).byteCount() }
  }
}

extension URL {
  /// The size of a file that is there.
  func byteCount() throws -> Int {
    guard let size = try resourceValues(forKeys: [.fileSizeKey]).fileSize else {
      throw BenchError("\(path): its size is unknown.")
    }
    return size
  }
}

/// A program of the machine, such as `git` or `zstd`.
struct Tool {
  private let url: URL

  /// Finds a program in the search path; `nil` if it is not installed.
  init?(_ name: String) {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let found = path.split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else { return nil }
    url = URL(filePath: found)
  }

  /// Names a program that is there.
  init(executable path: String) {
    url = URL(filePath: path).resolvingSymlinksInPath()
  }

  /// The program's file.
  var path: String { url.path }

  /// Runs the program and gives its output.
  @discardableResult
  func run(_ arguments: [String], in folder: URL? = nil) throws -> Data {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw BenchError(
        "\(url.lastPathComponent) \(arguments.joined(separator: " ")) failed; see above.")
    }
    return bytes
  }
}
