import Basics
import Testing

@testable import Tasks

@Suite("Calendar")
struct CalendarDateTests {
  @Test("every day of the calendar follows the one before, and day numbers come back")
  func successive() throws {
    var expected = try #require(CalendarDate(year: 1, month: 1, day: 1))
    for number in 1...150_000 {
      let date = CalendarDate(dayNumber: number)
      guard date == expected, date.dayNumber == number else {
        Issue.record("day \(number) is \(date)")
        return
      }
      let isLastDay = date.day == CalendarDate.days(inMonth: date.month, of: date.year)
      let isLastMonth = isLastDay && date.month == 12
      let next = CalendarDate(
        year: isLastMonth ? date.year + 1 : date.year,
        month: isLastMonth ? 1 : isLastDay ? date.month + 1 : date.month,
        day: isLastDay ? 1 : date.day + 1)
      guard let next else {
        Issue.record("no day follows day \(number)")
        return
      }
      expected = next
    }
  }

  @Test(
    "known weekdays",
    arguments: [
      (1970, 1, 1, Weekday.thursday), (2000, 2, 29, .tuesday), (1900, 3, 1, .thursday),
      (2024, 2, 29, .thursday), (1, 1, 1, .monday), (9_999, 12, 31, .friday),
      (1969, 7, 20, .sunday),
    ])
  func weekdays(year: Int, month: Int, day: Int, weekday: Weekday) throws {
    #expect(try #require(CalendarDate(year: year, month: month, day: day)).weekday == weekday)
  }

  @Test("the distance of two known days")
  func distance() throws {
    let moon = try #require(CalendarDate(year: 1969, month: 7, day: 20))
    let epoch = try #require(CalendarDate(year: 1970, month: 1, day: 1))
    let unix = try #require(CalendarDate(year: 2001, month: 9, day: 9))
    #expect(epoch.dayNumber - moon.dayNumber == 165)
    #expect(unix.dayNumber - epoch.dayNumber == 11_574)
  }

  @Test(
    "days that do not exist are none",
    arguments: [
      (1900, 2, 29), (2023, 2, 29), (2024, 2, 30), (2024, 4, 31), (2024, 13, 1), (2024, 0, 1),
      (2024, 1, 0), (0, 1, 1), (10_000, 1, 1),
    ])
  func impossible(year: Int, month: Int, day: Int) {
    #expect(CalendarDate(year: year, month: month, day: day) == nil)
  }

  @Test("months keep the day or give none")
  func months() throws {
    let date = try #require(CalendarDate(year: 2023, month: 1, day: 31))
    #expect(date.addingMonths(1) == nil)
    #expect(date.addingMonths(2) == CalendarDate(year: 2023, month: 3, day: 31))
    #expect(date.addingMonths(-1) == CalendarDate(year: 2022, month: 12, day: 31))
    #expect(date.addingMonths(-13) == CalendarDate(year: 2021, month: 12, day: 31))
    #expect(CalendarDate(year: 1, month: 1, day: 1)?.addingMonths(-1) == nil)
    #expect(CalendarDate(year: 2024, month: 2, day: 29)?.addingYears(1) == nil)
    #expect(
      CalendarDate(year: 2024, month: 2, day: 29)?.addingYears(-4)
        == CalendarDate(year: 2020, month: 2, day: 29))
  }

  @Test("the next and the previous weekday are one to seven days away")
  func nextWeekday() {
    for number in 737_000..<737_014 {
      let date = CalendarDate(dayNumber: number)
      for weekday in Weekday.allCases {
        let next = date.next(weekday)
        let previous = date.previous(weekday)
        #expect(next.weekday == weekday && (1...7).contains(next.dayNumber - number))
        #expect(previous.weekday == weekday && (1...7).contains(number - previous.dayNumber))
      }
    }
  }
}

@Suite("Date Understanding")
struct DateUnderstandingTests {
  private let task = DateUnderstanding()
  private let problem = DateUnderstanding.Problem(
    choice: Choice(
      text: "Which date?",
      options: [
        "09/10/2019", "09/12/2019", "10/12/2019", "12/09/2019", "09/12/2018", "09/13/2019",
      ], answer: 1),
    steps: 1)

  @Test("the story's text and its steps lead to the right option")
  func truths() throws {
    for rung in 1...5 {
      for number in 0..<200 {
        var generator = SeededGenerator(seed: "story \(rung) \(number)")
        let story = DateStory.random(steps: rung, using: &generator)
        var date: CalendarDate? = story.start
        for step in story.steps { date = date.flatMap(step.applied(to:)) }
        #expect(date == story.truth)
        let wrong = story.distractors(using: &generator)
        #expect(Set(wrong).count == 5 && !wrong.contains(story.truth))
      }
    }
  }

  @Test("a story of one step of days is right by its own words")
  func wording() throws {
    let start = try #require(CalendarDate(year: 2024, month: 2, day: 20))
    for step in [DateStep.days(9), .days(-2), .weeks(3), .months(-1), .years(2)] {
      for number in 0..<40 {
        var generator = SeededGenerator(seed: "wording \(number)")
        let words = DateWording.link(
          from: "the loan", to: "the book sale", by: step, using: &generator)
        let saysLater = Self.saysSecondIsLater(words)
        let target = try #require(step.applied(to: start))
        #expect(saysLater == (target > start), "\(words)")
      }
    }
  }

  /// Whether a sentence puts the book sale after the loan, read from its words alone.
  private static func saysSecondIsLater(_ words: String) -> Bool? {
    let text = words.lowercased()
    if text.contains("passed between") || text.contains("until") { return true }
    if text.contains("followed") { return true }
    if text.contains(" after ") {
      // "The sale came … after the loan" is later; "the loan came … after the sale" is not.
      return text.contains("after the loan")
    }
    if text.contains("earlier than the book sale") { return true }
    if text.contains("before the loan") || text.contains("earlier than the loan") { return false }
    return nil
  }

