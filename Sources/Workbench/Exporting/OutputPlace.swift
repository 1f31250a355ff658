package import Files
package import FoundationEssentials
import Reporting

/// A file that a user asked for, written as a whole or not at all.
package enum OutputFile {
  /// Puts bytes in place of a file, its folder made where it is missing.
  ///
  /// - Parameter durability: What a power cut may do; most outputs can be made again.
  package static func replace(
    _ file: URL, with bytes: [UInt8], _ durability: Durability = .renamed
  ) throws {
    let path = file.standardizedFileURL.path
    do throws(FileError) {
      try Folder(Path.parent(of: path)).create()
      try WholeFile.write(bytes, to: path, durability, suffix: DraftFile.ownSuffix)
    } catch {
      throw WorkbenchError(
        .usage,
        "\(file.relativePath): cannot be written (\(error.cause)). "
          + "Check the folder's permissions and the free space.")
    }
  }
}

/// A folder that a user asked for and that did not exist before, written as a whole or not at all.
///
/// A folder that holds anything is never touched; an empty one is filled.
package struct NewFolder {
  /// The folder.
  let path: String

  /// Names the folder.
  package init(path: String) {
    self.path = path
  }

  /// Checks that the folder can be made, before work is spent on its contents.
  package func check() throws {
    guard DraftFolder.canTake(place) else {
      throw WorkbenchError(
        .usage,
        "\(path): it exists and is not an empty folder, and nothing is overwritten. "
          + "Name another folder, or remove this one.")
    }
  }

  /// Writes files by their paths below the folder.
  package func write(_ files: [(path: String, bytes: [UInt8])]) throws {
    try check()
    do throws(FileError) {
      let draft = try DraftFolder(for: place)
      for file in files { try draft.append(file.bytes, to: file.path) }
      try draft.publish()
    } catch {
      throw WorkbenchError(
        .usage,
        "\(path): cannot be written (\(error.cause)). "
          + "Check the folder's permissions and the free space.")
    }
  }

  fileprivate var place: String { URL(filePath: path).standardizedFileURL.path }
}

/// Where an export is written, piece by piece, to appear as a whole or not at all.
///
/// A file is replaced, as other outputs are; a folder that holds anything is never touched.
final class ExportPlace {
  private enum Draft {
    case file(DraftFile)
    case folder(DraftFolder)
  }

  private let place: String
  private let draft: Draft

  /// Begins the output.
  init(path: String, isFolder: Bool) throws {
    let place = URL(filePath: path).standardizedFileURL.path
    self.place = place
    if isFolder {
      try NewFolder(path: path).check()
    } else if Path.isFolder(place) {
      throw WorkbenchError(
        .usage, "\(path): it is a folder, and this format is one file. Name a file.")
    }
    draft = try Self.writing(place) { () throws(FileError) in
      guard !isFolder else { return .folder(try DraftFolder(for: place)) }
      try Folder(Path.parent(of: place)).create()
      return .file(try DraftFile(for: place, suffix: DraftFile.ownSuffix))
    }
  }

  /// Appends pieces to their files.
  func append(_ pieces: [ExportFiles.Piece]) throws {
    try Self.writing(place) { () throws(FileError) in
      for piece in pieces {
        switch draft {
        case .file(let file): try file.write(piece.bytes)
        case .folder(let folder): try folder.append(piece.bytes, to: piece.path)
        }
      }
    }
  }

  /// Puts the export in its place.
  func finish() throws {
    try Self.writing(place) { () throws(FileError) in
      switch draft {
      case .file(let file): try file.publish(.renamed)
      case .folder(let folder): try folder.publish()
      }
    }
  }

  private static func writing<Value>(
    _ place: String, _ body: () throws(FileError) -> Value
  ) throws -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw WorkbenchError(
        .usage,
        "\(place): cannot be written (\(error.cause)). Check that the folder exists and may be "
          + "written, and the free space.")
    }
  }
}

extension ScratchFolder {
  /// A temporary folder of a command.
  ///
  /// - Parameter content: What needs room in it, as an error says.
  convenience init(for content: String) throws {
    do throws(FileError) {
      try self.init(in: FileManager.default.temporaryDirectory.path)
    } catch {
      throw WorkbenchError(
        .usage,
        "\(error.path): no folder can be made there (\(error.cause)). Set TMPDIR to a folder with room "
          + "for \(content).")
    }
  }
}
