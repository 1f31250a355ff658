import Foundation
import ModelAPI
import Sweeps
import Testing

@Suite("The price table's reader")
struct PriceTableReaderTests {
  private func table(_ rows: String) throws -> PriceTable {
    try PriceTableReader.table(from: "version: 1\nprices:\n" + rows, file: "prices.yaml")
  }

  private static let row = """
      - models: [gpt-x]
        from: 2024-10-02
        input: 2.50
        output: 10
        source: a page

    """

  @Test("reads dollars for a million tokens as exact prices of one")
  func reads() throws {
    let price = try #require(try table(Self.row).row(for: "gpt-x")).price
    #expect(price.freshInput.picodollars == 2_500_000)
    #expect(price.cacheRead == price.freshInput && price.cacheWrite == price.freshInput)
    #expect(price.output.picodollars == 10_000_000)
  }

  @Test(
    "names file and line of what it cannot read",
    arguments: [
      ("input: 2.50", "input: cheap", "a price is dollars"),
      ("input: 2.50", "input: 2.5000001", "six decimals"),
      ("input: 2.50", "input: -1", "a price is dollars"),
      ("from: 2024-10-02", "from: last week", "must be a day"),
      ("source: a page", "cash: 1", "unknown key"),
      ("    source: a page\n", "", "\"source\" is missing"),
      ("[gpt-x]", "[]", "names no model"),
    ])
  func refuses(old: String, new: String, message: String) {
    let error = #expect(throws: SweepError.self) {
      try table(Self.row.replacingOccurrences(of: old, with: new))
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    #expect(error?.message.hasPrefix("prices.yaml, line ") == true)
  }

  @Test("refuses two prices for one model from the same day on")
  func refusesTwoPrices() {
    let error = #expect(throws: SweepError.self) { try table(Self.row + Self.row) }
    #expect(error?.message.contains("two prices from 2024-10-02") == true)
  }

  @Test("reads the shipped table, which has every model of the paper with a source")
  func shipped() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let yaml = try String(
      contentsOf: root.appending(path: "Tasks/prices.yaml"), encoding: .utf8)
    let table = try PriceTableReader.table(from: yaml, file: "prices.yaml")
    for model in [
      "o1-preview", "gpt-4o", "gpt-4o-mini", "gpt-3.5-turbo-16k-0613", "claude-3-sonnet-20240229",
      "open-mixtral-8x7b",
    ] {
      #expect(table.row(for: model) != nil, "\(model)")
    }
    #expect(table.rows.allSatisfy { $0.source.hasPrefix("https://") })
  }
}
