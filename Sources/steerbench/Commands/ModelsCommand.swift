import Analysis
import ArgumentParser
import Foundation
import Methods
import ModelAPI
import Reporting
import ScoreSheets
import Statistics
import Sweeps
import Trials
import Workbench

/// Lists the ready models.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the ready models that a sweep can name.",
    discussion: """
      They stand in models.yaml beside the tasks; a sweep names them, as in models: [gpt-4o], and may \
      change what it likes. Prices are today's by prices.yaml, in US dollars for a million tokens; a \
      budget of money needs one. A method is NA where the model lacks what it needs.

      Example: steerbench models --sort input
      """)

  @Option(help: "The folder of the tasks.") var tasks = "Tasks"
  @OptionGroup var prices: PriceArguments
  @OptionGroup var table: TableArguments

  func run() throws {
    let folder = URL(filePath: tasks, directoryHint: .isDirectory)
    let prices = try Prices(named: prices.prices, beside: folder, on: try WallClock.today())
    let models = try ModelPresets(contentsOf: folder.appending(path: "models.yaml")).models()
    try table.write([Self.table(of: models, prices)])
  }

  private static func table(of models: [SweepModel], _ prices: Prices) -> TextTable {
    TextTable(
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
