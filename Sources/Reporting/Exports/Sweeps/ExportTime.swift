/// The recording's moment in the spellings that formats of other tools want.
struct ExportTime {
  /// The moment, such as `2026-03-01T09:30:00`.
  let text: String
  /// Seconds since 1970-01-01 UTC.
  let epochSeconds: Int

  /// Reads `2026-03-01T09:30:00Z`; anything else is the beginning of 1970, which no recording is of.
  init(_ recorded: String) {
    let parts = recorded.utf8.split(whereSeparator: {
      !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0)
    })
    .map { Int(String(decoding: $0, as: UTF8.self)) }
    guard recorded.utf8.count == 20, recorded.hasSuffix("Z"), parts.count == 6,
      let year = parts[0], let month = parts[1], let day = parts[2], let hour = parts[3],
      let minute = parts[4], let second = parts[5], (1...12).contains(month), (1...31).contains(day)
    else {
      (text, epochSeconds) = ("1970-01-01T00:00:00", 0)
      return
    }
    text = String(recorded.dropLast())
    // Days of the civil calendar, the year beginning in March so that leap days come last.
    let shifted = month > 2 ? year : year - 1
    let yearDays = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400
    let monthDays = (153 * ((month + 9) % 12) + 2) / 5
    let days = yearDays + monthDays + day - 1 - 719_468
    epochSeconds = days * 86_400 + hour * 3_600 + minute * 60 + second
  }

  /// With time zone, such as `2026-03-01T09:30:00+00:00`.
  var withZone: String { text + "+00:00" }

  /// For file names, such as `2026-03-01T09-30-00`.
  var fileName: String { String(text.map { $0 == ":" ? "-" : $0 }) }
}
