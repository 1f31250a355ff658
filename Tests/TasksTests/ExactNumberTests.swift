import Basics
import BigInt
import Testing

@testable import Tasks

@Suite("Exact numbers")
struct ExactNumberTests {
  @Test("roots are made square-free")
  func squareFree() {
    for number in 1...2_000 {
      let (outside, radicand) = ExactNumber.squareFree(number)
      #expect(outside * outside * radicand == number)
      #expect(!(2...45).contains { radicand % ($0 * $0) == 0 })
    }
  }

  @Test("arithmetic agrees with floating point")
  func arithmetic() throws {
    var generator = SeededGenerator(seed: "arithmetic")
    for _ in 0..<300 {
      let numbers = (0..<2).map { _ in
        ExactNumber(
          generator.integer(in: 1...9), over: generator.integer(in: 1...9),
          root: generator.integer(in: 1...40), pi: generator.integer(in: 0...1))
          + ExactNumber(Rational(generator.integer(in: -9...9)))
      }
      let doubles = numbers.map(MathFrameClaims.double)
      let product = try #require(numbers[0].multiplied(by: numbers[1]))
      let expected = doubles[0] * doubles[1]
      #expect(abs(MathFrameClaims.double(product) - expected) <= 1e-9 * (1 + abs(expected)))
      let difference = MathFrameClaims.double(numbers[0] - numbers[1])
      #expect(abs(difference - (doubles[0] - doubles[1])) <= 1e-9 * (1 + abs(difference)))
    }
  }

  @Test("a quotient times its divisor is the dividend")
  func quotients() throws {
    var generator = SeededGenerator(seed: "quotients")
    for _ in 0..<300 {
      let dividend = ExactNumber(generator.integer(in: 1...9), root: generator.integer(in: 1...30))
      let divisor =
        ExactNumber(generator.integer(in: 1...9), root: generator.integer(in: 1...30))
        + ExactNumber(generator.integer(in: 1...9))
      let quotient = try #require(dividend.divided(by: divisor))
      #expect(quotient.multiplied(by: divisor) == dividend)
    }
  }

  @Test("a fraction is in lowest terms, whether its parts fill one machine word or two")
  func lowestTerms() throws {
    var generator = SeededGenerator(seed: "lowest terms")
    let sizes = [1, 31, 32, 60, 61, 62, 63, 64, 65, 130]
    func part(_ bits: Int) -> BigInt {
      let odd = BigInt(generator.integer(in: 1...9) * 2 + 1)
      let part = BigInt(2).power(bits) + BigInt(generator.integer(in: -1...1)) * odd
      return generator.chance(1, in: 2) ? -part : part
    }
    for (above, below) in sizes.flatMap({ size in sizes.map { (size, $0) } }) {
      let (top, bottom) = (part(above), part(below))
      guard bottom != 0 else { continue }
      let fraction = try #require(Rational(top, over: bottom))
      #expect(fraction.numerator * bottom == top * fraction.denominator, "\(top) over \(bottom)")
      #expect(fraction.denominator > 0)
      #expect(fraction.numerator.greatestCommonDivisor(with: fraction.denominator) == 1)
    }
  }

  @Test("nothing is divided by zero")
  func zero() {
    #expect(ExactNumber(1).divided(by: ExactNumber(0)) == nil)
    #expect(Rational(1).divided(by: Rational(0)) == nil)
  }
}
