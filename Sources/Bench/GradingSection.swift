import Basics
import Foundation
import Tasks

/// How fast answers are graded, task by task, on the shipped question sets.
///
/// Each question's reference is graded three times over: as it is, at the end of two kilobytes of prose,
/// and there in a sentence and without its marker, as models write it. The limit beside each rate is SHA-256 of the same bytes. The last figures show
/// that grading grows no faster than the answer: one megabyte against ten. Behind the shipped tasks come the kinds
/// of answers that a task of the user's own may declare.
enum GradingSection: BenchSection {
  static let name = "grading"
  static let summary = "extraction and grading: answers a second and task, growth with the answer"

  /// Grades a second and core that are asked of a task.
  private static let simpleMark = 100_000.0
  private static let simulatorMark = 5_000.0
  /// The same of a kind that a user may declare: what the shipped tasks with longer answers reach.
  private static let declaredMark = 50_000.0
  private static let simulators: Set = ["boxlift", "boxnet", "blocksworld", "path-plan"]
  /// How much more time ten times the bytes may take.
  private static let growthMark = 15.0

  static func run(_ options: BenchOptions) async throws -> BenchReport {
    var figures: [BenchFigure] = []
    var facts: [(name: String, value: String)] = []
    var growth: (task: String, ratio: Double, seconds: Double) = ("", 0, 0)
    for task in TaskRegistry.shipped.all {
      let name = task.description.name
      let set = try GradedAnswers(task: task, folder: options.tasks)
      facts.append((name, "\(set.count) questions, \(set.meanBytes) bytes an answer"))
      let mark = simulators.contains(name) ? simulatorMark : simpleMark
      let rate = try set.gradesPerSecond(of: set.references)
      figures += [
        BenchFigure("\(name)", rate, "/s", mark: .atLeast(mark)),
        BenchFigure("\(name), in prose", try set.gradesPerSecond(of: set.inProse), "/s"),
        BenchFigure(
          "\(name), in words", try set.gradesPerSecond(of: set.inWords, mustBeRight: false), "/s"),
        BenchFigure(
          "\(name), SHA-256 / grade", GradedAnswers.digestsPerSecond(of: set.references) / rate, "",
          decimals: 1),
      ]
      let (ratio, seconds) = set.growth()
      if ratio > growth.ratio { growth = (name, ratio, seconds) }
    }
    for kind in DeclaredKind.all {
      let set = try GradedAnswers(of: kind)
      figures += [
        BenchFigure(
          "declared \(kind.name)", try set.gradesPerSecond(of: set.references), "/s",
          mark: .atLeast(declaredMark)),
        BenchFigure(
          "declared \(kind.name), in prose",
          try set.gradesPerSecond(of: set.inProse, mustBeRight: false), "/s"),
      ]
    }
    figures += [
      BenchFigure(
        "10 MB / 1 MB, worst task", growth.ratio, "", decimals: 1, mark: .atMost(growthMark)),
      BenchFigure("10 MB, that task", growth.seconds, "s", decimals: 2),
    ]
    facts.append(("worst growth", growth.task))
    return BenchReport(section: name, facts: facts, figures: figures)
  }
}

extension GradingSection {
  /// The kinds of answers that are graded.
  static let kinds = ["alone", "in prose", "in words"]

  /// Grades the answers of a task so many times over; how many there are, `nil` for an unknown kind.
  static func grade(
    _ task: some BenchTask, _ kind: String, rounds: Int, _ options: BenchOptions
  ) throws -> Int? {
    guard let kind = kinds.firstIndex(of: kind) else { return nil }
    let set = try GradedAnswers(task: task, folder: options.tasks)
    return set.grade([set.references, set.inProse, set.inWords][kind], rounds: rounds)
  }
}

/// The questions of a task with answers to grade.
private struct GradedAnswers {
  let references: [AnswerText]
  let inProse: [AnswerText]
  let inWords: [AnswerText]
  private let questions: [LoadedQuestion]

