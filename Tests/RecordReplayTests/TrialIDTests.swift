import BenchTestSupport
import RecordReplay
import TestSupport
import Testing

@Suite("A trial's name")
struct TrialIDTests {
  @Test("is read back from its text")
  func roundTrips() {
    let trial = TrialID(
      model: "gpt-4o", method: "all-code@2", task: "game24", question: "game24-1-07", sample: 3)
    #expect(trial.description == "gpt-4o/all-code@2/game24/game24-1-07/3")
    #expect(TrialID(trial.description) == trial)
  }

  @Test(
    "is nothing else",
    arguments: [
      "", "a/b/c/d", "a/b/c/d/e", "a/b/c/d/-1", "a//c/d/0", "a/b/c/d/0/", "a/b/c/d/0/e", "/b/c/d/0",
      "a/b/c/d/", "a/b/c/d/99999999999999999999", "a/b/c/d/0x1", "a/b/c/d/ 1",
    ])
  func othersAreRefused(text: String) {
    #expect(TrialID(text) == nil)
  }

  @Test("orders by bytes, part by part, and by the number of the sample")
  func orders() {
    let sorted = [
      "A/z/z/z/9", "a/a/a/a/2", "a/a/a/a/10", "a/a/a/b/0", "a/all-code/a/a/0", "a/all-code@2/a/a/0",
      "a-b/a/a/a/0", "é/a/a/a/0",
    ]
    var numbers = SeededNumbers(4)
    let shuffled = sorted.compactMap { TrialID($0) }.shuffled(using: &numbers)
    #expect(shuffled.sorted().map(\.description) == sorted)
  }

  @Test("is not the same as another spelling of the same letters")
  func spellingsDiffer() throws {
    let composed = try #require(TrialID("\u{e9}/b/c/d/0"))
    let decomposed = try #require(TrialID("e\u{301}/b/c/d/0"))
    #expect((composed < decomposed) != (decomposed < composed))
  }
}
