import Basics
import HTTP

extension ResponseSigns {
  /// Reads the signs of a response.
  init(_ response: HTTPResponse, as format: any WireFormat.Type = OpenAIChatFormat.self) {
    self.init(
      status: response.status, form: Form(response, as: format),
      retryAfter: RetryAfter.read(response),
      forbidsRetry: response.header("x-should-retry") == "false",
      demandsRetry: response.header("x-should-retry") == "true")
    // Not every server that counts says how long to wait: its limits then do.
    if status == 429, retryAfter == nil { retryAfter = ServerLimits(response).resetOfUsedUp }
    if (200..<300).contains(status) {
      isQuotaExhausted = AnswerFailure(response.body, as: format)?.isQuotaExhausted == true
    }
    // Only an error's body is worth a second reading.
    guard status == 429 || status == 500 else { return }
    let error = response.body.withUnsafeBufferPointer { ProviderErrorBody($0) }
    isQuotaExhausted = status == 429 && error.isQuotaExhausted
    isUnreadableAnswer = status == 500 && error.isUnreadableAnswer
  }
}

extension ResponseSigns.Form {
  /// What a response's body is.
  ///
  /// A stream stands for the answer that it makes up, and is broken where that has no end; so is a
  /// good status with an error that another try may not meet.
  init(_ response: HTTPResponse, as format: any WireFormat.Type) {
    guard (200..<300).contains(response.status) else {
      self.init(response.body)
      return
    }
    if AnswerFailure(response.body, as: format)?.isPassing == true {
      self = .brokenJSON
    } else if let end = StreamRecord.End(response.body, as: format) {
      self = end == .cut ? .brokenJSON : .json
    } else {
      self.init(response.body)
    }
  }

  /// What a body is.
  init(_ body: [UInt8]) {
    self = body.withUnsafeBufferPointer { buffer in
      var cursor = JSONCursor(buffer, options: .tolerant)
      do {
        guard try cursor.peek() == .object else { return .other }
      } catch {
        return .other
      }
      do {
        try cursor.skipValue()
        try cursor.finish()
        return .json
      } catch {
        return .brokenJSON
      }
    }
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
