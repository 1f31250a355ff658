import Basics
import Cassettes
import CodeExecution
import Dispatch
import Files
import FoundationEssentials
import Glibc
import Methods
import ModelAPI
import Proxy
import RecordReplay
import Regression
import ScoreSheets
import Sharing
import Sweeps
import Tasks
import Workbench

/// One of the process's two outputs.
struct Console: Sendable {
  /// Results.
  static let output = Console(descriptor: 1)
  /// Everything else: progress, notes, errors.
  static let error = Console(descriptor: 2)

  private let descriptor: Int32

  /// Whether a person looks at it.
  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Whether colour is welcome: a terminal, and neither NO_COLOR nor a dumb one.
  var allowsColour: Bool {
    let environment = ProcessInfo.processInfo.environment
    return isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  /// The columns of the terminal; `nil` where nobody looks, so that what is piped depends on no window.
  var width: Int? {
    guard isTerminal else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Writes a line.
  func write(_ text: String) {
    write(text, terminator: "\n")
  }

  /// Writes text, in which no build server finds a command that stands in a text of JSON.
  ///
  /// A reader that went away ends the process quietly, as it does with other tools.
  func write(_ text: String, terminator: String) {
    write(Array((LogCommand.broken(json: text) + terminator).utf8))
  }

  /// Writes bytes as they are.
  func write(_ all: [UInt8]) {
    var bytes = all[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return
      }
      bytes = bytes.dropFirst(count)
    }
  }
}

/// The browser of whoever sits before this machine.
enum Browser {
  /// Whether there is a screen to open one on.
  static var isThere: Bool {
    let environment = ProcessInfo.processInfo.environment
    return ["DISPLAY", "WAYLAND_DISPLAY"].contains { !(environment[$0] ?? "").isEmpty }
  }

  /// Opens an address, and leaves the browser to itself.
  ///
  /// - Returns: Whether a browser could be asked.
  static func open(_ url: String) -> Bool {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    // In a group of its own, so that Ctrl-C here leaves it, and with no signal ignored as here.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
    let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
    var (words, variables) = (cStrings(["xdg-open", url]), cStrings(environment))
    defer { for string in words + variables { free(string) } }
    var process = pid_t()
    guard posix_spawnp(&process, "xdg-open", &actions, &attributes, &words, &variables) == 0 else {
      return false
    }
    // Only so that nothing is left of it when it has ended.
    DispatchQueue.global().async { [process] in _ = retrying { Int(waitpid(process, nil, 0)) } }
    return true
  }

  private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }
}

/// A file that a command line names to be read; `-` for standard input.
enum GivenFile {
  /// Opens it.
  static func opened(_ path: String) throws(FileError) -> SequentialInput {
    path == "-" ? try .standard() : try SequentialInput(path)
  }
}

extension StringProtocol {
  /// The text with spaces behind it up to a width, in characters.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}

/// The end of a command that could not do its work: what to print, and the exit code.
///
/// Every error of the rooms below becomes one of these here and nowhere else.
struct CommandFailure: Error {
  /// The exit code.
  var status: ExitStatus
  /// What happened, where, and what to do; empty if all was said already.
  var message: String
  /// What is printed before it, as it is.
  var findings: String?

  /// Creates a failure.
  init(_ status: ExitStatus, _ message: String = "") {
    self.status = status
    self.message = message
  }

  /// The failure for an error of a room.
  init(_ error: any Error) {
    if let failure = error as? CommandFailure {
      self = failure
      return
    }
    if let error = error as? ProxyError {
      self.init(ExitStatus(error.code), error.description)
      return
    }
    self.init(ExitStatus(Ending(of: error)), Self.message(of: error))
    findings = (error as? UnreplayedSweep)?.text
  }

  private static func message(of error: any Error) -> String {
    switch error {
    case let error as WorkbenchError: error.message
    case is UnreplayedSweep: ""
    case let error as SweepError: error.message
    case let error as TaskError: error.description
    case let error as MethodError: error.description
    case let error as DeckError: error.message
    // It may quote names from a stranger's file.
    case let error as CassetteError: Redaction.shown(error.description)
    case let error as SharingError: Redaction.shown(error.description)
    case let error as ModelAPIError: error.description
    case let error as CodeExecutionError: error.description
    case let error as ScoreSheetError: error.description
    case let error as RegressionError: error.description
    case is CancellationError: "Stopped."
    default: String(describing: error)
    }
  }

  /// Says it on standard error.
  func report() {
    if let findings { Console.error.write(findings) }
    if !message.isEmpty { Console.error.write("steerbench: \(message)") }
  }
}

/// What the tool's exit code says.
enum ExitStatus: Int32 {
  /// Everything holds.
  case pass = 0
  /// A score, or a layer below it, changed.
  case regression = 1
  /// The command line, a sweep or another file of the user's cannot be used as it is.
  case usage = 2
  /// A recording is missing, or a cassette holds what no trial uses.
  case miss = 3
  /// A provider or the sandbox cannot be used.
  case infrastructure = 4
  /// A budget or limit was reached.
  case limit = 5
  /// A cassette is damaged or foreign.
  case corrupt = 6
  /// There was nothing to measure.
  case nothing = 7
  /// The user stopped it.
  case interrupted = 130

  /// The code of an ending.
  init(_ ending: Ending) {
    self =
      switch ending {
      case .pass: .pass
      case .regression: .regression
      case .usage: .usage
      case .miss: .miss
      case .infrastructure: .infrastructure
      case .limit: .limit
      case .corrupt: .corrupt
      case .nothing: .nothing
      case .interrupted: .interrupted
      }
  }

  /// The code of a proxy's error.
  fileprivate init(_ code: ProxyError.Code) {
    self =
      switch code {
      case .usage: .usage
      case .miss: .miss
      case .infrastructure: .infrastructure
      case .interrupted: .interrupted
      }
  }
}
