public import ModelAPI

/// Reads a table of prices from YAML.
public enum PriceTableReader {
  /// The version of the format that is read.
  public static let formatVersion = 1
  /// The largest file that is read, in bytes.
  public static let byteLimit = 1 << 20

  /// Reads a table from the text of its file.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The file's name, for errors.
  /// - Throws: ``SweepError`` with file and line: unknown keys, prices that are no plain decimals,
  ///   two rows that give one model two prices from the same day on.
  public static func table(
    from yaml: String, file: String
  ) throws(SweepError) -> PriceTable {
    guard yaml.utf8.count <= byteLimit else {
      throw SweepError(
        "\(file): the file is larger than \(byteLimit) bytes. Check that it is the right one.")
    }
    let root = try SweepDocument.root(of: yaml, file: file)
    let members = try root.members(known: PriceKeys.root.names)
    guard let version = members["version"] else {
      throw root.error("\"version\" is missing. Write \"version: \(formatVersion)\".")
    }
    guard try version.integer(in: 1...1_000_000) == formatVersion else {
      throw version.error(
        "this steerbench reads version \(formatVersion) of price tables. A newer one reads it.")
    }
    guard let list = members["prices"] else {
      throw root.error("\"prices\" is missing. Tasks/prices.yaml shows how it is written.")
    }
    var rows: [PriceTable.Row] = []
    for element in try list.elements() {
      let row = try row(element)
      try check(row, against: rows, at: element)
      rows.append(row)
    }
    return PriceTable(rows: rows)
  }

  private static func row(_ node: SweepNode) throws(SweepError) -> PriceTable.Row {
    let members = try node.members(known: PriceKeys.row.names)
    func required(_ key: String) throws(SweepError) -> SweepNode {
      guard let member = members[key] else {
        throw node.error("\"\(key)\" is missing. Tasks/prices.yaml shows how it is written.")
      }
      return member
    }
    var models: [String] = []
    for name in try required("models").elements() { models.append(try name.text()) }
    guard !models.isEmpty else { throw node.error("\"models\" names no model. Name one at least.") }
    guard let day = PriceDay(try required("from").text()) else {
      throw try required("from").error("\"from\" must be a day such as 2024-10-02.")
    }
    return PriceTable.Row(
      models: models, from: day,
      price: TokenPrice(
        freshInput: try price(try required("input")),
        cacheRead: try members["cache-read"].map(price),
        cacheWrite: try members["cache-write"].map(price),
        output: try price(try required("output"))),
      source: try required("source").text())
  }

  /// Dollars for a million tokens as the price of one.
  private static func price(_ node: SweepNode) throws(SweepError) -> Money {
    guard let text = node.scalar, let million = Money(dollars: text),
      million.picodollars.isMultiple(of: 1_000_000)
    else {
      throw node.error(
        "a price is dollars for a million tokens, with six decimals at most, such as 2.50.")
    }
    return Money(picodollars: million.picodollars / 1_000_000)
  }

  private static func check(
    _ row: PriceTable.Row, against rows: [PriceTable.Row], at node: SweepNode
  ) throws(SweepError) {
    for model in row.models
    where rows.contains(where: { $0.from == row.from && $0.models.contains(model) }) {
      throw node.error("\"\(model)\" has two prices from \(row.from.text) on. Leave one out.")
    }
  }
}
