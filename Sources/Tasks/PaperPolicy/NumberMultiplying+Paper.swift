extension NumberMultiplying {
  /// The product as a substring, with or without commas (paper, 3.1).
  func paperFinding(
    in reply: PaperReply, for problem: MultiplicationProblem, trace: inout GradingTrace
  ) -> PaperFinding {
    guard
      let extracted = PaperExtraction.of(reply.text, by: self, for: problem, trace: &trace)
    else { return .nothing("no whole number stands where an answer would") }
    let product = String(problem.product)
    let bytes = extracted.text.bytes
    let success =
      PaperVerdict.contains(product, in: bytes)
      || PaperVerdict.contains(Self.grouped(product), in: bytes)
    let strict = strictFinding(in: reply.text, for: problem, trace: &trace)
    return PaperFinding(
      extracted.text.string(bytes.indices), success: success,
      success ? "the answer holds \(product)" : "the answer does not hold \(product)",
      extracted.quirks + (success != strict.success ? [.productSubstring] : []))
  }

  /// A decimal number with commas between its thousands.
  private static func grouped(_ digits: String) -> String {
    let sign = digits.hasPrefix("-") ? "-" : ""
    let bare = Array(digits.utf8.drop { $0 == UInt8(ascii: "-") })
    var grouped: [UInt8] = []
    for (index, digit) in bare.enumerated() {
      if index > 0, (bare.count - index) % 3 == 0 { grouped.append(UInt8(ascii: ",")) }
      grouped.append(digit)
    }
    return sign + String(decoding: grouped, as: UTF8.self)
  }
}
