/// The prices of models over time: a table in which every row has a date and a source.
public struct PriceTable: Hashable, Sendable {
  /// The price of some models from a day on.
  public struct Row: Hashable, Sendable {
    /// The models' names as requests spell them; a name means itself alone, never a prefix.
    public var models: [String]
    /// The first day on which the price held.
    public var from: PriceDay
    /// The price.
    public var price: TokenPrice
    /// Where the price was read.
    public var source: String

    /// Creates a row.
    public init(models: [String], from: PriceDay, price: TokenPrice, source: String) {
      self.models = models
      self.from = from
      self.price = price
      self.source = source
    }
  }

  /// The rows, in the order of the file.
  public let rows: [Row]

  /// Creates a table.
  public init(rows: [Row]) {
    self.rows = rows
  }

  /// The newest day of the table: what a report names as its prices' date.
  public var newestDay: PriceDay? { rows.map(\.from).max() }

  /// The row that holds for a model on a day: the newest that is no newer than it.
  ///
  /// `nil` means that the price is unknown, which is not the same as free.
  ///
  /// - Parameter day: The day; the newest of the table where it is `nil`.
  public func row(for model: String, on day: PriceDay? = nil) -> Row? {
    rows.filter { row in
      row.models.contains { $0.utf8.elementsEqual(model.utf8) }
        && day.map { row.from <= $0 } ?? true
    }.max { $0.from < $1.from }
  }
}

/// A day as `2024-10-02`: compared, and never computed with.
public struct PriceDay: Hashable, Sendable {
  /// The day's text.
  public let text: String

  /// Reads a day; `nil` for anything but four, two and two digits with a month from 1 to 12 and a day
  /// from 1 to 31.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2],
      parts.joined().allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
      let month = Int(Substring(parts[1])), (1...12).contains(month),
      let day = Int(Substring(parts[2])), (1...31).contains(day)
    else { return nil }
    self.text = text
  }
}

extension PriceDay: Comparable {
  public static func < (left: PriceDay, right: PriceDay) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

/// What the tokens of a model cost, each a token.
public struct TokenPrice: Hashable, Sendable {
  /// Prompt tokens that touch no cache.
  public var freshInput: Money
  /// Prompt tokens read from the provider's cache; the fresh price where the provider has no other.
  public var cacheRead: Money
  /// Prompt tokens written to the provider's cache; the fresh price where the provider has no other.
  public var cacheWrite: Money
  /// Answer tokens; hidden reasoning is billed as answer.
  public var output: Money

  /// Creates a price.
  public init(freshInput: Money, cacheRead: Money? = nil, cacheWrite: Money? = nil, output: Money) {
    self.freshInput = freshInput
    self.cacheRead = cacheRead ?? freshInput
    self.cacheWrite = cacheWrite ?? freshInput
    self.output = output
  }

  /// Nothing at all: a model on one's own machine.
  public static let free = TokenPrice(freshInput: .zero, output: .zero)

  /// What a usage costs; `nil` where a counter that it depends on is unknown.
  ///
  /// Input that the provider did not divide is charged as fresh, its highest usual price: a cost
  /// must not look smaller than it was.
  public func cost(of usage: TokenUsage) -> Money? {
    guard let input = inputCost(of: usage), let tokens = usage.output else { return nil }
    return input + output * tokens
  }

  private func inputCost(of usage: TokenUsage) -> Money? {
    guard let fresh = usage.freshInput, let read = usage.cacheRead, let write = usage.cacheWrite
    else { return usage.input.map { max(freshInput, cacheWrite) * $0 } }
    return freshInput * fresh + cacheRead * read + cacheWrite * write
  }
}

/// An amount of US dollars, exact to a millionth of a millionth.
///
/// Prices are per million tokens and have cents and fractions of cents: in picodollars every price is
/// a whole number a token, and sums have no rounding whose order could matter. Amounts beyond nine
/// million dollars stop there.
public struct Money: Hashable, Sendable {
  /// The amount in picodollars.
  public let picodollars: Int

  /// Creates an amount.
  public init(picodollars: Int) {
    self.picodollars = picodollars
  }

  /// Nothing.
  public static let zero = Money(picodollars: 0)

  /// Reads dollars such as `20`, `0.5` or `12.75`; `nil` for anything else: signs, exponents, more
  /// than twelve decimals, amounts that are too large.
  public init?(dollars text: String) {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
      parts.joined().allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
    else { return nil }
    let decimals = parts.count == 2 ? Array(parts[1]) : []
    guard decimals.count <= 12 else { return nil }
    let zeros = Array(repeating: UInt8(ascii: "0"), count: 12 - decimals.count)
    guard let amount = Int(String(decoding: parts[0] + decimals + zeros, as: UTF8.self)) else {
      return nil
    }
    picodollars = amount
  }

  /// The sum, or the largest amount where it would overflow.
  public static func + (left: Money, right: Money) -> Money {
    let (sum, overflow) = left.picodollars.addingReportingOverflow(right.picodollars)
    return Money(picodollars: overflow ? .max : sum)
  }

  /// The amount so many times, or the largest amount where it would overflow.
  public static func * (left: Money, count: Int) -> Money {
    let (product, overflow) = left.picodollars.multipliedReportingOverflow(by: count)
    return Money(picodollars: overflow ? .max : product)
  }

  /// The amount in dollars with four decimals, halves rounded up, such as `12.7500`.
  public var dollars: String {
    let unit = 100_000_000
    let rounded =
      picodollars.magnitude / UInt(unit)
      + (picodollars.magnitude % UInt(unit) >= UInt(unit / 2) ? 1 : 0)
    let fraction = String(rounded % 10_000)
    let zeros = String(repeating: "0", count: 4 - fraction.utf8.count)
    return "\(picodollars < 0 ? "-" : "")\(rounded / 10_000).\(zeros)\(fraction)"
  }
}

extension Money: Comparable {
  public static func < (left: Money, right: Money) -> Bool { left.picodollars < right.picodollars }
}
