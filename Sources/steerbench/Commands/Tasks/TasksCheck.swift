import ArgumentParser
import Tasks
import Workbench

extension TasksCommand {
  /// Grades what must be right about every question, and what must be wrong.
  struct Check: ParsableCommand {
    /// Faults that are printed for one task.
    private static let faultLimit = 20

    static let configuration = CommandConfiguration(
      abstract: "Check the graders: right answers are right, corrupted ones wrong.",
      discussion: """
        The reference of each question and a solution that is worked out anew must be graded as right \
        in several spellings; systematic corruptions of the solution must be graded as wrong. Exit \
        code 1 if one is not.
        """)

    @Argument(help: "Names of tasks. Default: all.") var names: [String] = []
    @Option(help: "The folder of the tasks.") var tasks = "Tasks"
    @Flag(help: "List the kinds of corruptions.") var verbose = false

    func run() throws {
      let names = names.isEmpty ? TaskRegistry.shipped.all.map(\.description.name) : names
      let finder = QuestionFinder(folder: tasks)
      var wrong = 0
      for name in names {
        let task = try QuestionFinder.task(name)
        let questions = try finder.questions(of: name)
        var check = SelfCheck()
        for question in questions { check.add(try LoadedQuestion(question, of: task).selfCheck()) }
        wrong += check.faults.count
        for fault in check.faults.prefix(Self.faultLimit) { Console.error.write(fault) }
        let corrupted = check.corruptions.values.reduce(0, +)
        Console.output.write(
          "\(name): \(questions.count) questions, \(check.rightAnswers) right answers, "
            + "\(corrupted) corrupted of \(check.corruptions.count) kinds, "
            + "\(check.faults.count) graded wrongly")
        guard verbose else { continue }
        for (kind, count) in check.corruptions.sorted(by: { $0.key < $1.key }) {
          Console.output.write("  \(kind): \(count)")
        }
      }
      guard wrong == 0 else {
        throw CommandFailure(.regression, "\(wrong) answers are not graded as they should be.")
      }
    }
  }
}
