import Files
package import FoundationEssentials
package import ModelAPI
import Sweeps

/// Prices of models: found, read and asked in this one place.
package struct Prices: Sendable {
  /// The file in a folder of tasks that holds them where nobody names another.
  package static let fileName = SweepFolder.priceFileName

  /// The file that they were read from, as the user would write it.
  package let file: String
  /// Whether there is such a file; without it no price is known.
  package let isThere: Bool
  /// The table.
  package let table: PriceTable
  private let day: PriceDay?

  /// Reads prices.
  ///
  /// - Parameters:
  ///   - named: The file that the user names; `nil` for the one beside the tasks, which may be missing.
  ///   - tasks: The folder of the tasks.
  ///   - day: The day, in UTC; the newest of the table where it is `nil`.
  package init(named: String?, beside tasks: URL, on day: PriceDay? = nil) throws {
    let tasks = tasks.standardizedFileURL
    let url = named.map { URL(filePath: $0) } ?? tasks.appending(path: Self.fileName)
    // As the user would write it: where the project lies on this machine is nobody's business.
    file = named ?? "\(tasks.lastPathComponent)/\(Self.fileName)"
    self.day = day
    guard FileManager.default.fileExists(atPath: url.path) else {
      guard named == nil else {
        throw WorkbenchError(.usage, "\(file): there is no such file. Check the path of --prices.")
      }
      isThere = false
      table = PriceTable(rows: [])
      return
    }
    isThere = true
    table = try PriceTableReader.table(from: try Self.text(of: url, file), file: file)
  }

  private static func text(of url: URL, _ file: String) throws -> String {
    let limit = PriceTableReader.byteLimit
    let bytes: [UInt8]
    do {
      bytes = try SequentialInput(url.standardizedFileURL.path).bytes(upTo: limit + 1)
    } catch {
      throw WorkbenchError(
        .usage, "\(file): the file cannot be read (\(error.cause)). \(error.nextStep).")
    }
    guard bytes.count <= limit, let text = String(validating: bytes, as: UTF8.self) else {
      throw WorkbenchError(.usage, "\(file): the file is too large or no UTF-8 text.")
    }
    return text
  }

  /// The price of a model, by its name as requests spell it; `nil` where the table has none.
  package func price(of model: String) -> TokenPrice? {
    table.row(for: model, on: day)?.price
  }
}

/// How much a session may spend, and at which prices.
package struct Spending: Sendable {
  /// The most that all calls may take together.
  package var budget: Budget
  /// The file of prices that the user names; `nil` for the one beside the tasks.
  package var prices: String?
  /// The most tokens of an answer to hold back for a model whose parameters set no limit.
  package var answerTokens: Int?
  /// The day whose prices hold, in UTC.
  package var day: PriceDay

  /// Creates a wish to spend.
  package init(budget: Budget, prices: String? = nil, answerTokens: Int? = nil, day: PriceDay) {
    self.budget = budget
    self.prices = prices
    self.answerTokens = answerTokens
    self.day = day
  }

  /// The tariff of every model of a sweep that may be asked; refuses a budget that could not be kept.
  func tariffs(of folder: SweepFolder) throws -> [CallTariff] {
    let prices = try Prices(named: prices, beside: folder.tasks, on: day)
    return try folder.sweep.askedModels.map { model in
      let price = prices.price(of: model.endpoint.model)
      if budget.money != nil, price == nil {
        throw WorkbenchError(
          .usage,
          "\(model.name): \(prices.file) has no price of \"\(model.endpoint.model)\", so that a budget of"
            + " money cannot be kept; nothing was sent. Add a row for it, or name another file with "
            + "--prices.")
      }
      let limit = model.endpoint.answerLimit ?? answerTokens
      if budget.needsAnswerLimit, limit == nil {
        throw WorkbenchError(
          .usage,
          "\(model.name): its parameters set no limit to an answer, so that a budget of money or tokens"
            + " cannot be kept; nothing was sent. Say with --answer-tokens how many to count with, or "
            + "set max_tokens in the sweep.")
      }
      return CallTariff(price: price, answerLimit: limit)
    }
  }
}
