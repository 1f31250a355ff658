import Cassettes
import Foundation

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
    cassette = try cassette.sealing(parts[5...].flatMap { $0 }).folder
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
      .reduce(0) { sum, name in
        let attributes = try FileManager.default.attributesOfItem(
          atPath: packs.appending(path: name).path)
        return sum + (attributes[.size] as? Int ?? 0)
      }
  }
}
