import Testing

@testable import Tasks

@Suite("Web of Lies")
struct WebOfLiesTests {
  private let task = WebOfLies()

  @Test("a reader of the story's sentences alone comes to the same truth")
  func truths() throws {
    for problem in problems(of: task, perRung: 60) {
      let story = try #require(StoryReader(problem.text), "\(problem.text)")
      #expect(story.honesty.count == problem.people)
      #expect(story.asked == problem.answer, "\(problem.text)")
    }
  }

  @Test("the other answer grades as wrong")
  func corrupted() {
    for problem in problems(of: task) {
      let other = problem.answer ? "<<<No>>>" : "<<<Yes>>>"
      #expect(grade(of: other, by: task, for: problem)?.success == false)
    }
  }

  @Test("all settings and all ways to speak are used")
  func variety() throws {
    let texts = problems(of: task, perRung: 60).map(\.text)
    #expect(TruthScene.all.count >= 10)
    for scene in TruthScene.all {
      #expect(texts.contains { $0.hasPrefix(scene.rule) })
    }
    for verb in [
      "says", "claims", "According", "insists", "announces", "told", "words", "repeating", "denies",
      "untrue",
    ] {
      #expect(texts.contains { $0.contains(verb) }, "\(verb)")
    }
  }

  @Test("the chain's arithmetic: each person is honest exactly if the claim is true")
  func chain() {
    let liarSaysHonest = TruthChain(
      people: ["Ida", "Bo"], firstIsHonest: false,
      claims: [TruthChain.Claim(saysHonest: true, wording: 0)])
    #expect(!liarSaysHonest.lastIsHonest)
    let liarSaysLiar = TruthChain(
      people: ["Ida", "Bo"], firstIsHonest: false,
      claims: [TruthChain.Claim(saysHonest: false, wording: 0)])
    #expect(liarSaysLiar.lastIsHonest)
  }
}

/// Understands a story by its words, without the generator's structures.
private struct StoryReader {
  var honesty: [String: Bool] = [:]
  var asked = false

  init?(_ text: String) {
    guard let scene = TruthScene.all.first(where: { text.hasPrefix($0.rule) }) else { return nil }
    let sentences = Self.sentences(String(text.dropFirst(scene.rule.count)))
    var claims: [(speaker: String, subject: String, saysHonest: Bool)] = []
    for sentence in sentences.dropLast() {
      let people = Self.people(in: sentence)
      let saysHonest = sentence.contains(" \(scene.honest)")
      guard saysHonest != sentence.contains(" \(scene.dishonest)") else { return nil }
      if people.count == 1 {
        honesty[people[0]] = saysHonest
      } else if people.count == 2 {
        let isQuoted = sentence.hasPrefix("\"")
        let isDenied = sentence.contains("denies") || sentence.contains("untrue")
        claims.append(
          (
            speaker: people[isQuoted ? 1 : 0], subject: people[isQuoted ? 0 : 1],
            saysHonest: saysHonest != isDenied
          ))
      } else {
        return nil
      }
    }
    for _ in claims.indices {
      for claim in claims {
        if let subject = honesty[claim.subject] {
          honesty[claim.speaker] = subject == claim.saysHonest
        }
      }
    }
    guard let question = sentences.last, let name = Self.people(in: question).first,
      let asked = honesty[name]
    else { return nil }
    self.asked = asked
  }

  private static func people(in sentence: String) -> [String] {
    sentence.split(whereSeparator: { !$0.isLetter }).map(String.init)
      .filter(PersonNames.all.contains)
  }

  private static func sentences(_ text: String) -> [String] {
    var sentences: [String] = []
    var sentence = ""
    for character in text {
      sentence.append(character)
      if character == "." || character == "?" {
        sentences.append(String(sentence.drop(while: { $0 == " " })))
        sentence = ""
      }
    }
    return sentences
  }
}
