import Basics
import HTTP
import TestSupport
import Testing

@testable import ModelAPI

@Suite("A budget")
struct BudgetTests {
  private func expense(_ calls: Int, _ tokens: Int = 0, _ dollars: String = "0") -> Expense {
    Expense(calls: calls, tokens: tokens, money: Money(dollars: dollars))
  }

  @Test("lets calls go as long as they fit beside what is held back")
  func ledger() {
    var ledger = BudgetLedger(Budget(money: Money(dollars: "1")))
    let (first, number) = ledger.ask(expense(1, 0, "0.6"))
    #expect(first == .granted)
    #expect(ledger.ask(expense(1, 0, "0.6")).0 == .wait)
    ledger.settle(number, as: expense(1, 0, "0.1"))
    #expect(ledger.ask(expense(1, 0, "0.6")).0 == .granted)
    #expect(ledger.spent.money == Money(dollars: "0.1"))
  }

  @Test("is over with the first call that does not fit, and stays so")
  func over() {
    var ledger = BudgetLedger(Budget(calls: 2))
    let numbers = (0..<2).map { _ in ledger.ask(expense(1)).number }
    for number in numbers { ledger.settle(number, as: expense(1)) }
    #expect(ledger.ask(expense(1)).0 == .refused)
    #expect(ledger.ask(.none).0 == .refused)
    #expect(ledger.isOver)
  }

  @Test("of money refuses a call whose price is unknown")
  func unknownPrice() {
    var ledger = BudgetLedger(Budget(money: Money(dollars: "100")))
    #expect(ledger.ask(Expense(calls: 1, tokens: 1, money: nil)).0 == .refused)
    var other = BudgetLedger(Budget(tokens: 10))
    #expect(other.ask(Expense(calls: 1, tokens: 1, money: nil)).0 == .granted)
  }

  @Test("without limits never says no, and still counts")
  func unlimited() {
    var ledger = BudgetLedger(Budget())
    let (answer, number) = ledger.ask(Expense(calls: 1, tokens: .max, money: nil))
    #expect(answer == .granted)
    ledger.settle(number, as: expense(1, 7))
    #expect(ledger.spent.tokens == 7)
  }

  @Test("is never passed by calls that take no more than was held back, in whatever order they end")
  func neverPassed() async throws {
    let budget = Budget(money: Money(dollars: "1"), tokens: 50_000)
    let account = SpendingAccount(budget)
    var generator = SeededNumbers(11)
    let plans = (0..<400).map { _ in
      (
        most: Int.random(in: 1...2_000, using: &generator),
        part: Double.random(in: 0...1, using: &generator)
      )
    }
    let made = await withTaskGroup(of: Bool.self) { group in
      for plan in plans {
        group.addTask {
          let most = Expense(
            calls: 1, tokens: plan.most, money: Money(picodollars: plan.most * 10_000_000))
          guard let number = try? await account.reserve(most) else { return false }
          await Task.yield()
          let tokens = Int(Double(plan.most) * plan.part)
          let spent = Expense(
            calls: 1, tokens: tokens, money: Money(picodollars: tokens * 10_000_000))
          await account.settle(number, as: spent)
          return true
        }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    let spent = await account.spent
    #expect(spent.calls == made)
    #expect(spent.tokens <= 50_000)
    #expect(spent.tokens > 40_000, "what is given back is spent by others")
    #expect(await account.isOver)
  }

  @Test("counts with no answer that is longer than any, so that sums over a sweep are numbers")
  func largestAnswer() {
    var endpoint = ModelEndpoint(model: "m")
    #expect(endpoint.answerLimit == nil)
    endpoint.parameters["max_tokens"] = 4_096
    #expect(endpoint.answerLimit == 4_096)
    endpoint.parameters["max_tokens"] = .integer(JSONValue.exactIntegerLimit)
    #expect(endpoint.answerLimit == 1 << 30)
  }

  @Test("counts a try that broke off in full, and a try that was turned away not at all")
  func billedTries() async throws {
    let price = TokenPrice(
      freshInput: Money(picodollars: 1_000_000), output: Money(picodollars: 2_000_000))
    let tariff = CallTariff(price: price, answerLimit: 100)
    let segments = try encodedGreeting().segments
    let most = tariff.most(of: segments)
    let good = HTTPResponse(status: 200, body: Array(goodAnswer.utf8))
    let paid = tariff.expense(
      of: TokenUsage(
        freshInput: 20, cacheRead: 4, cacheWrite: 0, visibleOutput: 8, reasoningOutput: 0),
      most: most)
    let cases: [([Result<HTTPResponse, TransportError>], Expense)] = [
      ([.success(good)], paid),
      ([.success(HTTPResponse(status: 429, body: Array("{}".utf8))), .success(good)], paid),
      ([.failure(TransportError(.refused)), .success(good)], paid),
      ([.failure(TransportError(.timeout)), .success(good)], most + paid),
      ([.failure(TransportError(.reset)), .failure(TransportError(.tls))], most),
      ([.failure(TransportError(.timeout))], most + most),
      ([.success(HTTPResponse(status: 401, body: Array("{}".utf8)))], .none),
    ]
    for (answers, spent) in cases {
      let account = SpendingAccount()
      let client = try ModelClient(
        endpoint: ModelEndpoint(model: "m"),
        access: EndpointAccess(baseURL: "http://localhost/v1", checksModel: false),
        environment: [:], transport: ListTransport(answers),
        policy: RetryPolicy(maximumAttempts: 2), clock: ManualClock().clock,
        purse: CallPurse(account, tariff: tariff))
      _ = try? await client.reply(to: segments)
      #expect(await account.spent == spent)
    }
  }

  @Test("that is reached is told with what is spent, and nothing is sent")
  func message() async throws {
    let transport = ListTransport([])
    let account = SpendingAccount(Budget(money: Money(dollars: "0.0001")))
    let tariff = CallTariff(
      price: TokenPrice(freshInput: .zero, output: Money(picodollars: 10_000_000)),
      answerLimit: 1000)
    let client = try ModelClient(
      endpoint: ModelEndpoint(model: "m"),
      access: EndpointAccess(baseURL: "http://localhost/v1", checksModel: false),
      environment: [:], transport: transport, purse: CallPurse(account, tariff: tariff))
    let request = try encodedGreeting()
    let error = await #expect(throws: ModelAPIError.self) { try await client.reply(to: request) }
    #expect(error?.code == .budget)
    #expect(error?.message.contains("$0.0000 of $0.0001") == true)
    #expect(transport.urls.isEmpty)
  }
}
