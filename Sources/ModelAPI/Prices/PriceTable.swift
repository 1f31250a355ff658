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
