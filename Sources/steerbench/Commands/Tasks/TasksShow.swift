import ArgumentParser
import Basics
import RecordReplay
import Tasks
import Workbench

extension TasksCommand {
  /// Prints a question, its complexity and a correct answer.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a question, its complexity and a correct answer.")

    @Argument(help: "The task.") var task: String
    @Argument(help: "The question's id. Default: the task's first.") var question: String?
    @Option(help: "The folder of the tasks.") var tasks = "Tasks"
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
      let question = try QuestionFinder(folder: tasks).question(question, of: task)
      if json {
        Console.output.write(try CanonicalJSON.text(of: question.json))
        return
      }
      let complexity = question.complexity.map { "\($0.name) \($0.value)" }
      Console.output.write(
        """
        \(question.id)  rung \(question.rung)  \(complexity.joined(separator: ", "))

        \(Redaction.visible(question.prompt))

        A correct answer: \(Redaction.visible(question.reference))
        """)
    }
  }
}
