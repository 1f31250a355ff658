package import ModelAPI
import Sweeps

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
