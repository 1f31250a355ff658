import Foundation

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

  /// Writes text.
  ///
  /// A reader that went away ends the process quietly, as it does with other tools.
  func write(_ text: String, terminator: String) {
    write(Array((text + terminator).utf8))
  }

  /// Writes bytes as they are.
  func write(_ all: [UInt8]) {
    var bytes = all[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
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
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xdg-open", url]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return (try? process.run()) != nil
  }
}

/// A file that a command line names to be read; `-` for standard input.
struct GivenFile {
  private let handle: FileHandle

  /// Opens it.
  init(_ path: String) throws {
    handle =
      path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
  }

  /// Its bytes from the beginning, no more than a limit.
  func bytes(upTo limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit, let piece = try handle.read(upToCount: limit - bytes.count),
      !piece.isEmpty
    {
      bytes += piece
    }
    return bytes
  }
}
