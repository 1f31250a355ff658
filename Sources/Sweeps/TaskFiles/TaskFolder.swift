import Basics
import Files
import FoundationEssentials
package import Tasks

/// A declared task as it lies on disk, outside of any sweep.
package struct TaskFolder: Sendable {
  /// The task.
  package let task: DeclaredTask
  /// Its questions.
  package let made: DeclaredQuestions

  /// Opens a task and reads all of its data.
  ///
  /// - Parameter path: The folder, or its `task.yaml`.
  /// - Throws: ``SweepError`` with file, line and column.
  package init(_ path: String) throws(SweepError) {
    let suffix = "/\(TaskDeclaration.fileName)"
    var folder = path.hasSuffix(suffix) ? String(path.dropLast(suffix.utf8.count)) : path
    while folder.utf8.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    let url = URL(filePath: folder, directoryHint: .isDirectory)
    let file = "\(folder)/\(TaskDeclaration.fileName)"
    try Self.refuseLink(file)
    // The name of a folder that is written as a dot is its own.
    let name =
      [".", ".."].contains(Path.name(of: folder)) ? url.standardizedFileURL.lastPathComponent : ""
    var declaration = try TaskFileReader.declaration(
      from: try SweepFolder.text(
        of: URL(filePath: file), limit: SweepReader.byteLimit), file: file,
      folder: name.isEmpty ? folder : "\(folder)/\(name)")
    try declaration.readGrader { (name) throws(SweepError) in
      try Self.refuseLink("\(folder)/\(name)")
      return try SweepFolder.text(
        of: URL(filePath: "\(folder)/\(name)"), limit: SweepReader.byteLimit)
    }
    var files: [String: [UInt8]] = [:]
    for name in declaration.files {
      try Self.refuseLink("\(folder)/\(name)")
      files[name] = try SweepFolder.bytes(
        of: URL(filePath: "\(folder)/\(name)"), limit: DataTable.byteLimit)
    }
    do throws(TaskError) {
      made = try DeclaredQuestions(declaration, files: files) { (name) throws(TaskError) in
        do throws(SweepError) {
          try Self.refuseLink(Path.firstLink(on: name, below: folder) ?? "\(folder)/\(name)")
          return try SweepFolder.bytes(
            of: URL(filePath: "\(folder)/\(name)"), limit: ImageFile.byteLimit)
        } catch {
          throw TaskError(.badDeclaration, error.message)
        }
      }
    } catch {
      throw SweepError(error.description)
    }
    task = DeclaredTask(declaration)
  }

  private static func refuseLink(_ path: String) throws(SweepError) {
    guard !Path.isLink(path) else {
      throw SweepError(
        "\(path): it is a symbolic link, and links of a task are not followed. Put the file itself there."
      )
    }
  }

  /// Whether a word of the user's is a task's folder.
  package static func isFolder(_ word: String) -> Bool {
    word.contains("/") || Path.exists("\(word)/\(TaskDeclaration.fileName)")
  }
}
