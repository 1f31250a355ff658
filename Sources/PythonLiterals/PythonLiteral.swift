/// A value that a Python text spells out: no name, no call and no calculation in it.
///
/// Numbers keep their spelling, so that nothing is lost before somebody knows what they are for.
public indirect enum PythonLiteral: Hashable, Sendable {
  /// `None`.
  case none
  /// `True` or `False`.
  case bool(Bool)
  /// A number in decimal spelling with its sign and without underscores, such as `-0.25` or `1e-3`.
  case number(String)
  /// A string, its escapes resolved.
  case string(String)
  /// `[…]`.
  case list([PythonLiteral])
  /// `(…)` with a comma in it.
  case tuple([PythonLiteral])
  /// `{…: …}`, in the order of the text; a key that stands twice stands twice here.
  case dictionary([Entry])

  /// One key of a dictionary and its value.
  public struct Entry: Hashable, Sendable {
    /// The key.
    public var key: PythonLiteral
    /// The value.
    public var value: PythonLiteral

    /// Creates an entry.
    public init(_ key: PythonLiteral, _ value: PythonLiteral) {
      self.key = key
      self.value = value
    }
  }
}

extension PythonLiteral {
  /// The string, if it is one.
  public var string: String? {
    if case .string(let string) = self { string } else { nil }
  }

  /// The spelling of the number, if it is one.
  public var number: String? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The whole number, if it is one and fits.
  public var integer: Int? {
    number.flatMap { Int($0) }
  }

  /// The elements of a list or a tuple.
  public var elements: [PythonLiteral]? {
    switch self {
    case .list(let elements), .tuple(let elements): elements
    default: nil
    }
  }

  /// The entries of a dictionary.
  public var entries: [Entry]? {
    if case .dictionary(let entries) = self { entries } else { nil }
  }
}
