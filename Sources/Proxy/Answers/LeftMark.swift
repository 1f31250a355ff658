import HTTP

/// How many clients left an answer before it was whole, while it was recorded.
///
/// A program that leaves a stream and asks again gets the same answer again. In a replay the whole is there
/// at once, and the same program cannot be seen to leave: it reads all that has come, and then closes in
/// order. So the end of an answer that was left is held back for a moment, as it was missing then, to give
/// the program the time to leave again.
enum LeftMark {
  /// The header of a recorded answer that holds the count.
  static let header = "x-steerbench-left"
  /// How long the end is held back for a client that does not leave this time.
  static let patience = Duration.seconds(2)
  /// More are not counted.
  private static let limit = 1000

  /// The headers with the mark, where anybody left.
  static func adding(_ count: Int, to headers: [HTTPHeader]) -> [HTTPHeader] {
    guard count > 0 else { return headers }
    return headers + [HTTPHeader(name: header, value: String(min(count, limit)))]
  }

  /// How many left.
  static func count(in headers: [HTTPHeader]) -> Int {
    guard let mark = headers.first(where: { $0.name == header }) else { return 0 }
    // A header of a stranger's file: anything else than a count says nothing.
    return Int(mark.value).map { min(max($0, 0), limit) } ?? 0
  }
}
