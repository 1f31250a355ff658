import Basics
import BenchTestSupport
import Foundation
import ModelAPI
import RecordReplay
import ScoreSheets
import Sweeps
import TestSupport
import Testing
import Trials

@Suite("A score sheet")
struct ScoreSheetTests {
  @Test("is written as tab-separated text with a header, names and one line a trial")
  func isReadable() throws {
    let text = String(
      decoding: try Lines.bytes(
        [Lines.line(score: 1.0 / 3)], header: Lines.header(cassettes: [Digest.sha256("one")])),
      as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 4 && lines[3].isEmpty)
    #expect(
      lines[0] == "# steerbench score sheet 1\tsweep=small\tcassettes=\(Digest.sha256("one").hex)")
    #expect(
      lines[1].hasPrefix("model\tmethod\ttask\tquestion\tsample\trung\toutcome\tscore\tfresh"))
    let digests = Layer.allCases.map { Digest.sha256($0.rawValue).short }
    let fields: [String] = [
      "m", "all-code", "game24", "q1", "0", "2", "correct", "0.333333", "120", "0", "-", "30",
      "-", "-", "-", "140", "1500000", "20000", "0", "yes", "1", "1", "1",
    ]
    #expect(lines[2] == (fields + digests).joined(separator: "\t"))
  }

  @Test("gives back what was written, whatever the numbers", arguments: 0..<50)
  func roundTrips(seed: UInt64) throws {
    var numbers = SeededNumbers(seed)
    func counter() -> Int? {
      Bool.random(using: &numbers) ? Int.random(in: 0...(1 << 53), using: &numbers) : nil
    }
    let lines = (0..<40).map { index in
      Lines.line(
        question: "q\(100 + index)", outcome: Outcome.allCases[index % 8],
        score: Double(Int.random(in: 0...1_000_000, using: &numbers)) / 1_000_000,
        usage: TokenUsage(
          freshInput: counter(), cacheRead: counter(), cacheWrite: counter(),
          visibleOutput: counter(), reasoningOutput: counter(), undividedInput: counter(),
          undividedOutput: counter()))
    }
    let bytes = try Lines.bytes(lines)
    let read = try Lines.read(bytes)
    #expect(read == lines)
    #expect(try Lines.bytes(read) == bytes)
  }

  @Test("longer than any buffer is read whole")
  func readsLongSheets() throws {
    let lines = (0..<2000).map { Lines.line(question: "question-\(10_000 + $0)") }
    let bytes = try Lines.bytes(lines)
    #expect(bytes.count > 3 << 16)
    #expect(try Lines.read(bytes) == lines)
  }

  @Test("changes in one line where one trial changes")
  func diffsByTrial() throws {
    var lines = (0..<9).map { Lines.line(question: "q\($0)") }
    let before = try Lines.bytes(lines).split(separator: UInt8(ascii: "\n"))
    lines[4].textTokens += 1
    let after = try Lines.bytes(lines).split(separator: UInt8(ascii: "\n"))
    #expect(zip(before, after).count { $0 != $1 } == 1)
  }

  @Test("refuses names that could not be read back or would deceive a reader")
  func refusesNames() throws {
    let names = [
      "", "a\tb", "a\nb", "a/b", " a", "a ", "\u{202E}a", "a\u{7f}", "a\u{2028}b", "\u{0}",
    ]
    for name in names {
      var encoder = try ScoreSheetEncoder(Lines.header())
      let start = encoder.take()
      #expect(throws: ScoreSheetError.self) { try encoder.append(Lines.line(question: name)) }
      #expect(encoder.take().isEmpty && !start.isEmpty)
      #expect(throws: ScoreSheetError.self) {
        try ScoreSheetEncoder(Lines.header(name))
      }
    }
  }

  @Test("keeps names in any script", arguments: ["模型", "modèle 2", "qwen2.5:0.5b", "a@2"])
  func keepsNames(name: String) throws {
    #expect(try Lines.read(Lines.bytes([Lines.line(model: name)])).first?.trial.model == name)
  }

  @Test("refuses trials that are out of order or there twice")
  func refusesDisorder() throws {
    for second in ["q1", "q0"] {
      let error = #expect(throws: ScoreSheetError.self) {
        try Lines.bytes([Lines.line(question: "q1"), Lines.line(question: second)])
      }
      #expect(error?.code == .order)
    }
    let sorted = try Lines.bytes([Lines.line(question: "q1"), Lines.line(question: "q2")])
    var parts = sorted.split(separator: UInt8(ascii: "\n"))
    parts.swapAt(2, 3)
    let swapped = Array(parts.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    let error = #expect(throws: ScoreSheetError.self) { try Lines.read(swapped) }
    #expect(error?.code == .order && error?.line == 4)
  }

  @Test(
    "names file, line and column of a damaged value",
    arguments: [
      ("0.333333", "1.000001", "score"), ("0.333333", "0.33333", "score"),
      ("0.333333", "nan", "score"), ("correct", "Correct", "outcome"),
      ("\tyes", "\ttrue", "used_code"),
      ("\t140", "\t0140", "text_tokens"), ("\t140", "\t-140", "text_tokens"),
      ("\t140", "\t-", "text_tokens"), ("\t120", "\t12x", "fresh_input"),
      ("\t120", "\t99999999999999999999", "fresh_input"),
      ("\t120", "\t9007199254740993", "fresh_input"), ("game24", "", "task"),
    ])
  func locatesDamage(old: String, new: String, column: String) throws {
    let text = String(
      decoding: try Lines.bytes([Lines.line(score: 1.0 / 3)]), as: UTF8.self)
    let damaged = text.replacingOccurrences(of: old, with: new)
    #expect(damaged != text)
    let error = #expect(throws: ScoreSheetError.self) { try Lines.read(Array(damaged.utf8)) }
    #expect(error?.code == .value && error?.line == 3 && error?.column == column)
    #expect(error?.description.hasPrefix("sheet, line 3, column \(column): ") == true)
  }

  @Test("cut anywhere is an error or fewer whole trials, never a wrong one")
  func survivesCuts() throws {
    let lines = [Lines.line(question: "q1"), Lines.line(question: "q2")]
    let bytes = try Lines.bytes(lines)
    for end in bytes.indices {
      let cut = Array(bytes[..<end])
      guard let read = try? Lines.read(cut) else { continue }
      #expect(cut.last == UInt8(ascii: "\n"))
      #expect(read == Array(lines.prefix(read.count)))
    }
  }

  @Test("refuses other files, other versions and other columns")
  func refusesStrangers() throws {
    let bytes = try Lines.bytes([Lines.line()])
    let text = String(decoding: bytes, as: UTF8.self)
    func code(_ text: String) -> ScoreSheetError.Code? {
      do throws(ScoreSheetError) {
        _ = try ScoreSheetReader(bytes: Array(text.utf8), named: "sheet")
        return nil
      } catch { return error.code }
    }
    #expect(code("") == .notASheet)
    #expect(code("model,method\n") == .notASheet)
    #expect(code(text.replacingOccurrences(of: "sheet 1", with: "sheet 2")) == .version)
    #expect(code(text.replacingOccurrences(of: "\trung", with: "\tstep")) == .columns)
    #expect(code(text.replacingOccurrences(of: "\n", with: "\r\n")) != nil)
    #expect(code(String(repeating: "a", count: 1 << 20)) == .lineTooLong)
    #expect(code(text) == nil)
  }

  @Test("has a stated length of line that no hostile file can exceed")
  func boundsLines() throws {
    let start = try Lines.bytes([])
    let endless = start + [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
    let error = #expect(throws: ScoreSheetError.self) { try Lines.read(endless) }
    #expect(error?.code == .lineTooLong && error?.line == 3)
  }
}

