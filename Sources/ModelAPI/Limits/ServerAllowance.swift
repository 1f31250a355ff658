import HTTP

/// What a server's last response left of one of its limits.
///
/// It fills up evenly until the reset, as token buckets do; a server that counts in fixed windows
/// answers a call that comes too early with 429, which is then obeyed.
struct ServerAllowance: Hashable, Sendable {
  /// The longest time that a header may hold calls back: a limit of a day says nothing of the minute.
  static let longestHold = Duration.seconds(120)

  /// The whole, where the server names it.
  var limit: Int?
  /// What is left.
  var remaining: Int
  /// The time from the response until nothing is used any more.
  var reset: Duration

  /// How long to wait after the response until an amount is there; `nil` where it is there already.
  func wait(for amount: Int) -> Duration? {
    let amount = limit.map { min(amount, $0) } ?? amount
    guard amount > remaining, reset > .zero else { return nil }
    guard let limit, limit > remaining else { return min(reset, Self.longestHold) }
    let part = Double(amount - remaining) / Double(limit - remaining)
    return min(reset * min(part, 1), Self.longestHold)
  }
}

/// What the headers of a response say of the server's limits.
struct ServerLimits: Hashable, Sendable {
  /// Requests.
  var requests: ServerAllowance?
  /// Tokens; the tightest where input and output are counted apart.
  var tokens: ServerAllowance?

  /// No word of limits.
  static let unknown = ServerLimits()

  init() {}

  /// Reads the headers of a response.
  ///
  /// Names differ between providers and over time (`x-ratelimit-remaining-requests`,
  /// `anthropic-ratelimit-input-tokens-remaining`, `x-ratelimitbysize-remaining-minute`), so that they
  /// are read by the words in them. Limits of an hour or longer are left out.
  init(_ response: HTTPResponse) {
    var found: [String: Parts] = [:]
    for header in response.headers where header.name.contains("ratelimit") {
      let words = header.name.split(separator: "-")
      guard !words.contains(where: { ["hour", "day", "month"].contains($0) }),
        let field = words.last(where: { ["limit", "remaining", "reset"].contains($0) })
      else { continue }
      let kind = words.filter { $0 != field }.joined(separator: "-")
      switch field {
      case "limit": found[kind, default: Parts()].limit = Self.count(header.value)
      case "remaining": found[kind, default: Parts()].remaining = Self.count(header.value)
      default:
        found[kind, default: Parts()].reset = ResetTime.read(
          header.value, sent: response.header("date"))
      }
    }
    for (kind, parts) in found {
      guard let allowance = parts.allowance else { continue }
      if kind.contains("token") || kind.contains("bysize") {
        tokens = Self.tighter(tokens, allowance)
      } else {
        requests = Self.tighter(requests, allowance)
      }
    }
  }

  /// The wait until what is used up is there again; `nil` where nothing is.
  var resetOfUsedUp: Duration? {
    [requests, tokens].compactMap { $0?.remaining == 0 ? $0?.reset : nil }.max()
  }

  private struct Parts {
    var limit: Int?
    var remaining: Int?
    var reset: Duration?

    var allowance: ServerAllowance? {
      guard let remaining, let reset else { return nil }
      return ServerAllowance(limit: limit, remaining: remaining, reset: reset)
    }
  }

  private static func tighter(
    _ left: ServerAllowance?, _ right: ServerAllowance
  ) -> ServerAllowance {
    guard let left else { return right }
    return (right.remaining, left.reset) < (left.remaining, right.reset) ? right : left
  }

  private static func count(_ text: String) -> Int? {
    guard let count = Int(text), (0...1_000_000_000_000).contains(count) else { return nil }
    return count
  }
}

