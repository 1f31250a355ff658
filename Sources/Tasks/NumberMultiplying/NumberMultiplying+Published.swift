import BigInt
import PythonLiterals

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

extension PaperQuirk {
  /// The product need only be a substring of the answer: a wrong sign and more digits pass
  /// (section 3.1).
  static let productSubstring = PaperQuirk(rawValue: "product substring")
}

/// Products (paper, 3.1): `number_multiply/digit_1_2_4/sample_0/` with the question, the list of the
/// factors and the product.
///
/// The prompt is the data's own. A product that the factors do not have is left out.
extension NumberMultiplying: ImportableTask {
  private static let folders = ["number_multiply", "number_multiply_varied_complexity"]
  private static let published = ["1_2_4", "1_3_4", "1_2_2_4"]
  private static let samples = 20

  func importQuestions(
    from data: DatasetFiles, subset: ImportSubset, into tally: inout ImportTally<NumberMultiplying>
  ) throws(TaskError) {
    for folder in Self.folders {
      for set in try data.names(in: folder) {
        guard let digits = DatasetName.numbers(in: set, after: "digit_") else { continue }
        let name = digits.map(String.init).joined(separator: "_")
        let isPublished = folder == Self.folders[0] && Self.published.contains(name)
        guard subset == .all || isPublished else { continue }
        for sample in try data.names(in: "\(folder)/\(set)") {
          guard let number = DatasetName.numbers(in: sample, after: "sample_")?.first,
            subset == .all || number < Self.samples
          else { continue }
          let id = "\(name).\(DatasetName.padded(number, to: 3))"
          do throws(TaskError) {
            tally.add(try draft(id, "\(folder)/\(set)/\(sample)", digits: digits, data))
          } catch {
            tally.skip(id, error.message)
          }
        }
      }
    }
  }

  private func draft(
    _ id: String, _ folder: String, digits: [Int], _ data: DatasetFiles
  ) throws(TaskError) -> ImportDraft<MultiplicationProblem> {
    let prompt = try data.text(of: "\(folder)/input_prompt_1.txt")
    let factors = try factors(in: try data.text(of: "\(folder)/input_value_list.txt"))
    let product = try data.text(of: "\(folder)/target_answer.txt")
    let problem = MultiplicationProblem(factors: factors)
    guard product == String(problem.product) else {
      throw TaskError(
        .badQuestion, "the data's product \(product.prefix(50)) is not that of its factors")
    }
    guard prompt.contains(factors.map { String($0) }.joined(separator: "*")) else {
      throw TaskError(.badQuestion, "the question does not name the factors of the list")
    }
    return ImportDraft(
      id: id, rung: digits.reduce(0, +), complexity: complexity(of: problem), prompt: prompt,
      problem: problem, reference: reference(for: problem), solution: product)
  }

  private func factors(in text: String) throws(TaskError) -> [BigInt] {
    let list: PythonLiteral
    do throws(PythonLiteralError) {
      list = try PythonLiteral(parsing: text)
    } catch {
      throw TaskError(.badQuestion, "the list of the factors cannot be read: \(error)")
    }
    let numbers = list.elements ?? []
    let digits = numbers.reduce(0) { $0 + ($1.number?.utf8.count ?? 0) }
    let factors =
      digits <= MultiplicationProblem.digitLimit
      ? numbers.compactMap { $0.number.flatMap { BigInt($0) } } : []
    guard !factors.isEmpty, factors.count == numbers.count else {
      throw TaskError(.badQuestion, "the list of the factors holds something else")
    }
    return factors
  }
}