  @Test("there are at least twenty sentence frames, each with its gaps")
  func frames() {
    #expect(DateScene.all.count >= 20)
    #expect(Set(DateScene.all.map(\.opening)).count == DateScene.all.count)
    for scene in DateScene.all {
      let opening = scene.opening.filled(["name": "Ida", "date": "May 1, 2020"])
      #expect(opening.contains("Ida") && opening.contains("May 1, 2020"))
      #expect(Set(scene.events + [scene.start]).count == scene.events.count + 1)
    }
  }

  @Test(
    "spellings of the right answer",
    arguments: [
      "<<<(B)>>>", "<<<B>>>", "<<<b>>>", "<<<(b)>>>", "<<<B)>>>", "<<<[B]>>>", "<<<**B**>>>",
      "<<<Option B>>>", "<<<(B) 09/12/2019>>>", "<<<B: 09/12/2019>>>", "<<<09/12/2019>>>",
      "<<<9/12/2019>>>", "<<<2019-09-12>>>", "<<<2019-09-12 00:00:00>>>",
      "<<<September 12, 2019>>>",
      "<<<Sept. 12th, 2019>>>", "<<<12 September 2019>>>", "<<<12th of September, 2019>>>",
      "<<<Thursday, September 12, 2019>>>", "<<<09-12-2019>>>", "<<<09\u{2011}12\u{2011}2019>>>",
      "<<<'B'>>>", "<<<`(B)`>>>", "\\boxed{B}", "\\boxed{\\text{(B)}}", "$\\boxed{\\textbf{(B)}}$",
      "$$\\boxed{\\mathrm{B}}$$", "\\boxed{09/12/2019}", "The answer is (B).",
      "The answer is **B**.",
      "**Answer:** (B)", "Answer: B", "**Final Answer**: option B", "The answer is B, not C.",
      "Final answer: (B) 09/12/2019", "So it was a Thursday, (B).", "B", "(B)", "B.",
      "(B) 09/12/2019",
      "09/12/2019", "2019-09-12\n", "datetime.date(2019, 9, 12)", "['B']", "('B', '09/12/2019')",
      "{\"answer\": \"B\"}", "```\n(B)\n```", "```\nB\n```\n", "```text\n09/12/2019\n```",
      "A date near A would do, but I choose (B).", "<<<(A)>>> no, wait: <<<(B)>>>",
      "<<<answer>>> means: <<<(B)>>>", "It is a Thursday. The answer is (B). <<<(B)>>> done",
      "The answer is \u{201c}B\u{201d}", "Therefore the date is 9/12/2019.", "<<<B>>>\n```",
      "The correct option is:\n\n(B) 09/12/2019", "(A) is wrong, so (B).", "Not (A) but (B).",
    ])
  func right(text: String) {
    #expect(reading(text, by: task, for: problem) == "(B)", "\(text)")
    #expect(grade(of: text, by: task, for: problem) == .right(), "\(text)")
  }

  @Test(
    "wrong answers grade as wrong",
    arguments: [
      "<<<(A)>>>", "<<<A>>>", "A", "A.", "(a)", "a", "<<<a>>>", "['A']", "The answer is A.",
      "09/10/2019", "<<<12/09/2019>>>", "<<<(B)>>> <<<(C)>>>", "<<<09/14/2019>>>", "<<<(H)>>>",
      "<<<12/9/2019>>>", "Option A", "\\boxed{A}", "\\boxed{\\text{A}}", "**A**", "09/14/2019",
    ])
  func wrong(text: String) {
    #expect(grade(of: text, by: task, for: problem)?.success == false, "\(text)")
  }

  @Test(
    "texts without an answer give none",
    arguments: [
      "", "A date cannot be found here.", "It was a day in autumn", "I need a calendar for that.",
      "a long time ago", "Incorrect", "Correct", "The answer is unclear", "<<<(A) or (B)>>>",
      "<<<A, B>>>", "The answer is not (B)", "(B) is incorrect", "(B) isn't right",
      "(A) 09/10/2019 (B) 09/12/2019", "print(B)", "```python\nprint('B')\n```",
      "```python\nif x:\n  print('A')\nelse:\n  print('B')\n```", "```python\nprint(\"(B)\")",
      "f(b)", "sum(a)", "<<<answer>>>", "25/12/2019", "<<<{ans}>>>",
      "Traceback: name 'x' is missing",
      "09/12/20190", "1109/12/2019", "A or B", "Vary a, b and c", "b or not", "Error in line 3",
    ])
  func none(text: String) {
    #expect(reading(text, by: task, for: problem) == nil, "\(text)")
  }

  @Test("decoration around an answer does not change the verdict")
  func decorations() {
    let wraps: [(String, String)] = [
      ("", "."), ("**", "**"), (" ", "\n\n"), ("`", "`"), ("\"", "\""), ("$", "$"), ("\n", "\r\n"),
    ]
    for problem in problems(of: task, perRung: 4) {
      for (option, date) in problem.choice.options.enumerated() {
        for core in [Choice.name(of: option), date] {
          for (before, after) in wraps {
            let text = "<<<\(before)\(core)\(after)>>>"
            #expect(reading(text, by: task, for: problem) == Choice.name(of: option), "\(text)")
            #expect(
              grade(of: "It is \(before)\(core)\(after)", by: task, for: problem)?.success
                == (option == problem.choice.answer))
          }
        }
      }
    }
  }
}
