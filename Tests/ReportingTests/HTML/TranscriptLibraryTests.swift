import Analysis
import Basics
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import TestSupport
import Testing
import Trials

@testable import Reporting

@Suite("The transcripts of a report")
struct TranscriptLibraryTests {
  private let lines = PageFixture.lines

  @Test("stop at the budget, and what did not fit leaves nothing behind")
  func budget() {
    var library = TranscriptLibrary(.fitting, budget: 4_000)
    let texts = (0..<lines.count).map { String(repeating: "\($0)", count: 900) }
    let added = zip(lines, texts).enumerated().map { index, pair in
      library.add(PageFixture.record(pair.0, answer: pair.1), at: index)
    }
    let kept = added.count(where: \.self)
    #expect((1..<lines.count).contains(kept) && library.count == kept)
    #expect(library.shelf.byteCount + kept * 256 <= 4_000)
    // What was refused may come again, and a smaller one still fits.
    let before = library.shelf.texts.count
    let big = library.add(PageFixture.record(lines[0], answer: texts[9] + "x"), at: 50)
    #expect(!big && library.shelf.texts.count == before)
    let small = library.add(PageFixture.record(lines[0], answer: "small"), at: 51)
    #expect(small && library.shelf.texts.contains("small"))
  }

  @Test("keep a text once, however many trials share it")
  func sharing() {
    var library = TranscriptLibrary(.all)
    for (index, line) in lines.enumerated() {
      _ = library.add(PageFixture.record(line, answer: "same"), at: index)
    }
    #expect(library.count == lines.count)
    #expect(library.shelf.texts == ["same", "marker", "because same"])
  }

  @Test(
    "keep beginning and end of a long text, whole characters only, and say how much is left out",
    arguments: ["x", "é", "漢", "🦩"])
  func longTexts(letter: String) throws {
    let text = "start" + String(repeating: letter, count: 50_000) + "end"
    var shelf = TextShelf(textLimit: 1_000)
    let place = shelf.place(of: text)
    let cut = try #require(shelf.cuts[place])
    let shown = shelf.texts[place]
    #expect(shown.hasPrefix("start") && shown.hasSuffix("end"))
    #expect(cut.bytes == text.utf8.count && cut.shown == shown.utf8.count)
    #expect((900...1_010).contains(cut.shown))
    let gap = shown.utf16.index(shown.utf16.startIndex, offsetBy: cut.gap)
    #expect(Set(shown[..<gap].dropFirst(5)) == [Character(letter)])
    #expect(Set(shown[gap...].dropLast(3)) == [Character(letter)])
    var whole = TextShelf(textLimit: nil)
    _ = whole.place(of: text)
    #expect(whole.texts == [text] && whole.cuts.isEmpty)
  }

  @Test("mask credentials before they cut")
  func credentials() {
    let secret = "sk-" + String(repeating: "a", count: 40)
    var shelf = TextShelf(textLimit: 100)
    let padding = String(repeating: "x ", count: 34)
    _ = shelf.place(of: padding + secret + String(repeating: " y", count: 100))
    #expect(!shelf.texts[0].contains("aaaaaaaa"))
  }

  @Test("show an image once, name one that is too large, and give back what did not fit")
  func images() throws {
    var shelf = ImageShelf()
    let small = try ImageFile(DrawnPicture.png(), named: "a.png")
    #expect(shelf.place(of: small) == 0 && shelf.place(of: small) == 0)
    let text = DrawnPicture.chunk("tEXt", [UInt8](repeating: 65, count: ImageShelf.imageLimit))
    var bytes = DrawnPicture.png()
    bytes.insert(contentsOf: text, at: 33)
    let large = try ImageFile(bytes, named: "b.png")
    #expect(shelf.place(of: large) == 1)
    #expect(shelf.json[0]?[1]?.string?.hasPrefix("data:image/png;base64,iVBORw0KGgo") == true)
    #expect(shelf.json[1]?[0] == .string(large.title) && shelf.json[1]?[1] == .null)
    shelf.rewind(to: 1)
    #expect(shelf.shown.count == 1 && shelf.place(of: large) == 1)
  }
}
