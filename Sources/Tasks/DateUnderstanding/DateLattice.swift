import Basics

/// Six dates of which only the story tells the right one.
///
/// The dates are two rows of three, a step of the calendar apart, and the right one stands at any of the
/// six places with the same chance. How far they lie apart follows from the story, as wrong answers do:
/// a step left out, or taken the wrong way. Whoever sees the six alone sees what the same steps would
/// have given around any of them. Slips around the right date, as the first edition of the questions had
/// them, give it away: it is the one that has the others for neighbors.
struct DateLattice {
  /// A step of the calendar: months first, days after.
  private struct Move: Hashable {
    var months = 0
    var days = 0

    static func + (left: Move, right: Move) -> Move {
      Move(months: left.months + right.months, days: left.days + right.days)
    }
    static prefix func - (move: Move) -> Move { Move(months: -move.months, days: -move.days) }
  }

  /// Attempts before the calendar's edges are put up with.
  private static let attempts = 400

  /// The dates, the right one among them.
  let dates: [CalendarDate]

  /// Puts a date among five others.
  ///
  /// - Parameter steps: The steps that led to it: at least one.
  init(
    around truth: CalendarDate, steps: [DateStep], using generator: inout SeededGenerator
  ) {
    // The first and the last day of a month are what some steps ask for. Among other days they would
    // stand out, so that all six are such days, or none is.
    let edge = Edge(of: truth)
    let slips = Self.slips(steps, isEdge: edge != .none)
    let usual =
      edge == .none
      ? [Move(days: 1), Move(days: 2), Move(days: 7), Move(months: 1), Move(months: 12)]
      : [1, 2, 3, 6, 12, 24].map { Move(months: $0) }
    var found: [CalendarDate]?
    for _ in 0..<Self.attempts where found == nil {
      let row = Self.signed(generator.pick(slips), using: &generator)
      let near = Self.signed(generator.pick(slips + usual), using: &generator)
      let far = Self.signed(generator.pick(usual), using: &generator)
      let place = (
        row: generator.integer(in: 0...1), column: generator.integer(in: 0...2)
      )
      found = Self.dates(
        around: truth, rows: [Move(), row], columns: [Move(), near, far], at: place, edge)
    }
    // Next to the ends of the calendar, days in a row are all that is left.
    let start = generator.integer(in: 0...5)
    dates = found ?? (0..<6).map { truth + ($0 - start) }
  }

  /// How far wrong answers lie from the right one.
  private static func slips(_ steps: [DateStep], isEdge: Bool) -> [Move] {
    let moves = steps.flatMap { step -> [Move] in
      let move: Move =
        switch step {
        case .days(let count): Move(days: abs(count))
        case .weeks(let count): Move(days: 7 * abs(count))
        case .months(let count): Move(months: abs(count))
        case .years(let count): Move(months: 12 * abs(count))
        case .next, .previous: Move(days: 7)
        case .monthEnd, .nextMonthStart: Move(months: 1)
        }
      // A step left out, and one taken the wrong way.
      return [move, move + move]
    }
    let fitting = isEdge ? moves.filter { $0.days == 0 } : moves
    return fitting.isEmpty ? [Move(months: 1), Move(months: 2), Move(months: 12)] : fitting
  }

  private static func signed(_ move: Move, using generator: inout SeededGenerator) -> Move {
    generator.chance(1, in: 2) ? move : -move
  }

  /// The six dates; `nil` where two are the same, the calendar has no such day, or one stands out.
  private static func dates(
    around truth: CalendarDate, rows: [Move], columns: [Move], at place: (row: Int, column: Int),
    _ edge: Edge
  ) -> [CalendarDate]? {
    // Last days of months are the days before first ones, which every month has.
    let shift = edge == .last ? 1 : 0
    let own = rows[place.row] + columns[place.column]
    guard let base = (truth + shift - own.days).addingMonths(-own.months) else { return nil }
    var dates: [CalendarDate] = []
    for row in rows {
      for column in columns {
        let move = row + column
        guard let date = base.addingMonths(move.months).map({ $0 + move.days - shift }),
          !dates.contains(date), Edge(of: date) == edge
        else { return nil }
        dates.append(date)
      }
    }
    return dates.contains(truth) ? dates : nil
  }

  /// Whether a day begins or ends its month.
  private enum Edge {
    case none
    case first
    case last

    init(of date: CalendarDate) {
      self = date.day == 1 ? .first : date == date.lastOfMonth ? .last : .none
    }
  }
}
