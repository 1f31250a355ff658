import Basics

/// One step of reasoning from a date to the next.
enum DateStep: Hashable, Sendable {
  /// A number of days; negative is earlier.
  case days(Int)
  /// A number of weeks; negative is earlier.
  case weeks(Int)
  /// A number of calendar months; negative is earlier.
  case months(Int)
  /// A number of calendar years; negative is earlier.
  case years(Int)
  /// The first such weekday after.
  case next(Weekday)
  /// The last such weekday before.
  case previous(Weekday)
  /// The last day of the same month.
  case monthEnd
  /// The first day of the month after.
  case nextMonthStart

  /// The date after the step; `nil` where the calendar has no such day.
  func applied(to date: CalendarDate) -> CalendarDate? {
    switch self {
    case .days(let count): date + count
    case .weeks(let count): date + 7 * count
    case .months(let count): date.addingMonths(count)
    case .years(let count): date.addingYears(count)
    case .next(let weekday): date.next(weekday)
    case .previous(let weekday): date.previous(weekday)
    case .monthEnd: date.lastOfMonth
    case .nextMonthStart: date.lastOfMonth + 1
    }
  }

  /// The step in the wrong direction, or a weekday or month too far: a slip that people make.
  var slip: DateStep {
    switch self {
    case .days(let count): .days(-count)
    case .weeks(let count): .weeks(-count)
    case .months(let count): .months(-count)
    case .years(let count): .years(-count)
    case .next(let weekday): .previous(weekday)
    case .previous(let weekday): .next(weekday)
    case .monthEnd: .nextMonthStart
    case .nextMonthStart: .monthEnd
    }
  }

  /// Whether the step goes back in time.
  var isBackward: Bool {
    switch self {
    case .days(let count), .weeks(let count), .months(let count), .years(let count): count < 0
    case .previous: true
    case .next, .monthEnd, .nextMonthStart: false
    }
  }

  /// The distance in words, such as `three weeks`; `nil` for a step that is not a distance.
  func distance(inDigits: Bool) -> String? {
    func counted(_ count: Int, _ unit: String) -> String {
      let count = abs(count)
      let number = inDigits ? String(count) : NumberWord.cardinal(count)
      return count == 1 ? "\(number) \(unit)" : "\(number) \(unit)s"
    }
    return switch self {
    case .days(let count) where abs(count) == 14 && !inDigits: "a fortnight"
    case .days(let count) where abs(count) <= 4 && abs(count) > 1 && inDigits:
      counted(24 * count, "hour")
    case .days(let count): counted(count, "day")
    case .weeks(let count): counted(count, "week")
    case .months(let count): counted(count, "month")
    case .years(let count): counted(count, "year")
    default: nil
    }
  }

  /// A step that is possible from a date and is not the day itself.
  static func random(
    from date: CalendarDate, using generator: inout SeededGenerator
  ) -> DateStep {
    while true {
      let step = candidate(using: &generator)
      if let target = step.applied(to: date), target != date { return step }
    }
  }

  /// A step that is a plain distance of days or weeks, always possible.
  static func shortDistance(using generator: inout SeededGenerator) -> DateStep {
    let sign = generator.chance(1, in: 2) ? 1 : -1
    return generator.chance(2, in: 3)
      ? .days(sign * generator.integer(in: 1...12)) : .weeks(sign * generator.integer(in: 1...3))
  }

  private static func candidate(using generator: inout SeededGenerator) -> DateStep {
    let sign = generator.chance(2, in: 3) ? 1 : -1
    switch generator.integer(in: 1...12) {
    case 1...4: return .days(sign * generator.integer(in: 1...45))
    case 5...6: return .weeks(sign * generator.integer(in: 1...9))
    case 7...8: return .months(sign * generator.integer(in: 1...11))
    case 9: return .years(sign * generator.integer(in: 1...4))
    case 10: return .next(generator.pick(Weekday.allCases))
    case 11: return .previous(generator.pick(Weekday.allCases))
    default: return generator.chance(1, in: 2) ? .monthEnd : .nextMonthStart
    }
  }
}
