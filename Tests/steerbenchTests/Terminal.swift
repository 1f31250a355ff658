import Foundation
import Glibc
import Synchronization
import Testing

/// A command that runs on a terminal of its own, as a person sees it.
final class Terminal: Sendable {
  /// What begins a line that is written over.
  private static let overwrite = "\r\u{1b}[K"

  private let master: Int32
  private let process: Process
  private let reading: Task<Void, Never>
  private let bytes: SharedBytes

  private final class SharedBytes: Sendable {
    let all = Mutex<[UInt8]>([])
  }

  /// Starts the tool with both of its outputs on a terminal of so many columns.
  ///
  /// - Parameter sayingErrors: Whether standard error is the terminal too; otherwise nobody sees it.
  init(
    _ words: [String], columns: UInt16, in folder: URL, sayingErrors: Bool = true,
    environment: [String: String] = [:]
  ) throws {
    let (master, slave) = Self.pair(columns: columns)
    let process = Process()
    process.executableURL = Tool.program
    process.arguments = words
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
    process.standardOutput = terminal
    process.standardError = sayingErrors ? terminal : FileHandle.nullDevice
    try process.run()
    close(slave)
    let bytes = SharedBytes()
    // The terminal holds little: it is read while the command writes, until the command hangs up.
    reading = Task.detached {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = read(master, &buffer, buffer.count), count > 0 {
        bytes.all.withLock { $0 += buffer[..<count] }
      }
    }
    (self.master, self.process, self.bytes) = (master, process, bytes)
  }

  /// Everything that was written so far, without colours.
  var text: String {
    get throws {
      String(decoding: bytes.all.withLock(\.self), as: UTF8.self)
        .replacing(try Regex("\u{1b}\\[[0-9;]*m"), with: "").replacing("\r\n", with: "\n")
    }
  }

  /// Makes the window narrower or wider.
  func resize(columns: UInt16) {
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    #expect(ioctl(master, UInt(TIOCSWINSZ), &size) == 0)
  }

  /// Sends what a person's Ctrl-C sends.
  func interrupt() { kill(process.processIdentifier, SIGINT) }

  /// Waits until a text was written.
  func wait(for word: String) async throws {
    var tries = 0
    while try !text.contains(word), tries < 3_000 {
      tries += 1
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try text.contains(word))
  }

  /// Waits for the end, and gives the exit code.
  func finish() async -> Int32 {
    await reading.value
    while process.isRunning { try? await Task.sleep(for: .milliseconds(10)) }
    close(master)
    return process.terminationStatus
  }

  /// Each state of each line, in the order in which they were written: those that were written over too.
  var frames: [String] {
    get throws {
      try text.split(separator: "\n", omittingEmptySubsequences: false)
        .flatMap { $0.split(separator: Self.overwrite, omittingEmptySubsequences: true) }
        .map(String.init)
    }
  }

  /// The lines as they stand on the screen at the end.
  var lines: [String] {
    get throws {
      try text.split(separator: "\n", omittingEmptySubsequences: false).map {
        String($0.components(separatedBy: Self.overwrite).last ?? "")
      }
    }
  }

  /// The two ends of a terminal of so many columns.
  private static func pair(columns: UInt16) -> (master: Int32, slave: Int32) {
    // As unlockpt and ptsname ask the kernel: Swift's Glibc has neither.
    let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (locked, place): (Int32, UInt32) = (0, 0)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    #expect(master >= 0 && ioctl(master, unlock, &locked) == 0)
    #expect(ioctl(master, number, &place) == 0 && ioctl(master, UInt(TIOCSWINSZ), &size) == 0)
    let slave = open("/dev/pts/\(place)", O_RDWR | O_NOCTTY)
    #expect(slave >= 0)
    return (master, slave)
  }
}
