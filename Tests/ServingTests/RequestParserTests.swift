import Foundation
import HTTP
import TestSupport
import Testing

@testable import Serving

@Suite("The parser of requests")
struct RequestParserTests {
  /// The steps that some bytes come to, given in pieces of a size.
  private func steps(
    of text: String, piece: Int = .max, _ bounds: RequestBounds = RequestBounds()
  ) -> [RequestParser.Step] {
    Self.steps(of: Array(text.utf8), piece: piece, bounds)
  }

  private static func steps(
    of bytes: [UInt8], piece: Int = .max, _ bounds: RequestBounds = RequestBounds()
  ) -> [RequestParser.Step] {
    var parser = RequestParser(bounds)
    var steps: [RequestParser.Step] = []
    var start = 0
    while start < bytes.count {
      let end = piece >= bytes.count - start ? bytes.count : start + piece
      parser.feed(bytes[start..<end])
      start = end
      loop: while true {
        let step = parser.next()
        switch step {
        case .incomplete: break loop
        case .fault:
          steps.append(step)
          return steps
        case .wantsLeave, .request: steps.append(step)
        }
      }
    }
    return steps
  }

  private func status(of text: String) -> Int? {
    guard case .fault(let fault)? = steps(of: text).last else { return nil }
    return fault.status
  }

  @Test("A request is the same, in whatever pieces it comes")
  func pieces() {
    let text =
      "POST /v1/x?beta=true HTTP/1.1\r\nHost: 127.0.0.1:1\r\nContent-Length: 4\r\nX-A:  b \r\n\r\nabcd"
    let expected = ServedRequest(
      method: "POST", path: "/v1/x", query: "beta=true",
      headers: [
        HTTPHeader(name: "host", value: "127.0.0.1:1"),
        HTTPHeader(name: "content-length", value: "4"), HTTPHeader(name: "x-a", value: "b"),
      ], body: Array("abcd".utf8))
    for piece in 1...text.utf8.count {
      #expect(steps(of: text, piece: piece) == [.request(expected)])
    }
  }

  @Test("Chunks are put together, with extensions and trailers left out")
  func chunks() {
    let text =
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=1\r\nabc\r\n0A\r\n0123456789\r\n"
      + "0\r\nX-T: 1\r\n\r\nGET /n HTTP/1.1\r\nHost: a\r\n\r\n"
    for piece in [1, 2, 7, 1000] {
      let requests = steps(of: text, piece: piece).compactMap { step -> ServedRequest? in
        if case .request(let request) = step { request } else { nil }
      }
      let paths = requests.map { $0.path }
      #expect(paths == ["/", "/n"])
      #expect(requests.first?.body == Array("abc0123456789".utf8))
    }
  }

  @Test("Shapes by which two readers see two requests in one are refused")
  func smuggling() {
    let head = "POST / HTTP/1.1\r\nHost: a\r\n"
    let shapes = [
      head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
      head + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
      head + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
      head + "Content-Length: 4, 4\r\n\r\nabcd",
      head + "Content-Length: +4\r\n\r\nabcd",
      head + "Content-Length: 0x4\r\n\r\nabcd",
      head + "Content-Length:\r\n\r\n",
      head + "Content-Length: 99999999999999999999\r\n\r\n",
      head + "Content-Length : 4\r\n\r\nabcd",
      head + " Content-Length: 4\r\n\r\nabcd",
      head + "X: a\r\n folded\r\n\r\n",
      head + "X: a\nY: b\r\n\r\n",
      head + "X: a\rY: b\r\n\r\n",
      head + "X: a\0b\r\n\r\n",
      head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
      head + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n",
      head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
      head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n",
      head + "Transfer-Encoding: chunked\r\n\r\n\r\n",
      head + "Transfer-Encoding: chunked\r\n\r\n100000000\r\n",
      head + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length : 4\r\n\r\n",
      "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\r\nHost: a\n\n",
      "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /\u{7f} HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", "G ET / HTTP/1.1\r\nHost: a\r\n\r\n",
      "(GET) / HTTP/1.1\r\nHost: a\r\n\r\n",
    ]
    for shape in shapes {
      #expect(status(of: shape) == 400 || status(of: shape) == 413, "\(shape.debugDescription)")
    }
  }

