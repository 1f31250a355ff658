import Foundation
import TestSupport
import Testing

@testable import Tasks

@Suite("Normal forms of Unicode")
struct NormalizationTests {
  /// The same by Foundation, of which the program has none.
  private func foundation(_ text: String, _ form: NormalizationForm) -> String {
    switch form {
    case .canonical: text.precomposedStringWithCanonicalMapping
    case .compatibility: text.precomposedStringWithCompatibilityMapping
    }
  }

  private func differs(_ text: String, _ form: NormalizationForm) -> Bool {
    !form.normal(text).unicodeScalars.elementsEqual(foundation(text, form).unicodeScalars)
  }

  @Test(
    "of every character are those of another implementation",
    arguments: [NormalizationForm.canonical, .compatibility])
  func everyCharacter(form: NormalizationForm) {
    // Every plane that has characters of meaning, some of each that has none.
    let codes = Array(UInt32(0)...0x32FFF) + Array(0xE0000...0xE0FFF) + Array(0x10FF00...0x10FFFF)
    let scalars = codes.compactMap { Unicode.Scalar($0) }
    let wrong = scalars.filter { scalar in
      let isMark = scalar.properties.canonicalCombiningClass != .notReordered
      return differs(String(scalar), form) || (isMark && differs("a\(scalar)", form))
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(10).map { String($0.value, radix: 16) })")
  }

  /// Texts as hexadecimal codes, a line each, in the form of Python's own; empty where Python's table is
  /// too old to know a character.
  private static let program = """
    import sys, unicodedata
    for line in sys.stdin:
        text = "".join(chr(int(code, 16)) for code in line.split())
        if any(unicodedata.category(character) == "Cn" for character in text):
            print()
        else:
            text = unicodedata.normalize(sys.argv[1], text)
            print(" ".join(format(ord(character), "x") for character in text))
    """

  /// - Note: Foundation loses the end of some texts of ten characters, and is no measure for them.
  @Test(
    "of random texts full of marks are those of Python",
    arguments: [(NormalizationForm.canonical, "NFC"), (.compatibility, "NFKC")])
  func randomTexts(form: NormalizationForm, name: String) throws {
    var numbers = SeededNumbers(1)
    let ranges: [ClosedRange<UInt32>] = [
      0x41...0x5A, 0xC0...0x17F, 0x300...0x36F, 0x300...0x36F, 0x1100...0x11FF, 0xAC00...0xACFF,
      0x900...0xDFF, 0x1D00...0x1FFF, 0x2000...0x24FF, 0x3040...0x33FF, 0xF900...0xFFEF,
      0x1D15E...0x1D164, 0x591...0x5C7, 0x11099...0x110BA,
    ]
    let texts = (0..<20_000).map { _ in
      (0..<Int.random(in: 1...12, using: &numbers)).compactMap { _ in
        Unicode.Scalar(
          UInt32.random(in: ranges.randomElement(using: &numbers) ?? 0...0, using: &numbers))
      }
    }
    let input = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: input) }
    try Data(texts.map { Self.codes($0) + "\n" }.joined().utf8).write(to: input)
    let output = try Self.python([Self.program, name], reading: input)
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == texts.count + 1)
    #expect(lines.count { !$0.isEmpty } > 2_000)
    for (text, line) in zip(texts, lines) where !line.isEmpty {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: text)
      let ours = Self.codes(Array(form.normal(String(view)).unicodeScalars))
      try #require(ours == line, "\(Self.codes(text))")
    }
  }

  private static func codes(_ scalars: [Unicode.Scalar]) -> String {
    scalars.map { String($0.value, radix: 16) }.joined(separator: " ")
  }

  private static func python(_ words: [String], reading input: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-I", "-c"] + words
    let (file, pipe) = (try FileHandle(forReadingFrom: input), Pipe())
    defer { try? file.close() }
    process.standardInput = file
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  @Test("A hundred thousand marks on one letter take no more than their order")
  func manyMarks() {
    let marks = (0..<50_000).map { _ in "\u{316}\u{300}" }.joined()
    let normal = NormalizationForm.canonical.normal("a" + marks)
    #expect(normal.unicodeScalars.count == 100_000)
    #expect(normal.unicodeScalars.prefix(3).map(\.value) == [0xE0, 0x316, 0x316])
  }

  @Test("take forms of a character for one only where looks alone differ")
  func looks() {
    let compatibility = NormalizationForm.compatibility
    #expect(compatibility.normal("ﬁ１²½") == "fi121\u{2044}2")
    #expect(NormalizationForm.canonical.normal("ﬁ１²½") == "ﬁ１²½")
    #expect(NormalizationForm.canonical.normal("e\u{301}").unicodeScalars.count == 1)
    #expect(compatibility.normal("plain") == "plain")
  }
}
