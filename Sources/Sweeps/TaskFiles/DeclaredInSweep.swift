import Basics
import Tasks

extension TaskDeclaration {
  /// For a sweep that has no declared task.
  package static func noData(_ path: String, _ limit: Int) throws(SweepError) -> [UInt8] {
    throw SweepError("\(path): data are read with the folder of their sweep.")
  }

  /// Reads the task that a sweep names by its folder.
  static func at(
    _ node: SweepNode, in version: SweepVersion, known: [String], _ read: NamedFiles.Reading
  ) throws(SweepError) -> TaskDeclaration {
    guard version != .one else {
      throw node.error(
        "a sweep of version 1 knows no tasks of one's own. Write \"version: 2\" for them: steerbench "
          + "upgrade says what that changes.")
    }
    var folder = try node.text()
    if folder.hasSuffix("/\(fileName)") {
      folder = String(folder.dropLast(fileName.utf8.count + 1))
    }
    while folder.hasSuffix("/") { folder.removeLast() }
    guard !folder.isEmpty, !folder.hasPrefix("/"), !folder.hasPrefix("~"), folder.utf8.count <= 400
    else {
      throw node.error(
        "a task's folder is named from the sweep's own, such as ../../Tasks/tank or ./tank, so that the "
          + "sweep can be shared.")
    }
    let (yaml, file) = try read("\(folder)/\(fileName)")
    var declaration = try TaskFileReader.declaration(from: yaml, file: file, folder: folder)
    try declaration.readGrader { (name) throws(SweepError) in try read("\(folder)/\(name)").text }
    guard !known.contains(declaration.name) else {
      throw node.error(
        "a task named \"\(declaration.name)\" is shipped. Give yours another name: name: my-"
          + "\(declaration.name), in \(file).")
    }
    return declaration
  }

  /// Reads a file that the task's file names; an error says where it is named.
  func naming<Value>(
    _ named: Written, _ read: () throws(SweepError) -> Value
  ) throws(SweepError) -> Value {
    do throws(SweepError) {
      return try read()
    } catch {
      guard let line = named.line else { throw error }
      throw SweepError("\(error.message) It is named in \(file), line \(line).")
    }
  }

  /// The files that reading it opens, by their paths from the sweep's folder.
  package var opened: [String] { ([Self.fileName] + files).map { "\(folder)/\($0)" } }

  /// The questions, in the order of their ids, and the images that they show, from the sweep's folder.
  func questions(
    reading read: (_ path: String, _ limit: Int) throws(SweepError) -> [UInt8]
  ) throws(SweepError) -> (questions: [Question], images: [String]) {
    var bytes: [String: [UInt8]] = [:]
    for named in namedFiles {
      bytes[named.text] = try naming(named) { () throws(SweepError) in
        try read("\(folder)/\(named.text)", DataTable.byteLimit)
      }
    }
    do throws(TaskError) {
      let made = try DeclaredQuestions(self, files: bytes) { (file) throws(TaskError) in
        do throws(SweepError) {
          return try read("\(folder)/\(file)", ImageFile.byteLimit)
        } catch {
          throw TaskError(.badDeclaration, error.message)
        }
      }
      let sorted = made.questions.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
      return (sorted, made.imageFiles.map { "\(folder)/\($0)" })
    } catch {
      throw SweepError(error.description)
    }
  }
}

extension [any BenchTask] {
  /// The names of the tags that the declared ones have.
  var tagNames: Set<String> {
    Set(
      compactMap { ($0 as? DeclaredTask)?.declaration }
        .flatMap { $0.columns.tags.map(\.text) })
  }
}
