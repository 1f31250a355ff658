import Files
import Foundation

/// The folder in which a user keeps what this program knows of his wishes.
enum UserFolder {
  /// `steerbench` below `XDG_CONFIG_HOME`, or below `.config` of the home folder.
  static func configuration(in environment: [String: String]) -> URL {
    let named = environment["XDG_CONFIG_HOME"] ?? ""
    // The standard says that a relative path is not to be used.
    let base =
      named.hasPrefix("/")
      ? named : (environment["HOME"] ?? NSHomeDirectory()) + "/.config"
    return URL(filePath: base, directoryHint: .isDirectory).appending(path: "steerbench")
  }

  /// Writes a file there, as a whole, that nobody else can read.
  static func write(_ bytes: [UInt8], to file: URL) throws {
    try Folder(file.deletingLastPathComponent().path).create(mode: 0o700, isDurable: true)
    try WholeFile.write(bytes, to: file.path, .durable, mode: 0o600)
  }
}
