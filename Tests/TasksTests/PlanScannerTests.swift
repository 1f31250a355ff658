import Testing

@testable import Tasks

@Suite("Plan scanner")
struct PlanScannerTests {
  private func scanner(_ text: String) -> PlanScanner {
    let text = AnswerText(text)
    return PlanScanner(text, text.bytes.indices)
  }

  @Test(
    "decimals are exact in millionths, rounded half away from zero",
    arguments: [
      ("0.5", 500_000), ("-.5", -500_000), ("5.", 5_000_000), ("+1.25", 1_250_000), ("0", 0),
      ("0.0000005", 1), ("-0.0000005", -1), ("0.00000049999999999999999999999", 0), ("1e-7", 0),
      ("5E-7", 1), ("1.5e2", 150_000_000), ("0.30000000000000004", 300_000),
      ("0.1999999999999999999999", 200_000), ("0000000000000000000000000001.5", 1_500_000),
      ("0.00000000000000000000000000001e29", 1_000_000), ("1e-999999999999999999999", 0),
      ("1000", 1_000_000_000), ("1000.5", 1_000_000_000),
      ("-1e999999999999999999999", -1_000_000_000),
      ("123456789012345678901234567890", 1_000_000_000), ("−2.5", -2_500_000),
      ("np.float64(2.5)", 2_500_000), ("Decimal('2.5')", 2_500_000), ("7 apples", 7_000_000),
      ("3e", 3_000_000), ("3e+", 3_000_000),
    ])
  func decimalsAreExact(text: String, millionths: Int) {
    var scanner = scanner(text)
    #expect(scanner.millionths() == millionths)
  }

  @Test(
    "what is no number is none", arguments: ["", ".", "-", "x", "e5", "f(", "f(x)", "--1", "nan"])
  func othersAreNone(text: String) {
    var scanner = scanner(text)
    #expect(scanner.millionths() == nil)
  }

  @Test("whole numbers may have a fraction of zeros and no other")
  func integersAreWhole() {
    let cases: [(String, Int?)] = [
      ("12", 12), ("-3", -3), ("4.0", 4), ("4.", 4), ("4.01", nil), ("x", nil), ("", nil),
      ("99999999999999999999999999", PlanScanner.magnitudeLimit), ("0007", 7),
    ]
    for (text, value) in cases {
      var scanner = scanner(text)
      #expect(scanner.integer() == value, "\(text)")
    }
  }

  @Test("decimal texts are shortest")
  func textsAreShortest() {
    #expect(Decimals.text(hundredths: 250) == "2.5")
    #expect(Decimals.text(hundredths: -5) == "-0.05")
    #expect(Decimals.text(hundredths: 1_000) == "10")
    #expect(Decimals.text(millionths: -1) == "-0.000001")
    #expect(Decimals.text(millionths: Int.min) == "-9223372036854.775808")
  }
}
