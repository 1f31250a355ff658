import Analysis
public import ArgumentParser
import Basics
import Foundation
import Methods
import ModelAPI
import RecordReplay
import Reporting
import ScoreSheets
import Statistics
import Sweeps
public import Tasks
import Trials
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
    let task = try QuestionFinder.task(task)
    let question = try QuestionFinder(folder: tasks).question(question, of: self.task)
    var texts: [(source: AnswerSource, text: AnswerText)] = []
    if let printed { texts.append((.stdout, AnswerText(try Self.bytes(of: printed)))) }
    texts.append((.response, AnswerText(try Self.bytes(of: answer))))
    if showExtraction { return try show(texts, of: question) }
    var trace = GradingTrace()
    let judgement = try LoadedQuestion(question, of: task).judge(texts, by: policy, trace: &trace)
    let report = GradeReport(
      question: question.id, judgement: judgement, trace: trace, texts: texts)
    Console.output.write(json ? try CanonicalJSON.text(of: report.json) : report.text)
    if !judgement.success { throw CommandFailure(.regression) }
  }

  private func show(
    _ texts: [(source: AnswerSource, text: AnswerText)], of question: Question
  ) throws {
    let library = try SweepFolder.prompts(
      in: URL(filePath: prompts), needing: [], orElse: [.extraction])
    guard let prompt = library.text(of: .extraction) else {
      throw CommandFailure(
        .usage, "\(prompts): there is no \(PromptName.extraction.fileName) in this folder.")
    }
    let request = ExtractionRequest.request(
      prompt, MethodQuestion(id: question.id, text: question.prompt),
      texts.filter { !$0.text.bytes.isEmpty })
    for message in request.messages {
      Console.output.write(
        json
          ? try CanonicalJSON.text(
            of: ["role": .string(message.role.rawValue), "content": .string(message.text)])
          : "--- \(message.role.rawValue)\n\(Redaction.visible(message.text))")
    }
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    let file = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
    guard let file else { throw CommandFailure(.usage, "\(path): the file cannot be read.") }
    let data: Data?
    do {
      data = try file.read(upToCount: byteLimit + 1)
    } catch {
      throw CommandFailure(.usage, "\(path): the file cannot be read: \(error).")
    }
    guard (data?.count ?? 0) <= byteLimit else {
      throw CommandFailure(.usage, "\(path): the answer is longer than \(byteLimit) bytes.")
    }
    return Array(data ?? Data())
  }
}

extension GradingPolicy: ExpressibleByArgument {}
