import Files
import FoundationEssentials

/// The folder in which a user keeps what this program knows of his wishes.
enum UserFolder {
  /// The largest file that is read or written there.
  static let byteLimit = 1 << 20

  /// `steerbench` below `XDG_CONFIG_HOME`, or below `.config` of the home folder.
  static func configuration(in environment: [String: String]) -> URL {
    let named = environment["XDG_CONFIG_HOME"] ?? ""
    // The standard says that a relative path is not to be used.
    let base =
      named.hasPrefix("/")
      ? named
      : (environment["HOME"] ?? FileManager.default.homeDirectoryForCurrentUser.path) + "/.config"
    return URL(filePath: base, directoryHint: .isDirectory).appending(path: "steerbench")
  }

  /// The lines of a file there; none where there is no such file.
  ///
  /// - Throws: ``WorkbenchError`` for a file that cannot be read: what it forbids would be allowed, and
  ///   what it allows would be lost with the next writing.
  static func lines(of file: URL) throws(WorkbenchError) -> [String] {
    let bytes: [UInt8]?
    do throws(FileError) {
      bytes = try ReadableFile.bytes(of: file.path, limit: byteLimit)
    } catch {
      if error.isMissing { return [] }
      throw WorkbenchError(
        .usage,
        "\(error). It holds what you agreed to and saw before. Mend it, or put it away to begin anew."
      )
    }
    guard let bytes else {
      throw WorkbenchError(
        .usage,
        "\(file.path): it has grown too large to be read. Remove what is not needed any more.")
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Writes a file there, as a whole, that nobody else can read.
  static func write(_ bytes: [UInt8], to file: URL) throws {
    try Folder(file.deletingLastPathComponent().path).create(mode: 0o700, isDurable: true)
    try WholeFile.write(bytes, to: file.path, .durable, mode: 0o600)
  }
}
