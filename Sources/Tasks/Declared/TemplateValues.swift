import Basics

/// The names that a template may use.
struct TemplateNames {
  var columns: [String]
  var hasOptions: Bool
  var hasShots: Bool
  var hasAnswer = false

  private static let ofElements = ["item", "number", "letter"]

  /// All names outside of sections.
  var all: [String] {
    columns + (hasOptions ? ["options"] : []) + (hasShots ? ["shots"] : [])
      + (hasAnswer ? ["answer"] : [])
  }

  func knows(_ use: TextTemplate.Use) -> Bool {
    all.contains { $0.isSame(as: use.name) }
      || !use.sections.isEmpty && Self.ofElements.contains(use.name)
  }
}

/// What the names of a template stand for in a row.
struct TemplateValues {
  let table: DataTable
  let row: DataTable.Row
  let places: [String: Int]
  let options: [String]
  let shots: String
  var answer: String?

  /// The text of a template; an error where a value that stands outside of sections is not there, or where the
  /// text would be too large.
  func rendered(
    _ template: TextTemplate,
    _ fault: (String, DataTable.Row, Int?) -> TaskError
  ) throws(TaskError) -> String {
    try pieces(of: template, fault).map(\.text).joined()
  }

  /// The same, in pieces.
  func pieces(
    of template: TextTemplate,
    _ fault: (String, DataTable.Row, Int?) -> TaskError
  ) throws(TaskError) -> [TextTemplate.Rendered] {
    for use in template.uses where use.sections.isEmpty {
      guard !use.isSection, let place = places[use.name] else { continue }
      if case .absent = table.cell(row, place) {
        throw fault(
          "the row has no value, which the template shows. Where a value may be missing, write "
            + "{{#\(use.name)}} … {{/\(use.name)}} around it.", row, place)
      }
    }
    do throws(TextTemplate.TooLarge) {
      return try template.pieces(upTo: TextTemplate.byteLimit, value)
    } catch {
      throw fault(Self.tooLarge, row, nil)
    }
  }

  /// What is said of a text that is larger than any may be.
  static let tooLarge =
    "the text would be larger than \(TextTemplate.byteLimit) bytes, or is made of sections of long lists "
    + "inside each other."

  func value(_ name: String) -> TextTemplate.Value {
    switch name {
    case "shots" where places[name] == nil: return .text(shots)
    case "answer" where answer != nil: return .text(answer ?? "")
    case "options" where !options.isEmpty: return .list(lettered)
    default: break
    }
    guard let place = places[name] else { return .absent }
    return switch table.cell(row, place) {
    case .text(let text), .json(let text): .text(text)
    case .absent: .absent
    case .list(let list, _):
      .list(list.enumerated().map { ["item": $1, "number": "\($0 + 1)"] })
    }
  }

  private var lettered: [[String: String]] {
    options.enumerated().map {
      [
        "item": $1, "number": "\($0 + 1)",
        "letter": String(Choice.name(of: $0).dropFirst().dropLast()),
      ]
    }
  }
}

/// The files of a declared task, read.
struct DeclaredFiles {
  let declaration: TaskDeclaration
  let files: [String: [UInt8]]

  func bytes(_ file: TaskDeclaration.Written) throws(TaskError) -> [UInt8] {
    guard let bytes = files[file.text] else {
      throw declaration.error("the file \(file.text) was never read.", at: file)
    }
    return bytes
  }

  func table(_ file: TaskDeclaration.Written) throws(TaskError) -> DataTable {
    try DataTable(try bytes(file), named: "\(declaration.folder)/\(file.text)")
  }

  /// Reads a template and holds its names against what there is.
  func template(
    _ source: TaskDeclaration.Source, named key: String, _ names: TemplateNames
  ) throws(TaskError) -> TextTemplate {
    let text: String
    let written: TaskDeclaration.Written
    switch source {
    case .here(let own): (text, written) = (own.text, own)
    case .file(let file):
      guard let read = String(validating: try bytes(file), as: UTF8.self) else {
        throw declaration.error("\(file.text) is not UTF-8 text. Save it as UTF-8.", at: file)
      }
      // The line end that editors put behind the last line.
      (text, written) = (read.hasSuffix("\n") ? String(read.dropLast()) : read, file)
    }
    guard text.utf8.count <= TextTemplate.byteLimit else {
      throw declaration.error(
        "\"\(key)\" is larger than \(TextTemplate.byteLimit) bytes.", at: written)
    }
    func fault(_ place: TextTemplate.Place, _ message: String) -> TaskError {
      switch source {
      case .here:
        declaration.error(
          "\"\(key)\", its line \(place.line), column \(place.column): \(message)", at: written)
      case .file(let file):
        TaskError(
          .badDeclaration,
          "\(declaration.folder)/\(file.text), line \(place.line), column \(place.column): \(message)"
        )
      }
    }
    let template: TextTemplate
    do {
      template = try TextTemplate(text)
    } catch {
      throw fault(error.place, error.message)
    }
    if let unknown = template.uses.first(where: { !names.knows($0) }) {
      throw fault(
        unknown.place,
        "there is no column \"\(unknown.name)\". \(NearMatch.hint(for: unknown.name, among: names.all))"
      )
    }
    if let literal = template.literal(of: Set(names.all)) {
      throw fault(
        literal.place,
        "{\(literal.name)} would be sent as it is: a column's value is written {{\(literal.name)}}."
      )
    }
    return template
  }
}
