import ArgumentParser
import Tasks

extension TasksCommand {
  /// Grades the reference answer of every question.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Grade the reference answer of every question; each must be right.")

    @Argument(help: "Names of tasks. Default: all.") var names: [String] = []
    @Option(help: "The folder of the tasks.") var tasks = "Tasks"

    func run() throws {
      let names = names.isEmpty ? TaskRegistry.all.map(\.description.name) : names
      let finder = QuestionFinder(folder: tasks)
      var wrong = 0
      for name in names {
        let task = try QuestionFinder.task(name)
        let questions = try finder.questions(of: name)
        for question in questions {
          let judgement = try LoadedQuestion(question, of: task)
            .judge([(.response, AnswerText(question.reference))])
          guard !judgement.success else { continue }
          wrong += 1
          Console.error.write("\(question.id): \(judgement.explanation)")
        }
        Console.output.write("\(name): \(questions.count) reference answers graded")
      }
      guard wrong == 0 else {
        throw CommandFailure(.regression, "\(wrong) reference answers are not graded as right.")
      }
    }
  }
}
