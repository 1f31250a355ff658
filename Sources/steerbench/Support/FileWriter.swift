import Foundation

/// Writes files as a whole or not at all.
enum FileWriter {
  /// Puts bytes in place of a file, its folder made where it is missing.
  static func replace(_ file: URL, with bytes: [UInt8]) throws {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file, options: .atomic)
    } catch {
      throw CommandFailure(
        .usage,
        "\(file.relativePath): cannot be written (\(error.localizedDescription)). "
          + "Check the folder's permissions and the free space.")
    }
  }
}
