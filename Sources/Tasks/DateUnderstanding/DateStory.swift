import Basics

/// A story that leads from a known date to the date that is asked for.
struct DateStory: Hashable, Sendable {
  /// The sentences and the question.
  var text: String
  /// The date that the story gives.
  var start: CalendarDate
  /// The steps of reasoning after the start.
  var steps: [DateStep]
  /// The date that is asked for.
  var truth: CalendarDate

  /// Tells a story with a number of steps of reasoning, at least 1.
  static func random(steps count: Int, using generator: inout SeededGenerator) -> DateStory {
    let scene = generator.pick(DateScene.all)
    let events = generator.sample(scene.events.count, of: scene.events)
    let describes = count > 1 && generator.chance(1, in: 3)
    let shifts = count > 2 && generator.chance(1, in: 3)
    let anchor =
      describes
      ? DateAnchor.described(using: &generator) : DateAnchor.named(using: &generator)
    let links = max(min(count - (describes ? 1 : 0) - (shifts ? 1 : 0), events.count), 1)

    var date = anchor.date
    var steps: [DateStep] = []
    var previous = scene.start
    var sentences = [
      scene.opening.filled(["name": generator.pick(PersonNames.all), "date": anchor.words])
    ]
    for event in events.prefix(links) {
      let step = DateStep.random(from: date, using: &generator)
      sentences.append(
        DateWording.link(from: previous, to: event, by: step, using: &generator))
      date = step.applied(to: date) ?? date
      steps.append(step)
      previous = event
    }
    var shift: DateStep?
    if shifts {
      let step = DateStep.shortDistance(using: &generator)
      date = step.applied(to: date) ?? date
      steps.append(step)
      shift = step
    }
    sentences.append(DateWording.question(about: previous, shift: shift, using: &generator))
    return DateStory(
      text: sentences.joined(separator: " "), start: anchor.date, steps: steps, truth: date)
  }

  /// Five wrong dates, all different, that do not give the right one away.
  func distractors(using generator: inout SeededGenerator) -> [CalendarDate] {
    DateLattice(around: truth, steps: steps, using: &generator).dates.filter { $0 != truth }
  }

  /// Five wrong dates that a slip would give, all different: those of the first edition.
  func firstDistractors(using generator: inout SeededGenerator) -> [CalendarDate] {
    var wrong: [CalendarDate] = []
    func add(_ date: CalendarDate?) {
      if let date, date != truth, !wrong.contains(date) { wrong.append(date) }
    }
    for date in generator.shuffled(slips()) { add(date) }
    wrong = Array(wrong.prefix(3))
    for date in generator.shuffled(neighbors()) { add(date) }
    return Array(wrong.prefix(5))
  }

  /// The ends of the chain with one step left out or done the wrong way, and the start.
  private func slips() -> [CalendarDate?] {
    var slips: [CalendarDate?] = [start]
    for index in steps.indices {
      var skipped = steps
      skipped.remove(at: index)
      slips.append(end(of: skipped))
      var reversed = steps
      reversed[index] = reversed[index].slip
      slips.append(end(of: reversed))
    }
    return slips
  }

  /// Dates near the truth: a day, a week, a month or a year off, or with day and month swapped.
  private func neighbors() -> [CalendarDate?] {
    [
      truth + 1, truth - 1, truth + 2, truth - 2, truth + 7, truth - 7, truth.addingMonths(1),
      truth.addingMonths(-1), truth.addingYears(1), truth.addingYears(-1),
      CalendarDate(year: truth.year, month: truth.day, day: truth.month),
    ]
  }

  private func end(of steps: [DateStep]) -> CalendarDate? {
    var date = start
    for step in steps {
      guard let next = step.applied(to: date) else { return nil }
      date = next
    }
    return date
  }
}

/// The sentences of date stories.
enum DateWording {
  private static let forward: [Template] = [
    "{Event} came {distance} after {previous}.",
    "{Distance} after {previous} came {event}.",
    "{Event} followed {previous} after exactly {distance}.",
    "From {previous} it took {distance} until {event}.",
    "{Distance} passed between {previous} and the later date of {event}.",
    "{Previous} was {distance} earlier than {event}.",
  ]
  private static let backward: [Template] = [
    "{Event} had been {distance} before {previous}.",
    "{Distance} before {previous} there was {event}.",
    "{Event} took place {distance} earlier than {previous}.",
    "{Previous} came exactly {distance} after {event}.",
  ]
  private static let questions: [Template] = [
    "On which date was {event}?",
    "What was the date of {event}?",
    "Which date belongs to {event}?",
    "Find the date of {event}.",
  ]
  private static let shiftedQuestions: [Template] = [
    "Which date was {distance} {direction} {event}?",
    "What was the date {distance} {direction} {event}?",
    "Find the date {distance} {direction} {event}.",
  ]

  /// A sentence that puts an event a step away from another.
  static func link(
    from previous: String, to event: String, by step: DateStep,
    using generator: inout SeededGenerator
  ) -> String {
    if let distance = step.distance(inDigits: generator.chance(1, in: 2)) {
      return generator.pick(step.isBackward ? backward : forward).filled([
        "event": event, "previous": previous, "distance": distance,
      ])
    }
    let words =
      switch step {
      case .next(let weekday): "the first \(weekday.name) after \(previous)"
      case .previous(let weekday): "the last \(weekday.name) before \(previous)"
      case .monthEnd: "the last day of the month in which \(previous) fell"
      default: "the first day of the month after the month of \(previous)"
      }
    let templates: [Template] = ["{Event} was on {words}.", "They set {event} for {words}."]
    return generator.pick(templates).filled(["event": event, "words": words])
  }

  /// The question, for an event's date or for a date some distance away from it.
  static func question(
    about event: String, shift: DateStep?, using generator: inout SeededGenerator
  ) -> String {
    guard let shift, let distance = shift.distance(inDigits: generator.chance(1, in: 2)) else {
      return generator.pick(questions).filled(["event": event])
    }
    return generator.pick(shiftedQuestions).filled([
      "event": event, "distance": distance, "direction": shift.isBackward ? "before" : "after",
    ])
  }
}
