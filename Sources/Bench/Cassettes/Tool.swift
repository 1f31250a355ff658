import Foundation

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
      throw BenchError("\(url.lastPathComponent) \(arguments.first ?? "") failed; see above.")
    }
    return bytes
  }
}
