import Basics

/// A chain of people, each of whom says something about the one before.
struct TruthChain: Hashable, Sendable {
  /// What a person says about the one before.
  struct Claim: Hashable, Sendable {
    /// Whether the claim is that the one before is honest.
    var saysHonest: Bool
    /// The sentence's pattern.
    var wording: Int
  }

  /// The names, from the one whose honesty is given to the one who is asked about.
  var people: [String]
  /// Whether the first person is honest.
  var firstIsHonest: Bool
  /// What each later person says about the one before.
  var claims: [Claim]

  /// Whether the last person is honest: each person is honest exactly if their claim is true.
  var lastIsHonest: Bool {
    claims.reduce(firstIsHonest) { previous, claim in previous == claim.saysHonest }
  }

  /// A chain of some length, at least 2, in which the last person is honest with even chance.
  static func random(length: Int, using generator: inout SeededGenerator) -> TruthChain {
    let claims = (1..<length).map { _ in
      Claim(
        saysHonest: generator.chance(1, in: 2),
        wording: generator.integer(
          in: 0...(TruthWording.plain.count + TruthWording.denials.count - 1)))
    }
    return TruthChain(
      people: generator.sample(length, of: PersonNames.all),
      firstIsHonest: generator.chance(1, in: 2), claims: claims)
  }
}

/// The sentences of truth-teller stories.
enum TruthWording {
  /// Claims; `{state}` is what is claimed.
  static let plain: [Template] = [
    "{speaker} says that {subject} {state}.",
    "{speaker} claims {subject} {state}.",
    "According to {speaker}, {subject} {state}.",
    "{speaker} insists that {subject} {state}.",
    "\"{subject} {state},\" {speaker} announces.",
    "{speaker} has told everyone that {subject} {state}.",
    "In the words of {speaker}, {subject} {state}.",
    "{speaker} keeps repeating that {subject} {state}.",
  ]
  /// Denials; `{state}` is the opposite of what is claimed.
  static let denials: [Template] = [
    "{speaker} denies that {subject} {state}.",
    "{speaker} calls it untrue that {subject} {state}.",
  ]

  /// The sentences of a chain: the first person's state, then one claim for each later person.
  static func sentences(of chain: TruthChain, in scene: TruthScene) -> [String] {
    var sentences = ["\(chain.people[0]) \(chain.firstIsHonest ? scene.honest : scene.dishonest)."]
    for (index, claim) in chain.claims.enumerated() {
      let isDenial = claim.wording >= plain.count
      let template =
        isDenial ? denials[(claim.wording - plain.count) % denials.count] : plain[claim.wording]
      let state = claim.saysHonest != isDenial ? scene.honest : scene.dishonest
      sentences.append(
        template.filled([
          "speaker": chain.people[index + 1], "subject": chain.people[index], "state": state,
        ]))
    }
    return sentences
  }
}
