import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A terminal")
struct TerminalTests {
  /// What a command shows on a terminal of so many columns, line by line, without its colours.
  private func shown(_ words: [String], columns: UInt16) async throws -> [String] {
    let (master, slave) = Self.pair(columns: columns)
    defer { close(master) }
    let process = Process()
    process.executableURL = Tool.program
    process.arguments = words
    process.currentDirectoryURL = try RepositoryRoot.url()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(fileDescriptor: slave, closeOnDealloc: false)
    process.standardError = FileHandle.nullDevice
    try process.run()
    close(slave)
    // The terminal holds little: it is read while the command writes, until the command hangs up.
    let bytes = await Task.detached {
      var bytes: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while case let count = read(master, &buffer, buffer.count), count > 0 {
        bytes += buffer[..<count]
      }
      return bytes
    }.value
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(words)")
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing(try Regex("\u{1b}\\[[0-9;]*m"), with: "").replacing("\r\n", with: "\n")
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The two ends of a terminal of so many columns.
  private static func pair(columns: UInt16) -> (master: Int32, slave: Int32) {
    // As unlockpt and ptsname ask the kernel: Swift's Glibc has neither.
    let (unlock, number): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
    let master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (locked, place): (Int32, UInt32) = (0, 0)
    var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    #expect(master >= 0 && ioctl(master, unlock, &locked) == 0)
    #expect(ioctl(master, number, &place) == 0 && ioctl(master, UInt(TIOCSWINSZ), &size) == 0)
    let slave = open("/dev/pts/\(place)", O_RDWR | O_NOCTTY)
    #expect(slave >= 0)
    return (master, slave)
  }

  @Test(
    "of 80 and of 200 columns shows tables and charts whole, and no line wraps",
    arguments: [
      (["report", "smollm2-135m"], "Only Question"),
      (["trials", "smollm2-135m", "--limit", "5"], "smollm2-135m"),
      (["analyze", "qwen2.5-coder-0.5b", "--confidence"], "● right, │ stated"),
      (
        [
          "lab", "qwen2.5-coder-1.5b-mixed", "--policy", "code-then-interpreter", "--resamples",
          "100",
        ], "stand by code-interpreter"
      ),
    ])
  func widths(_ words: [String], _ word: String) async throws {
    for columns in [80, 200] as [UInt16] {
      let lines = try await shown(words, columns: columns)
      for line in lines { #expect(line.count <= Int(columns), "at \(columns): \(line)") }
      #expect(lines.contains { $0.contains(word) }, "\(words) at \(columns)")
    }
    // With more room less is parted: fewer lines.
    #expect(
      try await shown(words, columns: 200).count <= (try await shown(words, columns: 80).count))
  }
}
