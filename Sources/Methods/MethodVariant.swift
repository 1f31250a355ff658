/// A method and its number of turns: what a sweep lists and a table has a row for.
public struct MethodVariant: Sendable {
  /// The numbers of turns that the paper measures.
  public static let allowedTurns = [1, 2, 4]

  /// The method.
  public let method: any SteeringMethod
  /// The most turns.
  public let turns: Int

  /// Creates a variant.
  public init(_ method: any SteeringMethod, turns: Int = 1) {
    self.method = method
    self.turns = turns
  }

  /// Reads `all-code` or `all-code@2`.
  public init(named text: String) throws(MethodError) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map(String.init) ?? ""
    guard let method = MethodRegistry.method(named: name) else {
      throw MethodError(.unknownMethod, "No method is named \"\(name)\".")
    }
    guard parts.count == 2 else {
      self.init(method)
      return
    }
    // By its spelling: another spelling of a number would be another name for the same method.
    guard let turns = Self.allowedTurns.first(where: { String($0) == parts[1] }) else {
      throw MethodError(
        .badTurns, "\"\(text)\": the number of turns after @ must be 1, 2 or 4.")
    }
    guard turns == 1 || method.description.allowsTurns else {
      throw MethodError(
        .badTurns,
        "\"\(text)\": \(method.description.title) has one turn; methods 1 to 6 allow several.")
    }
    self.init(method, turns: turns)
  }

  /// The name, such as `all-code` or `all-code@2`.
  public var name: String {
    turns == 1 ? method.description.name : "\(method.description.name)@\(turns)"
  }

  /// The title, such as `All Code` or `All Code, 2 turns`.
  public var title: String {
    turns == 1 ? method.description.title : "\(method.description.title), \(turns) turns"
  }

  /// The title in narrow tables, such as `AllCode` or `AllCode@2`.
  public var shortTitle: String {
    turns == 1 ? method.description.shortTitle : "\(method.description.shortTitle)@\(turns)"
  }
}
