/// An output within its limit: all of it, or its two ends with a notice of what is left out between
/// them.
///
/// The notice keeps a number at the seam from being read as one that nobody printed.
struct CutOutput {
  /// At most as many bytes as the limit; exactly as many if it is cut.
  let bytes: [UInt8]
  /// Whether something is left out.
  let isCut: Bool

  /// The smallest limit under which both ends are kept; below it only the beginning is.
  static let smallestWithEnds = 128

  init(_ output: SupervisorRecord.Output, _ limit: Int) {
    guard output.total > limit else {
      bytes = Array(output.head)
      isCut = false
      return
    }
    isCut = true
    guard limit >= Self.smallestWithEnds else {
      bytes = Array(output.head.prefix(limit))
      return
    }
    let head = limit / 2
    // The number is as wide as the largest that it could be, with zeros in front if need be.
    let width = String(output.total).utf8.count
    let tail = limit - head - Self.notice(0, width: width).utf8.count
    let notice = Self.notice(output.total - head - tail, width: width)
    let fromHead = output.head.suffix(max(tail - output.tail.count, 0))
    bytes = output.head.prefix(head) + Array(notice.utf8) + fromHead + output.tail.suffix(tail)
  }

  private static func notice(_ count: Int, width: Int) -> String {
    let number = String(count)
    let zeros = String(repeating: "0", count: max(width - number.utf8.count, 0))
    return "\n[\(zeros)\(number) bytes left out]\n"
  }
}
