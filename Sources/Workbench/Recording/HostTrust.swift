import Basics
import Files
import FoundationEssentials
import RecordReplay
import Sweeps

/// Which hosts a sweep may send to, and with which keys: what its user agreed to, and not what the sweep
/// says of itself.
///
/// Without being asked for: the pairs of the ready models that this program ships; this machine without a
/// key; a host that the user named himself with `--base-url`. Everything else is agreed to once for each
/// sweep as it stands, on a terminal, or named by `--trust`.
package struct HostTrust: Sendable {
  /// Pairs that the command line names.
  package var named: Set<HostUse>
  /// Whether a key may go over plain http to another machine.
  package var allowsPlainHTTP: Bool
  /// Asks the user a question; `nil` where there is nobody to ask.
  package var ask: (@Sendable (String) -> Bool)?

  /// Creates a trust.
  package init(
    named: Set<HostUse> = [], allowsPlainHTTP: Bool = false,
    ask: (@Sendable (String) -> Bool)? = nil
  ) {
    self.named = named
    self.allowsPlainHTTP = allowsPlainHTTP
    self.ask = ask
  }

  /// Throws unless its user agrees to everything that a sweep sends; asks him where that can be done, and
  /// keeps in mind what he agreed to.
  func check(_ folder: SweepFolder, by access: ModelAccess) throws {
    let uses = try folder.sweep.hostUses(at: access.baseURL, in: access.environment)
    for use in uses where use.sendsKeyInTheClear && !allowsPlainHTTP {
      throw WorkbenchError(
        .usage,
        "\(folder.url.relativePath): \(use.pair.words) over plain http, where anybody on the way can "
          + "read it, and nothing was sent. Use https, or say --plain-http.")
    }
    let agreements = HostAgreements(in: access.environment)
    let open = Set(uses.filter { !$0.isTrusted && !named.contains($0.pair) }.map(\.pair))
      .subtracting(try agreements.pairs(of: folder.source))
      .sorted { $0.argument.utf8.lexicographicallyPrecedes($1.argument.utf8) }
    guard !open.isEmpty else { return }
    let list = open.map { "  \($0.words)" }.joined(separator: "\n")
    let question =
      "\(folder.url.relativePath) asks hosts that you have not agreed to for this sweep:\n\(list)\n"
    guard let ask else {
      let arguments = open.map { "--trust \(Redaction.shown($0.argument))" }.joined(separator: " ")
      throw WorkbenchError(
        .usage,
        question + "Nothing was sent. Where you trust whoever wrote the sweep, say so: \(arguments)"
      )
    }
    guard ask(question + "Send them?") else {
      throw WorkbenchError(.usage, "Nothing was sent.")
    }
    try agreements.add(open, of: folder.source)
  }
}

/// What a user has agreed to: a file of his own, and none of the sweep's.
struct HostAgreements {
  private let file: URL

  /// The agreements of a user.
  init(in environment: [String: String]) {
    file = UserFolder.configuration(in: environment).appending(path: "trust")
  }

  /// The pairs that were agreed to for a sweep as it stands.
  func pairs(of source: Digest) throws -> Set<HostUse> {
    Set(
      try UserFolder.lines(of: file).compactMap { line in
        let words = line.split(separator: " ")
        guard words.count == 3, words[2] == source.hex else { return nil }
        return HostUse(
          host: String(words[0]), variable: words[1] == "-" ? nil : String(words[1]))
      })
  }

  /// Keeps in mind what was agreed to.
  func add(_ pairs: [HostUse], of source: Digest) throws {
    let new = pairs.map { "\($0.host) \($0.variable ?? "-") \(source.hex)" }
    let kept = try UserFolder.lines(of: file).filter { !new.contains($0) }
    let text = (kept + new).map { $0 + "\n" }.joined()
    guard text.utf8.count <= UserFolder.byteLimit else {
      throw WorkbenchError(
        .usage,
        "\(file.path): it has grown too large to be read. Remove what is not needed any more.")
    }
    try UserFolder.write(Array(text.utf8), to: file)
  }
}