/// The times at which servers say that a limit is new again.
enum ResetTime {
  /// A duration such as `1m30s` or `250ms`, plain seconds, or a moment (RFC 3339 in UTC) that is
  /// compared with the response's own date, so that no clock of ours plays a part.
  static func read(_ text: String, sent date: String?) -> Duration? {
    guard text.utf8.count <= 40 else { return nil }
    if let seconds = Double(text) { return duration(seconds) }
    if let moment = HTTPDate.moment(rfc3339: text) {
      guard let now = date.flatMap(HTTPDate.seconds) else { return nil }
      return duration(Double(max(moment - now, 0)))
    }
    return units(text)
  }

  private static func duration(_ seconds: Double) -> Duration? {
    guard seconds.isFinite, (0...31_536_000).contains(seconds) else { return nil }
    return .seconds(seconds)
  }

  /// Numbers with units, such as `1h2m3.5s`.
  private static func units(_ text: String) -> Duration? {
    var seconds = 0.0
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unit.count)
      let factors = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400]
      guard let number = Double(digits), let factor = factors[String(unit)] else { return nil }
      seconds += number * factor
    }
    return text.isEmpty ? nil : duration(seconds)
  }
}

extension HTTPDate {
  /// Seconds since the start of 1970 of a moment such as `2026-03-01T09:30:00Z`; `nil` for any other
  /// form.
  static func moment(rfc3339 text: String) -> Int? {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let parts = text.split { "-T:Z".contains($0) }
    guard parts.count == 6, text.hasSuffix("Z"), text.contains("T"), let month = Int(parts[1]),
      (1...12).contains(month), let second = parts[5].split(separator: ".").first
    else { return nil }
    return seconds(
      "Day, \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]):\(parts[4]):\(second) GMT")
  }
}

/// The wait that a server asks for.
enum RetryAfter {
  /// `retry-after-ms` in milliseconds, else `retry-after` in seconds or as a date; `nil` where
  /// neither is there and can be read.
  ///
  /// A date is compared with the response's own `date`, so that no clock of ours plays a part.
  static func read(_ response: HTTPResponse) -> Duration? {
    if let milliseconds = response.header("retry-after-ms").flatMap(number) {
      return .seconds(milliseconds / 1000)
    }
    guard let after = response.header("retry-after") else { return nil }
    if let seconds = number(after) { return .seconds(seconds) }
    guard let until = HTTPDate.seconds(after),
      let now = response.header("date").flatMap(HTTPDate.seconds)
    else { return nil }
    return .seconds(max(until - now, 0))
  }

  /// A number of at most a year's seconds; more is as good as never.
  private static func number(_ text: String) -> Double? {
    guard text.utf8.count <= 20, let number = Double(text), number.isFinite, number >= 0 else {
      return nil
    }
    return min(number, 31_536_000)
  }
}

/// Dates as HTTP writes them (RFC 9110, IMF-fixdate).
enum HTTPDate {
  /// Seconds since the start of 1970; `nil` for any other form.
  static func seconds(_ text: String) -> Int? {
    let parts = text.split { $0 == " " || $0 == ":" || $0 == "," }
    guard parts.count == 8, parts[7] == "GMT",
      let month = months.firstIndex(of: String(parts[2])),
      let day = field(parts[1], 1...31), let year = field(parts[3], 1970...9999),
      let hour = field(parts[4], 0...23), let minute = field(parts[5], 0...59),
      let second = field(parts[6], 0...60)
    else { return nil }
    return ((days(year, month + 1, day) * 24 + hour) * 60 + minute) * 60 + second
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func field(_ text: Substring, _ range: ClosedRange<Int>) -> Int? {
    guard let number = Int(text), range.contains(number) else { return nil }
    return number
  }

  /// Days from 1 January 1970 in the Gregorian calendar.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years that begin in March have the leap day at their end.
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = (month + 9) % 12
    let leapDays = shifted / 4 - shifted / 100 + shifted / 400
    return shifted * 365 + leapDays + (monthFromMarch * 153 + 2) / 5 + day - 1 - 719_468
  }
}
