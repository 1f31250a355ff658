package import Basics
import CodeExecution
import Files
import FoundationEssentials
import Methods
package import ModelAPI
import RecordReplay
package import Reporting
import Sweeps
import Tasks

/// The messages that a method sends first for a question, before it knows any answer.
package struct FirstMessages: Sendable {
  private let requests: [CompletionRequest]

  /// Asks a method.
  ///
  /// - Parameters:
  ///   - method: Its name, such as `all-code@2`.
  ///   - task: The task's name.
  ///   - question: The question's id; the task's first where it is `nil`.
  ///   - tasks: The folder of the tasks.
  ///   - prompts: The folder of the prompts.
  package init(
    of method: String, task: String, question: String?, tasks: String, prompts: String
  ) async throws {
    let (variant, library) = try Self.method(method, prompts: URL(filePath: prompts))
    let question = try QuestionFinder(folder: tasks).question(question, of: task)
    let options = MethodOptions(prompts: library, turns: variant.turns)
    let deck = ListeningDeck()
    _ = try await variant.method.answer(
      MethodQuestion(id: question.id, text: question.prompt), options: options, on: deck)
    // What holds an answer is not known yet; only calls made of people's own texts are shown.
    requests = deck.requests.filter { request in
      request.messages.allSatisfy { $0.parts.allSatisfy { $0.authoredDigest != nil } }
    }
  }

  private static func method(
    _ name: String, prompts: URL
  ) throws -> (MethodVariant, PromptLibrary) {
    if name.hasSuffix(".yaml") || name.contains(".yaml@") {
      return try SweepFolder.method(inFile: name, prompts: prompts)
    }
    let variant = try NamedMethods.variant(name)
    return (variant, try SweepFolder.prompts(in: prompts, needing: variant.prompts))
  }

  /// The messages for people, a block each.
  package var blocks: [String] {
    requests.enumerated().flatMap { index, request in
      (requests.count > 1 ? ["=== call \(index + 1) ==="] : [])
        + request.messages.map { "--- \($0.role.rawValue)\n\(Redaction.visible($0.text))" }
        + request.tools.map { "--- tool \($0.name)\n\($0.description)" }
    }
  }

  /// The same for programs.
  package var json: JSONValue {
    .array(
      requests.map { request -> JSONValue in
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
      })
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

/// A folder of prompts that was made of a published file.
package struct PromptFolder: Sendable {
  private let folder: String
  private let rest: String
  private let imported: ImportedPrompts

  /// Reads a file as text, and writes the prompts that it holds into a new folder, with those that it
  /// does not hold from another one.
  ///
  /// - Parameters:
  ///   - file: The published file.
  ///   - rest: The folder of the prompts that the file does not hold.
  ///   - folder: The folder to make: it must not exist, or be empty.
  package init(from file: String, fillingFrom rest: String, into folder: String) throws {
    let target = NewFolder(path: folder)
    try target.check()
    let own = try SweepFolder.prompts(
      in: URL(filePath: rest), needing: MethodRegistry.shipped.prompts, orElse: [.extraction])
    imported = try PromptImport.prompts(in: try Self.bytes(of: file), fillingFrom: own)
    try target.write(
      imported.texts.sorted { $0.key.rawValue < $1.key.rawValue }
        .map { ($0.key.fileName, Array(($0.value + "\n").utf8)) })
    self.folder = folder
    self.rest = rest
  }

  /// The file's bytes; no more of them than are ever read.
  private static func bytes(of file: String) throws -> [UInt8] {
    do {
      // It may be a pipe.
      return try SequentialInput(file).bytes(upTo: PromptImport.byteLimit + 1)
    } catch {
      throw WorkbenchError(
        .usage, "\(file): the file cannot be read (\(error.cause)). Check --from.")
    }
  }

  /// What was taken from where, for people, a line each.
  package var lines: [String] {
    imported.taken.map { "\($0.prompt.rawValue).txt: \($0.variable)" }
      + imported.missing.map { source in
        guard let reason = source.reason else {
          preconditionFailure("A prompt that the file should hold is missing for a reason.")
        }
        return Redaction.visible(
          "\(source.prompt.rawValue).txt: copied from \(rest), because of \(source.variable): "
            + reason)
      }
      + imported.own.map { "\($0.rawValue).txt: copied from \(rest); no such file holds it" }
      + (imported.unknown.isEmpty
        ? []
        : ["Not used: \(imported.unknown.map { Redaction.visible($0) }.joined(separator: ", "))"])
      + ["Written to \(folder). A sweep names that folder as its prompts."]
  }

  /// The same for programs.
  package var json: JSONValue {
    [
      "into": .string(folder), "taken": .array(imported.taken.map(Self.json)),
      "missing": .array(imported.missing.map(Self.json)),
      "copied": .array(imported.own.map { .string($0.rawValue) }),
      "unused": .array(imported.unknown.map { .string($0) }),
    ]
  }

  private static func json(_ source: ImportedPrompts.Source) -> JSONValue {
    [
      "variable": .string(source.variable), "prompt": .string(source.prompt.rawValue),
      "reason": source.reason.map { .string($0) } ?? .null,
    ]
  }
}

/// The ready models that a sweep can name.
package enum ReadyModels {
  /// The models beside the tasks, with their prices and what cannot be asked of them.
  ///
  /// - Parameters:
  ///   - tasks: The folder of the tasks.
  ///   - prices: The price table; `nil` for the one beside the tasks.
  ///   - day: The day of the prices.
  package static func table(
    in tasks: String, prices: String? = nil, on day: PriceDay
  ) throws -> TextTable {
    let folder = URL(filePath: tasks, directoryHint: .isDirectory)
    let prices = try Prices(named: prices, beside: folder, on: day)
    let models = try ModelPresets(contentsOf: folder.appending(path: "models.yaml")).models()
    return TextTable(
      name: "models", title: "Ready models",
      columns: [
        .init(name: "model", title: "Model", isText: true),
        .init(name: "asked-as", title: "Asked as", isText: true),
        .init(name: "family", title: "Family", isText: true),
        .init(name: "code-tool", title: "Code tool", isText: true),
        .init(name: "input", title: "$ input"),
        .init(name: "output", title: "$ output"),
        .init(name: "not-applicable", title: "NA", isText: true),
      ],
      rows: models.map { row(of: $0, prices) },
      notes: [
        "$: US dollars for a million tokens. Code tool: who runs the code of the interpreter."
      ])
  }

  private static func row(of model: SweepModel, _ prices: Prices) -> TextTable.Row {
    let price = prices.price(of: model.endpoint.model)
    let words = [
      model.name, model.endpoint.model, model.endpoint.family.name,
      word(for: model.endpoint.capabilities.tools),
    ]
    let unusable = MethodRegistry.shipped.all.map { MethodVariant($0) }.filter {
      !model.supports($0)
    }
    let names = unusable.map(\.method.description.title)
    let values: [TextTable.Value] =
      words.map { .text($0) } + [
        dollars(price?.freshInput), dollars(price?.output),
        .text(names.isEmpty ? "-" : names.joined(separator: ", ")),
      ]
    return TextTable.Row(name: model.name, cells: values.map { TextTable.Cell($0) })
  }

  private static func word(for tools: ToolSupport) -> String {
    switch tools {
    case .none: "none"
    case .own: "the bench's"
    case .hosted: "the provider's"
    }
  }

  /// The price of a million tokens.
  private static func dollars(_ token: Money?) -> TextTable.Value {
    token.map { .number(Double($0.picodollars) / 1e6, decimals: 2) } ?? .unmeasured
  }
}
