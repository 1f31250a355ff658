import ArgumentParser
import Basics
import Cassettes
import RecordReplay
import Sharing
import Workbench

/// Proves that cassettes are what was sealed.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check that cassettes are what was sealed, and name what is damaged.",
    discussion: """
      Levels, each with those before it:
        file       the SHA-256 of each file against INDEX
        structure  header, schema, and SQLite's own check
        full       every request, result and label decoded and hashed, up to the Merkle root; every \
      request against its slot
        canonical  sealed again, the same bytes

      Of a damaged cassette, every exchange that it touches is listed with the trial that recorded \
      it. Other trials may share it; `steerbench replay` names all that fail. All cassettes are \
      looked at before the exit code, which is 6 if any is damaged.

      --key also asks for a signature: 6 unless the folder holds exactly what the key has signed.

        steerbench cassette verify smollm2-135m
        steerbench cassette verify theirs.cas --level canonical
        steerbench cassette verify cassettes/smollm2-135m --json
        steerbench cassette verify smollm2-135m --key lab.pub
      """)

  /// The levels by name.
  enum Level: String, ExpressibleByArgument, CaseIterable {
    case file, structure, full, canonical

    var verification: VerificationLevel {
      switch self {
      case .file: .file
      case .structure: .structure
      case .full: .full
      case .canonical: .canonical
      }
    }
  }

  @OptionGroup var input: CassetteArgument
  @Option(help: "How much: file, structure, full or canonical.") var level = Level.full
  @Option(
    help: ArgumentHelp("Ask for a signature by this public key.", valueName: "file"))
  var key: String?
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let key = try key.map { try VerifyingKey(path: $0) }
    let path = try CassetteLocator.path(input.cassettes)
    let set = try CassetteSet(allowingNoneAt: path)
    let findings = set.members.map { CassetteFinding($0, level: level.verification) }
    if json {
      Console.output.write(
        try CanonicalJSON.text(of: [
          "level": .string(level.rawValue), "cassettes": .array(findings.map(\.json)),
        ]))
    } else {
      for finding in findings { Console.output.write(finding.text) }
      if findings.isEmpty { Console.output.write("There is no cassette in the folder.") }
    }
    // The gravest: damage before a file that could not be looked at.
    let statuses = findings.compactMap { $0.error.map { ExitStatus(Ending(of: $0)) } }
    if let status = statuses.first(where: { $0 == .corrupt }) ?? statuses.first {
      throw CommandFailure(status)
    }
    guard let key else { return }
    try SignatureCheck.check(path, by: key)
    if !json { Console.output.write("Signed by the key \(key.id).") }
  }
}

extension CassetteSet {
  /// The cassettes at a path; a folder without any gives none.
  fileprivate init(allowingNoneAt path: String) throws(CassetteError) {
    do throws(CassetteError) {
      try self.init(path: path)
    } catch {
      guard error.code == .missingFile, error.file == path else { throw error }
      self.init(try CassetteFolder(path: path))
    }
  }
}
