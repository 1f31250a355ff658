package import Foundation

/// Writes files as a whole or not at all.
package enum FileWriter {
  /// Puts bytes in place of a file, its folder made where it is missing.
  package static func replace(_ file: URL, with bytes: [UInt8]) throws {
    do {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file, options: .atomic)
    } catch {
      throw WorkbenchError(
        .usage,
        "\(file.relativePath): cannot be written (\(error.localizedDescription)). "
          + "Check the folder's permissions and the free space.")
    }
  }
}
