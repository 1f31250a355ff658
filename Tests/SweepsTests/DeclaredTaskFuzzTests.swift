import Basics
import Sweeps
import Tasks
import TestSupport
import Testing

@Suite("The files of a declared task, whatever their bytes")
struct DeclaredTaskFuzzTests {
  private static let yaml = """
    version: 1
    title: Tank
    data: {file: q.csv, id: id, truth: litres, tags: [shape], rung: level, image: {column: photo, detail: low}}
    prompt: "{{#note}}{{note}} {{/note}}{{question}}\\nGive <<<number>>>."
    grade: {kind: regex, pattern: "(a+)+b|[0-9]{1,3}"}
    check: {right: ["<<<{{litres}}>>>"]}

    """
  private static let csv = """
    id,shape,level,question,note,litres,photo
    a-1,cone,1,"How much, ""roughly""?",x,42,
    a-2,box,2,"Two
    lines?",,7,

    """
  private static let jsonl = """
    {"id": "a-1", "shape": "cone", "level": 1, "question": "Ä?", "litres": 42, "note": null, "photo": []}
    {"id": "a-2", "shape": "box", "level": 2, "question": "q", "litres": 3.50, "note": "n", "photo": ""}

    """
  /// Pieces that mean something to some reader.
  private static let pieces = [
    "{{", "}}", "{{#", "{{/", "{{^", "&a ", "*a", "<<: *a", "!!binary ", "%YAML 9", "---", "\t",
    "\0", "\u{feff}",
    "\"", "'", ",", "\n", "\r", "[", "]", "{", "}", ":", "- ", "|", ">", "(?=", "(?<a>", "\\1",
    "{1000000}",
    "((((((((((", "*+?", "\\u{110000}", "\u{202e}", "../", "/etc/passwd", "1e999", "NaN", "é", "😀",
    "# ",
  ]

  private func mutated(_ text: String, by numbers: inout SeededNumbers) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...3, using: &numbers) {
      let place = Int.random(in: 0..<bytes.count, using: &numbers)
      switch Int.random(in: 0..<4, using: &numbers) {
      case 0: bytes[place] = .random(in: 0...255, using: &numbers)
      case 1: bytes.removeSubrange(place..<min(place + 9, bytes.count - 1))
      case 2:
        let piece = Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &numbers)]
        bytes.insert(contentsOf: Array(piece.utf8), at: place)
      default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: place)
      }
    }
    return bytes
  }

  /// What is said of a task; nothing where it can be read.
  private func refusal(_ yaml: [UInt8], _ name: String, _ data: [UInt8]) -> String {
    do {
      let text = String(decoding: yaml, as: UTF8.self).replacing("q.csv", with: name)
      let declaration = try TaskFileReader.declaration(
        from: text, file: "tank/task.yaml", folder: "tank")
      let files = Dictionary(
        declaration.files.map { ($0, data) }, uniquingKeysWith: { first, _ in first })
      _ = try DeclaredQuestions(declaration, files: files) { (_) throws(TaskError) in
        DrawnPicture.png()
      }
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("are read, or refused within a second by the name of the file")
  func refused() {
    var numbers = SeededNumbers(11)
    var refusals = 0
    for round in 0..<1_500 {
      let isJSON = round.isMultiple(of: 2)
      let (name, table) = isJSON ? ("q.jsonl", Self.jsonl) : ("q.csv", Self.csv)
      let changesYAML = round % 3 == 0
      let yaml = changesYAML ? mutated(Self.yaml, by: &numbers) : Array(Self.yaml.utf8)
      let data = changesYAML ? Array(table.utf8) : mutated(table, by: &numbers)
      var said = ""
      let time = ThreadTime.measure { said = refusal(yaml, name, data) }
      #expect(time < .seconds(1), "round \(round)")
      guard !said.isEmpty else { continue }
      refusals += 1
      #expect(said.contains("task.yaml") || said.contains("tank/"), "round \(round): \(said)")
      #expect(said.utf8.count < 2_000, "round \(round)")
    }
    #expect(refusals > 100, "\(refusals) of 1,500 are refused")
  }

  @Test("are read where they are whole")
  func whole() {
    #expect(refusal(Array(Self.yaml.utf8), "q.csv", Array(Self.csv.utf8)) == "")
    #expect(refusal(Array(Self.yaml.utf8), "q.jsonl", Array(Self.jsonl.utf8)) == "")
  }
}