@Suite("A score sheet's file")
struct ScoreSheetFileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  @Test("stands in its place only when it is whole")
  func appearsWhole() throws {
    try withFolder { folder in
      let path = folder + "/baseline.tsv"
      let lines = (0..<1000).map { Lines.line(question: "q\(1000 + $0)") }
      do {
        var dropped = try ScoreSheetWriter(path: path, header: Lines.header())
        for line in lines { try dropped.append(line) }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      var writer = try ScoreSheetWriter(path: path, header: Lines.header())
      for line in lines { try writer.append(line) }
      #expect(!FileManager.default.fileExists(atPath: path))
      try writer.finish()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["baseline.tsv"])
      #expect(Array(try Data(contentsOf: URL(fileURLWithPath: path))) == (try Lines.bytes(lines)))
      var reader = try ScoreSheetReader(path: path)
      #expect(try reader.header == Lines.header())
      var copy = reader
      for line in lines { #expect(try reader.next() == line) }
      #expect(try reader.next() == nil)
      #expect(try copy.next() == lines[0])
    }
  }

  @Test("that is missing, a folder or not writable gives an error that says so")
  func saysWhatIsWrong() throws {
    try withFolder { folder in
      let missing = #expect(throws: ScoreSheetError.self) {
        try ScoreSheetReader(path: folder + "/none.tsv")
      }
      #expect(missing?.code == .missing)
      let directory = #expect(throws: ScoreSheetError.self) {
        try ScoreSheetReader(path: folder)
      }
      #expect(directory?.code == .notASheet)
      let unwritable = #expect(throws: ScoreSheetError.self) {
        _ = try ScoreSheetWriter(path: folder + "/none/baseline.tsv", header: Lines.header())
      }
      #expect(unwritable?.code == .unwritable)
    }
  }
}
