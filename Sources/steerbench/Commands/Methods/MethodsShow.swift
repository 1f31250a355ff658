import Analysis
import ArgumentParser
import Basics
import CodeExecution
import Foundation
import Methods
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Tasks
import Trials
import Workbench

extension MethodsCommand {
  /// Prints the messages that a method sends first.
  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the exact messages that a method sends first for a question.",
      discussion: """
        Code + Text + Sum. sends two calls before it knows anything; both are shown. What later \
        messages hold depends on the model's answers: see steerbench transcript.

        Example: steerbench methods show all-code --task game24 --question game24-1-01
        """)

    @Argument(help: "The method, such as all-code or all-code@2.") var method: String
    @Option(help: "The task.") var task: String
    @Option(help: "The question's id. Default: the task's first.") var question: String?
    @Option(help: "The folder of the prompts.") var prompts = "Tasks/prompts"
    @Option(help: "The folder of the tasks.") var tasks = "Tasks"
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
      let variant = try NamedMethods.variant(method)
      let question = try QuestionFinder(folder: tasks).question(question, of: task)
      let options = MethodOptions(
        prompts: try SweepFolder.prompts(
          in: URL(filePath: prompts), needing: variant.prompts), turns: variant.turns)
      let deck = ListeningDeck()
      _ = try await variant.method.answer(
        MethodQuestion(id: question.id, text: question.prompt), options: options, on: deck)
      // What holds an answer is not known yet; only calls made of people's own texts are shown.
      let requests = deck.requests.filter { request in
        request.messages.allSatisfy { $0.parts.allSatisfy { $0.authoredDigest != nil } }
      }
      if json { try printJSON(requests) } else { printText(requests) }
    }

    private func printText(_ requests: [CompletionRequest]) {
      for (index, request) in requests.enumerated() {
        if requests.count > 1 { Console.output.write("=== call \(index + 1) ===") }
        for message in request.messages {
          Console.output.write("--- \(message.role.rawValue)\n\(Redaction.visible(message.text))")
        }
        for tool in request.tools {
          Console.output.write("--- tool \(tool.name)\n\(tool.description)")
        }
      }
    }

    private func printJSON(_ requests: [CompletionRequest]) throws {
      let calls = requests.map { request -> JSONValue in
        [
          "messages": .array(
            request.messages.map {
              ["role": .string($0.role.rawValue), "content": .string($0.text)]
            }),
          "tools": .array(
            request.tools.map {
              [
                "name": .string($0.name), "description": .string($0.description),
                "parameters": $0.parameters,
              ]
            }),
        ]
      }
      Console.output.write(try CanonicalJSON.text(of: .array(calls)))
    }
  }
}

/// A deck that only listens: it keeps what a method asks before any answer, and ends the method.
private final class ListeningDeck: Deck {
  private(set) var requests: [CompletionRequest] = []

  func complete(_ request: CompletionRequest) async throws(DeckError) -> CompletionOutcome {
    requests.append(request)
    // The word that ends every loop.
    return .answer(Completion(text: "TERMINATE"))
  }

  func execute(_ code: String) async throws(DeckError) -> ExecutionOutcome {
    throw DeckError(.execution, "Nothing is run here.")
  }
}
