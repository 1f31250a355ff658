import Basics
import Testing

@Suite("Server-sent events")
struct EventStreamParserTests {
  private func events(_ text: String) throws -> [ServerSentEvent] {
    try EventStreamParser.events(of: Array(text.utf8))
  }

  private func event(_ data: String, name: String = "") -> ServerSentEvent {
    ServerSentEvent(name: name, data: Array(data.utf8))
  }

  @Test("an event ends at a blank line; names, comments and several lines of data are read")
  func basics() throws {
    let text =
      ": hello\nevent: ping\ndata: a\ndata:b\ndata:  c\nid: 7\nretry: 5\n\ndata\n\ndata: x\n\n"
    #expect(try events(text) == [event("a\nb\n c", name: "ping"), event(""), event("x")])
  }

  @Test("line ends may be CR, LF or both, after a byte order mark")
  func lineEnds() throws {
    let expected = [event("a", name: "n"), event("b")]
    for end in ["\n", "\r", "\r\n"] {
      let text = "\u{feff}event: n\(end)data: a\(end)\(end)data: b\(end)\(end)"
      #expect(try events(text) == expected)
    }
  }

  @Test("an event without the blank line that ends it is no event, and is told of")
  func unfinished() throws {
    var parser = EventStreamParser()
    #expect(try parser.feed(Array("data: a\n\ndata: b\n".utf8)) == [event("a")])
    #expect(parser.hasUnfinishedEvent)
    #expect(try parser.feed(Array("\n".utf8)) == [event("b")])
    #expect(!parser.hasUnfinishedEvent)
  }

  @Test("a name without data is no event, and no name of the next")
  func nameAlone() throws {
    #expect(try events("event: a\n\ndata: x\n\n") == [event("x")])
  }

  @Test("however the bytes are cut, the same events come out")
  func cuts() throws {
    let text =
      "\u{feff}: c\r\nevent: é漢\rdata: {\"a\":1}\r\n\r\ndata: b\ndata: 🙂\n\n\r\ndata: z\r\r"
    let bytes = Array(text.utf8)
    let whole = try EventStreamParser.events(of: bytes)
    #expect(whole.count == 3)
    for size in 1...bytes.count {
      var parser = EventStreamParser()
      var found: [ServerSentEvent] = []
      var start = 0
      while start < bytes.count {
        let end = min(start + size, bytes.count)
        found += try parser.feed(bytes[start..<end])
        start = end
      }
      #expect(found == whole)
    }
  }

  @Test("an event beyond the bound is an error, however it is cut, and never memory")
  func bound() throws {
    let long = "data: " + String(repeating: "x", count: 100) + "\n\n"
    #expect(throws: EventStreamError(limit: 64)) {
      try EventStreamParser.events(of: Array(long.utf8), limit: 64)
    }
    let many = String(repeating: "data: xx\n", count: 40) + "\n"
    #expect(throws: EventStreamError(limit: 64)) {
      try EventStreamParser.events(of: Array(many.utf8), limit: 64)
    }
    let fine = String(repeating: "data: xx\n\n", count: 1_000)
    #expect(try EventStreamParser.events(of: Array(fine.utf8), limit: 64).count == 1_000)
  }

  @Test("a stream is told from JSON and from a web page")
  func recognition() {
    let cases: [(String, Bool)] = [
      ("data: x", true), ("event: a\n", true), (": ping\n\n", true), ("\u{feff}data:", true),
      ("\n\ndata: x", true), ("id: 1", true), ("{\"data\":1}", false), ("<html>", false),
      ("", false), ("datum: x", false),
    ]
    for (text, isStream) in cases {
      #expect(Array(text.utf8).withUnsafeBufferPointer(EventStreamParser.isEventStream) == isStream)
    }
  }
}
