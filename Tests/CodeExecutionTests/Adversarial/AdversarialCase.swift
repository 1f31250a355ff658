import Foundation
import Glibc
import TestSupport
import Testing

/// One hostile or harmless program, and what must happen to it.
///
/// A case is a Python file. Its first comment says in words what must happen; lines that start with
/// `#:` say it for the suite:
///
///     #: limits wall-ms=500 memory-mib=64     limits other than the suite's own
///     #: outcome cpu_limit | exited 1         how it may end; `exited *` for any status
///     #: stdout is "done\n"                   its output: is, has, lacks (JSON strings), or base64
///     #: stdout-bytes 1..4096                 how much of it is kept
///     #: stdout-truncated                     it is cut; stdout-whole: it is not
///     #: ends-within-ms 2000                  on the caller's clock
///     #: peak-kib 1000..2000                  the most memory that was measured
///     #: same                                 two runs print the same
///     #: machine x86_64                       it makes system calls by that machine's numbers
///     #: host connects                        the host tries to reach the program's port
///     #: control leaks                        without a sandbox it does find something: it bites
///     #: gap landlock NAME: a sentence        a known gap of a tier: its output is not held to this
///     #: gap-as-root landlock NAME: ...       the same, only where the caller is root
///
/// `stderr` stands wherever `stdout` does. Words such as `@TCP4_PORT@` are replaced by what the suite
/// has planted on the host.
struct AdversarialCase: Sendable, CustomTestStringConvertible {
  /// A file that says something the suite does not understand.
  struct Unreadable: Error, CustomStringConvertible {
    var description: String
  }

  /// A known gap of a tier.
  struct Gap: Sendable {
    var tier: String
    var name: String
    var sentence: String
  }

  let name: String
  let code: String
  private(set) var limits: [(key: String, value: Int)] = []
  private(set) var outcomes: [String] = []
  private(set) var checks: [OutputCheck] = []
  private(set) var gaps: [Gap] = []
  private(set) var endsWithin: Duration?
  private(set) var peakKiB: ClosedRange<Int>?
  private(set) var isSameTwice = false
  private(set) var machine: String?
  private(set) var isConnectedTo = false
  private(set) var leaksWithoutSandbox = false

  var testDescription: String { name }

  /// Reads a case.
  init(named name: String, _ code: String) throws {
    self.name = name
    self.code = code
    guard code.hasPrefix("# ") else { throw Unreadable(description: "\(name): no first comment") }
    for line in code.split(separator: "\n") where line.hasPrefix("#:") {
      do {
        try read(line.dropFirst(2).trimmingCharacters(in: .whitespaces))
      } catch {
        throw Unreadable(description: "\(name): \(line): \(error)")
      }
    }
    guard !outcomes.isEmpty else { throw Unreadable(description: "\(name): no outcome") }
  }

  private mutating func read(_ line: String) throws {
    let (key, rest) = Self.split(line, at: " ")
    switch key {
    case "limits": limits = try rest.split(separator: " ").map(Self.limit)
    case "outcome": outcomes = rest.components(separatedBy: " | ")
    case "ends-within-ms": endsWithin = .milliseconds(try Self.number(rest))
    case "peak-kib": peakKiB = try Self.range(rest)
    case "same": isSameTwice = true
    case "machine": machine = rest
    case "host": isConnectedTo = rest == "connects"
    case "control": leaksWithoutSandbox = rest == "leaks"
    case "gap": gaps.append(try Self.gap(rest))
    case "gap-as-root" where geteuid() == 0: gaps.append(try Self.gap(rest))
    case "gap-as-root": _ = try Self.gap(rest)
    default: checks.append(try OutputCheck(key, rest))
    }
  }

  static func split(_ text: String, at separator: Character) -> (String, String) {
    let parts = text.split(separator: separator, maxSplits: 1)
    return (parts.first.map(String.init) ?? "", parts.count == 2 ? String(parts[1]) : "")
  }

  static func number(_ text: String) throws -> Int {
    guard let number = Int(text) else { throw Unreadable(description: "\(text) is no number") }
    return number
  }

  static func range(_ text: String) throws -> ClosedRange<Int> {
    let ends = try text.components(separatedBy: "..").map(number)
    guard ends.count == 2, ends[0] <= ends[1] else {
      throw Unreadable(description: "\(text) is no range")
    }
    return ends[0]...ends[1]
  }

  private static func limit(_ text: Substring) throws -> (key: String, value: Int) {
    let (key, value) = split(String(text), at: "=")
    return (key, try number(value))
  }

  private static func gap(_ text: String) throws -> Gap {
    let (head, sentence) = split(text, at: ":")
    let (tier, name) = split(head, at: " ")
    guard !name.isEmpty, !sentence.isEmpty else {
      throw Unreadable(description: "a gap has a tier, a name and a sentence")
    }
    return Gap(tier: tier, name: name, sentence: sentence.trimmingCharacters(in: .whitespaces))
  }

  // MARK: All of them

  /// Every case, by name.
  ///
  /// A user who may not read the checkout names the folder in `STEERBENCH_CASES`.
  static func all() throws -> [AdversarialCase] {
    let folder =
      try ProcessInfo.processInfo.environment["STEERBENCH_CASES"].map { URL(filePath: $0) }
      ?? RepositoryRoot.url().appending(path: "Tests/CodeExecutionTests/Adversarial/Cases")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try files.filter { $0.hasSuffix(".py") }.sorted().map { file in
      let code = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      return try AdversarialCase(named: String(file.dropLast(3)), code)
    }
  }
}
