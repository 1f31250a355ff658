import HTTP
import Testing

@testable import ModelAPI

@Suite("Waits that servers ask for")
struct RetryAfterTests {
  private func wait(_ headers: [(String, String)]) -> Duration? {
    RetryAfter.read(
      HTTPResponse(
        status: 429, headers: headers.map { HTTPHeader(name: $0.0, value: $0.1) }))
  }

  @Test("milliseconds go before seconds, and fractions count")
  func numbers() {
    #expect(wait([("Retry-After", "2"), ("retry-after-ms", "250")]) == .milliseconds(250))
    #expect(wait([("retry-after", "1.5")]) == .milliseconds(1500))
    #expect(wait([("retry-after", "0")]) == .zero)
    #expect(wait([]) == nil)
  }

  @Test(
    "what is no wait is left out", arguments: ["-1", "nan", "inf", "soon", "", "1e400", "1m30s"])
  func nonsense(value: String) {
    #expect(wait([("retry-after", value)]) == nil)
  }

  @Test("an endless number is bounded")
  func huge() {
    #expect(wait([("retry-after", "1e300")]) == .seconds(31_536_000))
  }

  @Test("a date is measured from the response's own date")
  func dates() {
    let date = ("date", "Sun, 28 Feb 2027 23:59:30 GMT")
    #expect(wait([date, ("retry-after", "Mon, 01 Mar 2027 00:00:15 GMT")]) == .seconds(45))
    #expect(wait([date, ("retry-after", "Sun, 28 Feb 2027 23:00:00 GMT")]) == .zero)
    #expect(wait([("retry-after", "Mon, 01 Mar 2027 00:00:15 GMT")]) == nil)
  }

  @Test("dates count from 1970, leap years included")
  func calendar() {
    #expect(HTTPDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
    #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
    #expect(HTTPDate.seconds("Tue, 29 Feb 2000 12:00:00 GMT") == 951_825_600)
    #expect(HTTPDate.seconds("Sun Nov  6 08:49:37 1994") == nil)
  }
}
