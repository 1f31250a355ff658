import BenchTestSupport
import TestSupport
import Testing

@testable import RecordReplay

@Suite("The difference of two texts")
struct TextDifferenceTests {
  private func lines(_ old: String, _ new: String) -> [String] {
    TextDifference(from: old, to: new).lines
  }

  @Test("shows the changed lines and no others")
  func changedLines() {
    #expect(lines("a\nb\nc", "a\nB\nc") == ["- b", "+ B"])
    #expect(lines("one word here", "one name here") == ["- one word here", "+ one name here"])
    #expect(lines("a\nb\nc\nd", "a\nx\ny\nd") == ["- b", "- c", "+ x", "+ y"])
    #expect(lines("", "a") == ["+ a"])
    #expect(lines("a", "") == ["- a"])
  }

  @Test("shows added and removed lines without their neighbours")
  func wholeLines() {
    #expect(lines("a\nb\nc", "a\nX\nb\nc") == ["+ X"])
    #expect(lines("a\nX\nb\nc", "a\nb\nc") == ["- X"])
    #expect(lines("a\nb", "a\nb\nX") == ["+ X"])
    #expect(lines("a\nb\nX", "a\nb") == ["- X"])
    #expect(lines("a\nb", "X\na\nb") == ["+ X"])
    #expect(lines("a\n\nb", "a\n\nX\n\nb").contains("+ X"))
  }

  @Test("is bounded in lines and columns, and shows a long line where it differs")
  func bounded() {
    let many = (0..<100).map(String.init).joined(separator: "\n")
    let shown = lines("x", many)
    #expect(shown.count <= 12)
    #expect(shown.last?.contains("more lines") == true)
    let long = String(repeating: "a", count: 5_000)
    let changed = lines(long + "NEEDLE" + long, long + "PIN" + long)
    #expect(changed.count == 2)
    #expect(changed.allSatisfy { $0.utf8.count < 300 && $0.contains("…") })
    #expect(changed[0].contains("NEEDLE") && changed[1].contains("PIN"))
  }

  @Test("holds whole characters, wherever a long line is cut")
  func wholeCharacters() {
    let long = String(repeating: "é漢", count: 1_000)
    for cut in 0..<4 {
      let start = String(repeating: "x", count: cut) + long
      let shown = lines(start + "1" + long, start + "2" + long)
      #expect(shown.allSatisfy { !$0.contains("\u{fffd}") })
    }
  }

  @Test("covers what differs and nothing that is the same on both ends", arguments: 0..<60)
  func rangeIsTight(seed: UInt64) {
    var numbers = SeededNumbers(seed)
    func word(_ most: Int) -> String {
      String(
        (0..<Int.random(in: 0...most, using: &numbers)).map { _ in
          "ab\n".randomElement(using: &numbers) ?? "a"
        })
    }
    let (start, end) = (word(8), word(8))
    let (old, new) = (start + word(6) + end, start + word(6) + end)
    let range = TextDifference(from: old, to: new).changedRange
    let bytes = Array(new.utf8)
    #expect(old.utf8.starts(with: bytes[..<range.lowerBound]))
    #expect(old.utf8.reversed().starts(with: bytes[range.upperBound...].reversed()))
    let kept = bytes.count - range.count
    #expect(kept <= old.utf8.count)
    if old == new { #expect(range.isEmpty) }
    if range.count > 0, kept < old.utf8.count {
      let oldBytes = Array(old.utf8)
      #expect(oldBytes[range.lowerBound] != bytes[range.lowerBound])
    }
  }
}

@Suite("The part in which a change lies")
struct PartLocatorTests {
  /// The source of the change from one list of parts to another.
  private func source(
    _ old: String, _ new: [(source: String, text: String)]
  ) -> String? {
    let change = TextDifference(from: old, to: new.map(\.text).joined()).changedRange
    return PartLocator(new.map { ($0.source, $0.text.utf8.count) }).part(of: change)?.source
  }

  private let blank = (source: "layout", text: "\n\n")

  @Test("is the prompt, wherever in it something was changed, added or deleted")
  func prompt() {
    let question = (source: "question q", text: "How many?")
    for (old, new) in [
      ("Use code now.", "Use text now."), ("Use code now.", "Use code now"),
      ("Use code now.", "Use code"), ("Use code now.", "se code now."), ("Use code now.", "now."),
      ("Use code now.", "Use code now. Please."), ("Use code now.", "Please. Use code now."),
      ("Use code.\n\nNow.", "Use code."), ("Use code.", "Use code.\n\nNow."),
    ] {
      #expect(
        source(old + "\n\nHow many?", [(source: "prompt p", text: new), blank, question])
          == "prompt p", "\(old) became \(new)")
    }
  }

  @Test("is the question, wherever in it something was changed, added or deleted")
  func question() {
    let prompt = (source: "prompt p", text: "Use code.")
    for (old, new) in [
      ("How many?", "How much?"), ("How many?", "ow many?"), ("How many?", "How many"),
      ("How many?", "So how many?"), ("How many?", "How many? Say."), ("How many?", "Why?"),
    ] {
      #expect(
        source("Use code.\n\n" + old, [prompt, blank, (source: "question q", text: new)])
          == "question q", "\(old) became \(new)")
    }
  }

  @Test("is the question's where the question is all there is")
  func alone() {
    #expect(source("abc", [(source: "question q", text: "abd")]) == "question q")
    #expect(source("abcd", [(source: "question q", text: "abc")]) == "question q")
  }

  @Test("is the layout's only where nothing else is touched")
  func layout() {
    #expect(
      source("P\n\nQ", [("prompt p", "P"), ("layout", "\n-\n"), ("question q", "Q")]) == "layout")
  }

  @Test("is none where there are no parts, and skips empty parts")
  func empty() {
    #expect(PartLocator([]).part(of: 0..<0) == nil)
    #expect(source("abX", [("prompt p", ""), ("answer", "abY")]) == "answer")
  }
}
