import Basics

/// The images that the questions of a declared task show: files in the task's folder that a column of its data
/// names.
package struct DeclaredImages {
  /// Reads a file of the task's folder; throws where it is not there, is a link, or is larger than
  /// `ImageFile.byteLimit`.
  package typealias Reading = (_ file: String) throws(TaskError) -> [UInt8]

  /// For tasks that show none.
  package static func none(_ file: String) throws(TaskError) -> [UInt8] {
    throw TaskError(.badDeclaration, "\(file): images are read with the folder of their task.")
  }

  /// The most images of a question.
  private static let questionLimit = 8
  /// The most bytes of a question's images: in base64 they stay below what every provider takes in a request.
  private static let questionByteLimit = 14_000_000
  /// The most bytes of a task's images, which are held while its questions are asked.
  private static let taskByteLimit = 256 << 20

  private let declaration: TaskDeclaration
  private let table: DataTable
  private let column: Int
  private var known: [String: ImageFile] = [:]
  private var byteCount = 0

  /// The images of a task's data; `nil` for a task that shows none.
  init?(_ declaration: TaskDeclaration, _ table: DataTable) throws(TaskError) {
    guard let image = declaration.columns.image else { return nil }
    guard let column = table.column(image.text) else {
      throw declaration.error(
        "\(table.file) has no column \"\(image.text)\", which is to name the images. "
          + NearMatch.hint(for: image.text, among: table.columns), at: image)
    }
    guard declaration.shots == nil else {
      throw declaration.error(
        "the questions show images, and the examples of \"few-shot\" are text. Leave one of both out.",
        at: image)
    }
    self.declaration = declaration
    self.table = table
    self.column = column
  }

  /// The files that were read, sorted.
  var files: [String] {
    known.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The images of a row, in its order; none where its cell is empty.
  mutating func images(
    of row: DataTable.Row, in question: String, _ read: Reading
  ) throws(TaskError) -> [ImageFile] {
    var images: [ImageFile] = []
    for file in try names(in: row, question) {
      let image = try image(file, row, question, read)
      if !images.contains(image) { images.append(image) }
    }
    let bytes = images.reduce(0) { $0 + $1.bytes.count }
    guard images.count <= Self.questionLimit, bytes <= Self.questionByteLimit else {
      throw error(
        "\(images.count) images of \(bytes) bytes: a question shows \(Self.questionLimit) images of "
          + "\(Self.questionByteLimit) bytes in all at most", row, question)
    }
    return images
  }

  private func names(
    in row: DataTable.Row, _ question: String
  ) throws(TaskError) -> [String] {
    switch table.cell(row, column) {
    case .absent: return []
    case .text(let name): return name.isEmpty ? [] : [name]
    case .list(let names, _): return names
    case .json:
      throw error("this is no name of a file, such as charts/bar-1.png", row, question)
    }
  }

  private mutating func image(
    _ file: String, _ row: DataTable.Row, _ question: String, _ read: Reading
  ) throws(TaskError) -> ImageFile {
    if let image = known[file] { return image }
    guard !file.contains("://"), !file.hasPrefix("data:") else {
      throw error(
        "\"\(file.prefix(100))\" is a URL, and nothing is fetched. Put the file beside the table and name it",
        row, question)
    }
    guard Self.isName(file) else {
      throw error(
        "\"\(file.prefix(100))\" cannot be an image's name: it lies in the task's own folder, its name has "
          + "letters, digits, dots, dashes and underscores, such as charts/bar-1.png", row, question
      )
    }
    let bytes: [UInt8]
    do throws(TaskError) {
      bytes = try read(file)
    } catch {
      throw self.error("the image cannot be read: \(error.message)", row, question)
    }
    var image: ImageFile
    do throws(ImageFault) {
      image = try ImageFile(bytes, named: file)
    } catch {
      throw self.error("the image \(file) \(error.message)", row, question)
    }
    byteCount += image.bytes.count
    guard byteCount <= Self.taskByteLimit else {
      throw error(
        "the images of the task have more than \(Self.taskByteLimit) bytes. Make them smaller, or two tasks",
        row, question)
    }
    image.detail = declaration.columns.imageDetail
    known[file] = image
    return image
  }

  /// Whether a name stays in the task's folder and can stand in a bundle.
  private static func isName(_ file: String) -> Bool {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    return file.utf8.count <= 200 && parts.count <= 8
      && parts.allSatisfy { part in
        !part.isEmpty && part.utf8.count <= 100 && !part.hasPrefix(".")
          && part.utf8.allSatisfy {
            ASCII.isLetter($0) || ASCII.isDigit($0) || "._-".utf8.contains($0)
          }
      }
  }

  private func error(
    _ message: String, _ row: DataTable.Row, _ question: String
  ) -> TaskError {
    TaskError(
      .badDeclaration,
      "\(table.file), line \(row.line), column \"\(table.columns[column])\", question \(question): "
        + (message.hasSuffix(".") ? message : message + "."))
  }
}
