import Analysis
import ArgumentParser
import Foundation
import ModelAPI
import ScoreSheets
import Statistics
import Sweeps
import Trials

/// How much a command may spend, and at which prices.
struct SpendingArguments: ParsableArguments {
  @Option(
    name: .customLong("budget"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "Spend no more than this: usd=, tokens=, calls=, any of them.",
      discussion: """
        It holds for this command alone; what was recorded before is not counted. What a call may \
        take is held back before it is sent: its prompt, and an answer of the most tokens that its \
        parameters allow. A try that broke off counts in full, for it may have been billed. Where the \
        next call does not fit, those under way come home, everything is sealed, and the exit code is \
        5; the same command goes on. Money needs a price of every model (exit code 2 otherwise).
        """, valueName: "kind=most"))
  var budgetWords: [String] = []
  @OptionGroup var prices: PriceArguments
  @Option(
    help: """
      The most tokens of an answer to hold back for a model whose parameters set no limit.
      """)
  var answerTokens: Int?

  func validate() throws {
    _ = try budget()
    if let answerTokens, !(1...10_000_000).contains(answerTokens) {
      throw ValidationError("--answer-tokens must be from 1 to 10000000.")
    }
  }

  /// The budget; without limits where none was named.
  func budget() throws -> Budget {
    var budget = Budget()
    for word in budgetWords.flatMap({ $0.split(separator: ",") }) {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      switch (parts.first, parts.last, parts.count) {
      case ("usd", let value?, 2):
        guard budget.money == nil, let money = Money(dollars: value) else {
          throw Self.objection(to: word, "dollars such as usd=20 or usd=0.5, once")
        }
        budget.money = money
      case ("tokens", let value?, 2):
        guard budget.tokens == nil, let count = Int(value), count >= 0 else {
          throw Self.objection(to: word, "a whole number such as tokens=1000000, once")
        }
        budget.tokens = count
      case ("calls", let value?, 2):
        guard budget.calls == nil, let count = Int(value), count >= 0 else {
          throw Self.objection(to: word, "a whole number such as calls=500, once")
        }
        budget.calls = count
      default:
        throw Self.objection(
          to: word, "usd=, tokens= or calls=; the sweep's name comes before --budget")
      }
    }
    return budget
  }

  private static func objection(to word: Substring, _ wish: String) -> ValidationError {
    ValidationError("--budget \(word): it takes \(wish).")
  }

  /// The tariff of every model of a sweep; refuses a budget that could not be kept.
  func tariffs(of folder: SweepFolder) throws -> [CallTariff] {
    let table = try prices.table(of: folder)
    let budget = try budget()
    return try folder.sweep.askedModels.map { model in
      let price = table.price(of: model.endpoint.model)
      if budget.money != nil, price == nil {
        throw CommandFailure(
          .usage,
          "\(model.name): \(table.file) has no price of \"\(model.endpoint.model)\", so that a budget of"
            + " money cannot be kept; nothing was sent. Add a row for it, or name another file with "
            + "--prices.")
      }
      let limit = model.endpoint.answerLimit ?? answerTokens
      if budget.needsAnswerLimit, limit == nil {
        throw CommandFailure(
          .usage,
          "\(model.name): its parameters set no limit to an answer, so that a budget of money or tokens"
            + " cannot be kept; nothing was sent. Say with --answer-tokens how many to count with, or "
            + "set max_tokens in the sweep.")
      }
      return CallTariff(price: price, answerLimit: limit)
    }
  }
}

/// Which prices hold.
struct PriceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The table of prices. Default: prices.yaml beside the tasks.", valueName: "file"))
  var prices: String?

  /// The table that holds for a sweep.
  func table(of folder: SweepFolder) throws -> TodaysPrices {
    try table(beside: folder.url.appending(path: folder.sweep.taskFolder))
  }

  /// The table that holds for a folder of tasks.
  func table(beside tasks: URL) throws -> TodaysPrices {
    let tasks = tasks.standardizedFileURL
    let url = prices.map { URL(filePath: $0) } ?? tasks.appending(path: "prices.yaml")
    // As the user would write it: where the project lies on this machine is nobody's business.
    let file = prices ?? "\(tasks.lastPathComponent)/prices.yaml"
    guard let data = FileManager.default.contents(atPath: url.path) else {
      guard prices == nil else {
        throw CommandFailure(.usage, "\(file): there is no such file. Check --prices.")
      }
      return TodaysPrices(file: file, table: PriceTable(rows: []))
    }
    guard data.count <= PriceTableReader.byteLimit,
      let text = String(validating: data, as: UTF8.self)
    else { throw CommandFailure(.usage, "\(file): the file is too large or no UTF-8 text.") }
    return TodaysPrices(file: file, table: try PriceTableReader.table(from: text, file: file))
  }
}

/// A table of prices as it holds today.
struct TodaysPrices {
  /// The file that it was read from.
  let file: String
  /// The table.
  let table: PriceTable
  /// Today, in UTC.
  private let day = PriceDay(String(Timestamp.now().prefix(10)))

  init(file: String, table: PriceTable) {
    self.file = file
    self.table = table
  }

  /// The price of a model, by its name as requests spell it; `nil` where the table has none.
  func price(of model: String) -> TokenPrice? { table.row(for: model, on: day)?.price }
}