  /// Reads the question file of a task; without a folder the shipped questions are made anew.
  init(task: some BenchTask, folder: String?) throws {
    let name = task.description.name
    let all: [Question]
    if let folder {
      let path = "\(folder)/\(name)/questions.jsonl"
      guard let data = FileManager.default.contents(atPath: path) else {
        throw BenchError("\(path): there is no such file.")
      }
      all = try QuestionFile.questions(in: Array(data), named: path)
    } else {
      all = try task.questions(perRung: 10, seed: "shipped")
    }
    guard !all.isEmpty else { throw BenchError("\(name) has no questions.") }
    try self.init(all, of: task, answers: all.map(\.reference))
  }

  /// Makes the questions of a kind that a user may declare.
  init(of kind: DeclaredKind) throws {
    let (task, all) = try kind.questions()
    try self.init(all, of: task, answers: all.enumerated().map { kind.answer(to: $1, $0) })
  }

  private init(_ all: [Question], of task: some BenchTask, answers: [String]) throws {
    questions = try all.map { question throws(TaskError) in try LoadedQuestion(question, of: task) }
    references = answers.map { AnswerText($0) }
    let prose = String(
      repeating: "Step by step: 17 of 3 * (4 - 1) things are left, as I said (see above).\n",
      count: 28)
    inProse = answers.map { AnswerText("\(prose)**Final answer:** \($0)\n") }
    inWords = answers.map {
      AnswerText("\(prose)So the answer is \($0.dropFirst(3).dropLast(3)).\n")
    }
  }

  var count: Int { questions.count }
  var meanBytes: Int { references.reduce(0) { $0 + $1.bytes.count } / max(references.count, 1) }

  /// Grades a second of processor time.
  ///
  /// - Parameter mustBeRight: Whether all answers must be right. A formula in a sentence need not be cut
  ///   out of it.
  func gradesPerSecond(of texts: [AnswerText], mustBeRight: Bool = true) throws -> Double {
    var (graded, right) = (0, 0)
    let start = ResourceUsage.cpuSeconds
    repeat {
      for (question, text) in zip(questions, texts) {
        right += question.judge([(.response, text)]).success ? 1 : 0
        graded += 1
      }
    } while ResourceUsage.cpuSeconds - start < 0.15
    guard right == graded || !mustBeRight else {
      throw BenchError("\(graded - right) of \(graded) right answers are graded as wrong.")
    }
    return Double(graded) / (ResourceUsage.cpuSeconds - start)
  }

  /// Grades all answers so many times over; how many there are.
  func grade(_ texts: [AnswerText], rounds: Int) -> Int {
    var right = 0
    for _ in 0..<rounds {
      for (question, text) in zip(questions, texts) {
        right += question.judge([(.response, text)]).success ? 1 : 0
      }
    }
    // What was found is used, so that no work can be left out.
    return texts.count + (right < 0 ? 1 : 0)
  }

  /// SHA-256 digests of the same bytes a second of processor time.
  static func digestsPerSecond(of texts: [AnswerText]) -> Double {
    var (digested, sum) = (0, Int64(0))
    let start = ResourceUsage.cpuSeconds
    repeat {
      for text in texts {
        sum &+= Digest.sha256(text.bytes).leading64
        digested += 1
      }
    } while ResourceUsage.cpuSeconds - start < 0.05
    // What was computed is used, so that no work can be left out.
    return Double(digested) / (ResourceUsage.cpuSeconds - start) + (sum == 0 ? 1 : 0)
  }

  /// The time of the worst ten megabytes of one piece over that of one megabyte, and the former.
  func growth() -> (ratio: Double, seconds: Double) {
    let pieces = [
      "<<<1>>> ", "(1, 2), ", "Step 1: [(1, [0])]\n", "Move A from 1 to 2\n", "{[(", "a ",
    ]
    var worst = (ratio: 0.0, seconds: 0.0)
    for piece in pieces {
      let (small, large) = (seconds(piece, 1_000_000), seconds(piece, 10_000_000))
      // Below a few milliseconds the clock says more than the grader.
      let ratio = large / max(small, 0.004)
      if ratio > worst.ratio { worst = (ratio, large) }
    }
    return worst
  }

  private func seconds(_ piece: String, _ bytes: Int) -> Double {
    let text = AnswerText(String(repeating: piece, count: bytes / piece.utf8.count))
    let start = ResourceUsage.cpuSeconds
    _ = questions[questions.count - 1].judge([(.response, text)])
    return ResourceUsage.cpuSeconds - start
  }
}
