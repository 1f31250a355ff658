import Basics
import CodeExecution
import Files
import FoundationEssentials
package import Lab

/// The runs of a policy's program: kept in a file beside it, so that it is played again without Python.
///
/// A run is named by the digest of the program and of what it was told. What is kept is what it printed; a
/// changed program, or recordings that tell it something else, are other runs.
package struct ProgramRuns {
  private static let formatVersion = 1
  private static let byteLimit = 64 << 20
  /// How many questions are told one by one, to see whether a batch told more.
  private static let singles = 8

  private let policy: ProgramPolicy
  private let path: String
  /// Runs the program; `nil` where only what was kept is played.
  private let launcher: (any Launcher)?
  private var kept: [String: String]
  private var isChanged = false

  /// Opens the runs of a program.
  ///
  /// - Parameters:
  ///   - file: The program's file.
  ///   - isLive: Whether what was not kept is run in the sandbox.
  package init(file: String, isLive: Bool, environment: [String: String]) async throws {
    policy = try Self.policy(file)
    path = file + ".runs.json"
    kept = try Self.kept(in: path)
    launcher =
      isLive
      ? try await Sandbox.launcher(
        .best, interpreter: try await Interpreter.find(preferring: nil), environment: environment)
      : nil
  }

  private static func policy(_ file: String) throws -> ProgramPolicy {
    guard let bytes = try? ReadableFile.bytes(of: file, limit: ProgramPolicy.byteLimit),
      let code = String(validating: bytes, as: UTF8.self)
    else {
      throw WorkbenchError(
        .usage,
        "--policy \(file): the program cannot be read, is larger than \(ProgramPolicy.byteLimit) bytes, or "
          + "is no UTF-8 text.")
    }
    let name = URL(filePath: file).deletingPathExtension().lastPathComponent
    return ProgramPolicy(name: name, code: code)
  }

  private static func kept(in path: String) throws -> [String: String] {
    guard FileManager.default.fileExists(atPath: path) else { return [:] }
    guard let bytes = try? ReadableFile.bytes(of: path, limit: byteLimit),
      let value = try? JSONValue(parsing: bytes), value["version"]?.integer == formatVersion,
      let runs = value["runs"]?.object
    else {
      throw WorkbenchError(
        .usage,
        "\(path): no runs of a policy's program can be read from it. Remove it, and run them anew.")
    }
    var kept: [String: String] = [:]
    for member in runs.members { kept[member.name] = member.value.string }
    return kept
  }

  /// Plays the program against a book, for each model.
  package mutating func ways(_ book: LabBook) async throws -> [ProgramWays] {
    var ways: [ProgramWays] = []
    for model in book.models {
      var play = ProgramPlay(policy, book, model: model)
      while !play.isOver {
        let open = play.open
        let decisions = try await self.decisions(of: play, open)
        if launcher != nil { try await check(play, open, decisions) }
        try play.take(decisions)
      }
      ways.append(play.ways)
    }
    try keep()
    return ways
  }

  private mutating func decisions(
    of play: ProgramPlay, _ numbers: [Int]
  ) async throws -> [Int: ProgramPlay.Decision] {
    try play.decisions(in: try await output(play.input(numbers)), for: numbers)
  }

  /// A policy decides on one question: told of fewer others, or in another order, it must decide alike.
  private mutating func check(
    _ play: ProgramPlay, _ open: [Int], _ decisions: [Int: ProgramPlay.Decision]
  ) async throws {
    var batches = [Array(open.reversed())]
    batches += open.prefix(Self.singles).map { [$0] }
    for batch in batches {
      let again = try await self.decisions(of: play, batch)
      guard let odd = batch.first(where: { again[$0] != decisions[$0] }) else { continue }
      throw ProgramLeak(
        message:
          "\(policy.name): told of other questions, or in another order, it decides otherwise for line "
          + "\(odd). A policy is a function of one question: let it read nothing else, and nothing that "
          + "is random.")
    }
  }

  private mutating func output(_ input: String) async throws -> String {
    let digest = Digest.sha256(
      try CanonicalJSON.text(of: [.string(policy.code), .string(input)])
    ).hex
    if let known = kept[digest] { return known }
    guard let launcher else {
      throw WorkbenchError(
        .miss,
        "\(policy.name): the program was not run for these recordings. To run it in the sandbox, and keep "
          + "what it printed in \(path): steerbench lab with --run-programs.")
    }
    let outcome = try await launcher.run(
      ExecutionRequest(
        code: policy.code, input: input, interpreter: launcher.interpreter.label,
        limits: .standard))
    guard outcome.succeeded, !outcome.stdoutTruncated,
      let text = String(validating: outcome.stdout, as: UTF8.self)
    else {
      let errors = String(decoding: outcome.stderr.suffix(400), as: UTF8.self)
      throw WorkbenchError(
        .usage, "\(policy.name): the program ended with \(outcome.end.sentence): \(errors)")
    }
    kept[digest] = text
    isChanged = true
    return text
  }

  private func keep() throws {
    guard isChanged else { return }
    let runs = kept.sorted { $0.key < $1.key }.map {
      JSONMember(name: $0.key, value: .string($0.value))
    }
    let value: JSONValue = [
      "version": .integer(Int64(Self.formatVersion)), "runs": .object(JSONObject(runs)),
    ]
    try OutputFile.replace(
      URL(filePath: path), with: Array(try CanonicalJSON.text(of: value).utf8))
  }
}

/// A policy's program that decides for one question by what it was told of others, or by chance.
package struct ProgramLeak: Error {
  /// What happened, and what to do.
  package let message: String
}
