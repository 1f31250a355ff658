import Basics
import Testing

@Suite("Numbers with fixed decimals")
struct FixedPointTests {
  @Test("are rounded at halves away from zero, by integer arithmetic")
  func rounds() {
    #expect(FixedPoint.text(0.25, decimals: 1) == "0.3")
    #expect(FixedPoint.text(-0.25, decimals: 1) == "-0.3")
    #expect(FixedPoint.text(99.95, decimals: 0) == "100")
    #expect(FixedPoint.text(1234.5, decimals: 3) == "1234.500")
    #expect(FixedPoint.text(-0.0001, decimals: 1) == "0.0")
    #expect(FixedPoint.text(scaled: 5, decimals: 6) == "0.000005")
    #expect(FixedPoint.text(scaled: .min, decimals: 6) == "-9223372036854.775808")
  }

  @Test("have no text where they are not finite or too large")
  func refuses() {
    for value in [Double.nan, .infinity, 1e300] {
      #expect(FixedPoint.text(value, decimals: 1) == nil)
    }
  }
}
