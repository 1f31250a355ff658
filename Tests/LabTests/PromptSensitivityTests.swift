import Basics
import Reporting
import Testing

@testable import Lab

@Suite struct PromptSensitivityTests {
  private static let methods = ["all-text", "all-text+terse", "all-text+loud"]

  private func book(
    _ methods: [String] = methods, samples: Int = 1, _ score: @escaping (String, Int, Int) -> Int
  ) -> LabBook {
    ScriptedBook(samples: samples, tasks: ["a": 30], methods: methods) {
      method, _, number, sample in
      .init(answer: "1", score: score(method, number, sample))
    }.book()
  }

  @Test func wordsThatMatterSpreadMoreThanChanceGives() throws {
    let found = try #require(
      PromptSensitivity.all(
        of: book { method, number, _ in
          method == "all-text+loud" ? 0 : number % 5 == 0 ? 0 : 1_000_000
        }
      ).first)
    #expect(found.prompts.map(\.name) == ["base", "loud", "terse"])
    #expect(abs(found.spread.value - 0.8) < 1e-12)
    #expect(found.spread.pValue < 0.01 && found.spread.value > found.spread.nullUpper)
    #expect(abs(found.pairwise.value - 2.0 / 3 * 0.8) < 1e-12)
  }

  @Test func wordsThatDoNothingAreNotFound() throws {
    var generator = SeededGenerator(seed: "nothing")
    let throwsOfACoin = (0..<90).map { _ in generator.chance(4, in: 10) ? 1_000_000 : 0 }
    let found = try #require(
      PromptSensitivity.all(
        of: book { method, number, _ in
          throwsOfACoin[(Self.methods.firstIndex(of: method) ?? 0) * 30 + number]
        }
      ).first)
    #expect(found.spread.pValue > 0.05)
    #expect(found.spread.nullMean > 0.02)
  }

  @Test func aSweepWithOnePromptHasNoSensitivity() {
    #expect(PromptSensitivity.all(of: book(["all-text"]) { _, _, _ in 0 }).isEmpty)
    let section = SensitivityTables.section(book(["all-text"]) { _, _, _ in 0 }, graded: nil)
    #expect(section.findings[0].contains("two prompts"))
  }

  @Test func varianceComponentsOfAdditiveEffectsAreThoseThatWerePlanted() throws {
    // Score = 0.4 by question + 0.2 by prompt, no interaction, no chance.
    let found = try #require(
      PromptSensitivity.all(
        of: book(samples: 2) { method, number, _ in
          (number % 2 == 0 ? 400_000 : 0) + (method == "all-text+loud" ? 200_000 : 0)
        }
      ).first)
    let components = found.components
    #expect(components.sample == 0)
    #expect(components.questionAndPrompt < 1e-12)
    // The variance of 0.2 at one of three prompts, and of 0.4 at one of two questions.
    #expect(abs(components.prompt - 0.04 / 3) < 1e-9)
    #expect(abs(components.question - 0.04 * 30 / 29) < 1e-9)
  }

  @Test func ordersThatTurnRoundHaveANegativeTau() throws {
    let methods = ["all-text", "all-text+loud", "all-code", "all-code+loud"]
    let all = PromptSensitivity.all(
      of: book(methods) { method, number, _ in
        (method == "all-text" || method == "all-code+loud") == (number % 3 > 0) ? 1_000_000 : 0
      })
    let flips = try #require(RankFlips("model", all))
    #expect(flips.agreement == -1)
    #expect(flips.above[0].share == 0.5)
    #expect(RankFlips.tau([1, 1], [2, 3]) == nil)
    #expect(RankFlips.tau([1, 2, 3], [1, 2, 3]) == 1)
  }

  @Test func aVariantIsAPartOfAMethodsNameAndASampleIsNot() throws {
    #expect(ArmName("all-text+terse")?.method == "all-text+terse")
    let name = try #require(ArmName("all-text+terse+2"))
    #expect(name.method == "all-text+terse" && name.later == 2)
    #expect(ArmName("all-text+99") == nil)
    #expect(ArmName("all text") == nil)
    #expect(ArmName("m/all-text")?.model == "m")
  }
}
