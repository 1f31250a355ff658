public import ArgumentParser
import Basics
import Foundation
public import Tasks
import Workbench

/// Grades one answer and says why.
struct GradeCommand: ParsableCommand {
  /// The largest answer that is read, in bytes.
  private static let byteLimit = 64 << 20

  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Grade one answer: what was extracted, from where, by which rule, and why it passed.",
    discussion: """
      The explanation is taken down by the code that grades. Exit code 0: the answer is right; 1: it \
      is not.
      Examples:
        steerbench grade --task game24 --question game24-1-01 --answer answer.txt
        echo '<<<Yes>>>' | steerbench grade --task navigate --answer - --policy paper
        steerbench grade --task game24 --answer answer.txt --show-extraction
      """)

  @Option(help: "The task.") var task: String
  @Option(help: "The question's id. Default: the task's first.") var question: String?
  @Option(help: "A file with what the model wrote; - for standard input.") var answer: String
  @Option(help: "A file with what its code printed, which is read first.") var printed: String?
  @Option(help: "strict, or paper for what the published code is documented to do.")
  var policy = GradingPolicy.strict
  @Option(help: "The folder of the tasks.") var tasks = "Tasks"
  @Flag(
    help: """
      Grade nothing: print the exact message by which a sweep with extraction: model would have a \
      model copy the answer out of these texts.
      """)
  var showExtraction = false
  @Option(help: "The folder of the prompts, for --show-extraction.") var prompts = "Tasks/prompts"
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let grading = try AnswerGrading(task: task, question: question, in: tasks)
    let printed = try printed.map(Self.bytes)
    let reply = AnswerGrading.Reply(answer: try Self.bytes(of: answer), printed: printed)
    guard !showExtraction else {
      for message in try grading.extraction(of: reply, prompts: prompts) {
        Console.output.write(json ? try CanonicalJSON.text(of: message.json) : message.text)
      }
      return
    }
    let graded = try grading.grade(reply, by: policy)
    Console.output.write(json ? try CanonicalJSON.text(of: graded.json) : graded.text)
    guard graded.ending == .pass else { throw CommandFailure(ExitStatus(graded.ending)) }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    guard let file = try? GivenFile(path) else {
      throw CommandFailure(.usage, "\(path): the file cannot be read.")
    }
    let bytes: [UInt8]
    do {
      bytes = try file.bytes(upTo: byteLimit + 1)
    } catch {
      throw CommandFailure(.usage, "\(path): the file cannot be read: \(error).")
    }
    guard bytes.count <= byteLimit else {
      throw CommandFailure(.usage, "\(path): the answer is longer than \(byteLimit) bytes.")
    }
    return bytes
  }
}

extension GradingPolicy: ExpressibleByArgument {}
