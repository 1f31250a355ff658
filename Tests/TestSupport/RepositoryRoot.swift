public import Foundation

/// The folder of this repository, for tests that read files which the product ships.
public enum RepositoryRoot {
  /// No folder above a test file holds a `Package.swift`.
  public struct NotFound: Error, CustomStringConvertible {
    /// The file from which the search began.
    public let start: String

    public var description: String {
      "No folder above \(start) holds a Package.swift. Run the tests from a checkout."
    }
  }

  /// The nearest folder above a file that holds a `Package.swift`.
  public static func url(above file: String = #filePath) throws -> URL {
    var folder = URL(fileURLWithPath: file).deletingLastPathComponent()
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
      {
        return folder
      }
      folder.deleteLastPathComponent()
    }
    throw NotFound(start: file)
  }

  /// The bytes of a file, named from the root such as `Tasks/paper/table1.json`.
  public static func bytes(of path: String, above file: String = #filePath) throws -> [UInt8] {
    Array(try Data(contentsOf: url(above: file).appendingPathComponent(path)))
  }
}
