import BigInt

/// Factors whose product is asked for.
///
/// In a question file the factors are decimal strings, so that factors of any length survive every
/// JSON reader.
struct MultiplicationProblem: Hashable, Sendable {
  /// The most digits that all factors may have together: their product can still be read.
  static let digitLimit = NumberReader.digitLimit

  /// The factors.
  let factors: [BigInt]
  /// The truth.
  let product: BigInt

  /// Creates a problem.
  init(factors: [BigInt]) {
    self.factors = factors
    product = factors.reduce(BigInt(1)) { $0 * $1 }
  }
}

extension MultiplicationProblem: Codable {
  private enum CodingKeys: String, CodingKey {
    case factors
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let spelled = try container.decode([String].self, forKey: .factors)
    let digits = spelled.reduce(0) { $0 + min($1.utf8.count, Self.digitLimit + 1) }
    let factors = digits <= Self.digitLimit ? spelled.compactMap { BigInt($0) } : []
    guard !factors.isEmpty, factors.count == spelled.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .factors, in: container,
        debugDescription: "the factors are not whole numbers, or are too long together")
    }
    self.init(factors: factors)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(factors.map { String($0) }, forKey: .factors)
  }
}
