extension PathPlan {
  /// A place of the room, in hundredths.
  struct Point: Codable, Hashable, Sendable {
    var x: Int
    var y: Int

    /// The point as prompts write it.
    var text: String { "(\(Decimals.text(hundredths: x)), \(Decimals.text(hundredths: y)))" }

    /// The point in the answer's unit.
    ///
    /// Coordinates are cut off at ±1000, so that the products of the simulator cannot overflow
    /// whatever a question file holds.
    var millionths: ExactPoint {
      ExactPoint(x: Decimals.millionths(hundredths: x), y: Decimals.millionths(hundredths: y))
    }
  }

  /// A closed box, its edges parallel to the room's, in hundredths.
  struct Box: Codable, Hashable, Sendable {
    var color: String
    var x0: Int
    var x1: Int
    var y0: Int
    var y1: Int
  }

  /// A room with boxes, and what the path must do in it.
  struct Problem: Codable, Hashable, Sendable {
    /// The room is the open square from 0, or from ``low``, to this, in hundredths.
    var size: Int
    /// Where the room begins, in hundredths, if not at 0.
    var low: Int?
    var boxes: [Box]
    var start: Point
    var end: Point
    /// The colours of the boxes to visit.
    var visit: [String]
    /// The colours of the boxes that no segment may touch.
    var avoid: [String]

    /// Where the room begins and ends, in millionths.
    var span: (low: Int, high: Int) {
      (Decimals.millionths(hundredths: low ?? 0), Decimals.millionths(hundredths: size))
    }

    /// The boxes of some colours.
    func boxes(of colors: [String]) -> [Box] {
      boxes.filter { colors.contains($0.color) }
    }
  }
}

/// A point of a path, in millionths: what a decimal text says, exactly, after rounding there.
///
/// Rounding makes the noise of printed binary fractions (`0.30000000000000004`) harmless and moves a
/// point by no more than half a millionth. Magnitudes end at 1000 (``PlanScanner/magnitudeLimit``).
struct ExactPoint: Hashable, Sendable {
  var x: Int
  var y: Int

  /// The point in the normal spelling, such as `(0.5, 3)`.
  var text: String { "(\(Decimals.text(millionths: x)), \(Decimals.text(millionths: y)))" }
}

/// The shortest decimal text of scaled whole numbers.
enum Decimals {
  /// Hundredths as millionths, cut off at the largest magnitude that is simulated.
  static func millionths(hundredths: Int) -> Int {
    let limit = PlanScanner.magnitudeLimit / 10_000
    return min(max(hundredths, -limit), limit) * 10_000
  }

  /// Such as `2.5` for 250.
  static func text(hundredths: Int) -> String {
    text(millionths: millionths(hundredths: hundredths))
  }

  /// Such as `-0.000001` for -1.
  static func text(millionths: Int) -> String {
    let (whole, part) = millionths.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    let sign = millionths < 0 ? "-" : ""
    guard part > 0 else { return "\(sign)\(whole)" }
    var digits = Array(String(1_000_000 + part).utf8.dropFirst())
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return "\(sign)\(whole).\(String(decoding: digits, as: UTF8.self))"
  }
}