  @Test("Other protocols, versions and codings have a status and a sentence of their own")
  func foreign() {
    #expect(status(of: "\u{16}\u{3}\u{1}") == 400)
    #expect(status(of: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") == 505)
    #expect(status(of: "GET / HTTP/3.0\r\nHost: a\r\n\r\n") == 505)
    #expect(status(of: "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n") == 400)
    #expect(status(of: "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n") == 400)
    #expect(status(of: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n") == 501)
    #expect(status(of: "POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n") == 417)
  }

  @Test("Everything that a client may send is bounded before it is kept")
  func bounds() {
    var bounds = RequestBounds()
    bounds.head = 200
    bounds.body = 10
    bounds.headers = 3
    bounds.target = 20
    let cases = [
      ("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 300), 431),
      ("GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", 431),
      ("GET /" + String(repeating: "y", count: 30) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
      ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 413),
      ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nabcdef\r\n5\r\n", 413),
    ]
    for (text, status) in cases {
      guard case .fault(let fault)? = steps(of: text, bounds).last else {
        Issue.record("\(text) is no fault")
        continue
      }
      #expect(fault.status == status)
    }
  }

  @Test("What was read is not kept, also where the bytes never end with a request")
  func compaction() {
    let request = Array(
      "GET /\(String(repeating: "a", count: 900)) HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
    var parser = RequestParser()
    parser.feed(request.prefix(10))
    var count = 0
    for _ in 0..<2_000 {
      parser.feed(request.dropFirst(10))
      parser.feed(request.prefix(10))
      while case .request(let served) = parser.next() {
        count += 1
        #expect(served.path.utf8.count == 901)
      }
    }
    #expect(count == 2_000)
    #expect(parser.buffer.count < 128 * 1024)
  }

  @Test("A client that waits for leave gets it once, and not where the body is there already")
  func leave() {
    let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    var parser = RequestParser()
    parser.feed(head.utf8)
    #expect(parser.next() == .wantsLeave)
    #expect(parser.next() == .incomplete)
    parser.feed("a".utf8)
    #expect(parser.next() == .incomplete)
    parser.feed("b".utf8)
    guard case .request = parser.next() else {
      Issue.record("The request is whole.")
      return
    }
    #expect(!steps(of: head + "ab").contains(.wantsLeave))
  }

  @Test("Bytes of any kind come to requests within the bounds or to a fault, and never to both")
  func fuzz() {
    var numbers = SeededNumbers(20)
    let seeds = [
      "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nabcde",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\n",
    ].map { Array($0.utf8) }
    let words = [
      "\r\n", "\n", "\r", ":", " ", "0", "chunked", "Content-Length: 3\r\n", "\0", "\u{7f}",
    ]
    var bounds = RequestBounds()
    bounds.body = 64
    // A soak goes on for so long; else it is a number that is the same on every machine.
    let seconds = ProcessInfo.processInfo.environment["STEERBENCH_REQUEST_SECONDS"]
      .flatMap { Int($0) }
    let end = seconds.map { ContinuousClock.now + .seconds($0) }
    var round = 0
    while end.map({ .now < $0 }) ?? (round < 3_000) {
      round += 1
      var bytes = seeds[Int.random(in: 0..<seeds.count, using: &numbers)]
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        let place = Int.random(in: 0...bytes.count, using: &numbers)
        switch Int.random(in: 0..<4, using: &numbers) {
        case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
        case 1 where place < bytes.count: bytes.remove(at: place)
        case 2:
          bytes.insert(
            contentsOf: words[Int.random(in: 0..<words.count, using: &numbers)].utf8, at: place)
        default: bytes = Array(bytes.prefix(place)) + seeds[Int.random(in: 0..<3, using: &numbers)]
        }
      }
      let whole = Self.steps(of: bytes, bounds)
      let pieces = Self.steps(
        of: bytes, piece: Int.random(in: 1...9, using: &numbers), bounds)
      // Leave is given where the body is not there yet, which is a matter of pieces.
      let (first, second) = (
        whole.filter { $0 != .wantsLeave }, pieces.filter { $0 != .wantsLeave }
      )
      #expect(first == second)
      for case .request(let request) in whole {
        #expect(request.body.count <= 64)
        for header in request.headers {
          #expect(HTTPHeader.isSendable(name: "x", value: header.value))
        }
      }
    }
  }
}
