import ModelAPI
import Testing

@Suite("Prices and money")
struct PriceTests {
  private func money(_ dollars: String) throws -> Money { try #require(Money(dollars: dollars)) }

  @Test("reads dollars exactly, and nothing that is not plain dollars")
  func readsDollars() throws {
    #expect(try money("2.5").picodollars == 2_500_000_000_000)
    #expect(try money("0.000000000001").picodollars == 1)
    #expect(try money("007").dollars == "7.0000")
    for text in [
      "", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", " 1", "1.0000000000001", "½",
      "99999999999",
    ] {
      #expect(Money(dollars: text) == nil, "\(text)")
    }
  }

  @Test("prints four decimals, rounded at the half")
  func printsDollars() {
    #expect(Money(picodollars: 49_999_999).dollars == "0.0000")
    #expect(Money(picodollars: 50_000_000).dollars == "0.0001")
    #expect(Money(picodollars: -1_234_567_800_000_000).dollars == "-1234.5678")
    #expect(Money(picodollars: .min).dollars.hasPrefix("-9223372"))
  }

  @Test("stops at the largest amount")
  func saturates() {
    let most = Money(picodollars: .max)
    #expect(most + Money(picodollars: 1) == most)
    #expect(Money(picodollars: 2) * .max == most)
  }

  @Test("charges each counter its own price")
  func charges() throws {
    let price = TokenPrice(
      freshInput: Money(picodollars: 3), cacheRead: Money(picodollars: 1),
      cacheWrite: Money(picodollars: 5), output: Money(picodollars: 20))
    let usage = TokenUsage(
      freshInput: 100, cacheRead: 10, cacheWrite: 1, visibleOutput: 7, reasoningOutput: 3)
    #expect(price.cost(of: usage)?.picodollars == 300 + 10 + 5 + 200)
  }

  @Test("charges undivided input its highest price, and knows when it does not know")
  func chargesUndivided() {
    let price = TokenPrice(
      freshInput: Money(picodollars: 3), cacheRead: Money(picodollars: 1),
      cacheWrite: Money(picodollars: 5), output: Money(picodollars: 20))
    #expect(
      price.cost(of: TokenUsage(undividedInput: 10, undividedOutput: 2))?.picodollars == 90)
    #expect(price.cost(of: TokenUsage(undividedInput: 10)) == nil)
    #expect(price.cost(of: TokenUsage(visibleOutput: 1, reasoningOutput: 1)) == nil)
    #expect(TokenPrice.free.cost(of: .zero) == .zero)
  }

  @Test("finds the newest row that is no newer than the day, by the whole name")
  func findsRows() throws {
    func row(_ models: [String], _ day: String, _ price: Int) throws -> PriceTable.Row {
      PriceTable.Row(
        models: models, from: try #require(PriceDay(day)),
        price: TokenPrice(freshInput: Money(picodollars: price), output: .zero), source: "s")
    }
    let table = PriceTable(rows: [
      try row(["a", "b"], "2024-10-02", 2), try row(["a"], "2024-05-13", 1),
      try row(["a"], "2025-01-01", 3),
    ])
    func price(_ model: String, _ day: String?) throws -> Int? {
      let day = try day.map { try #require(PriceDay($0)) }
      return table.row(for: model, on: day)?.price.freshInput.picodollars
    }
    #expect(try price("a", "2024-05-12") == nil)
    #expect(try price("a", "2024-05-13") == 1)
    #expect(try price("a", "2024-12-31") == 2)
    #expect(try price("a", nil) == 3)
    #expect(try price("b", nil) == 2)
    #expect(try price("a-mini", nil) == nil)
    #expect(table.newestDay?.text == "2025-01-01")
    for text in ["2024-13-01", "2024-1-1", "24-01-01", "2024-01-32", "2024/01/01", ""] {
      #expect(PriceDay(text) == nil)
    }
  }
}
