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

/// A setting of truth-teller stories: who speaks, and the words for honest and dishonest.
struct TruthScene: Hashable, Sendable {
  /// The rule that each person is always one or the other.
  var rule: String
  /// What is said of an honest person, after the name: `tells the truth`.
  var honest: String
  /// What is said of a dishonest person: `lies`.
  var dishonest: String
  /// The question, with `{name}`; yes means honest.
  var question: Template

  /// All settings.
  static let all: [TruthScene] = [
    TruthScene(
      rule: "In this fishing village each person either always tells the truth or always lies.",
      honest: "tells the truth", dishonest: "lies", question: "Does {name} tell the truth?"),
    TruthScene(
      rule: "Every guest at the masked ball is either honest in all they say or a liar throughout.",
      honest: "is honest", dishonest: "is a liar", question: "Is {name} honest?"),
    TruthScene(
      rule:
        "Two kinds of robots work here: sound ones state only facts, faulty ones only untruths.",
      honest: "is sound", dishonest: "is faulty", question: "Is {name} a sound robot?"),
    TruthScene(
      rule: "The detective knows that each witness speaks only truths or only falsehoods.",
      honest: "speaks the truth", dishonest: "speaks falsehoods",
      question: "Does {name} speak the truth?"),
    TruthScene(
      rule:
        "On the island, islanders of the Sun clan never lie and those of the Moon clan always do.",
      honest: "belongs to the Sun clan", dishonest: "belongs to the Moon clan",
      question: "Does {name} belong to the Sun clan?"),
    TruthScene(
      rule:
        "In a card game, blue players must say only true things and red ones only false things.",
      honest: "plays blue", dishonest: "plays red", question: "Does {name} play blue?"),
    TruthScene(
      rule: "Each sailor of the crew is a truth-teller or a fibber, and stays one.",
      honest: "is a truth-teller", dishonest: "is a fibber", question: "Is {name} a truth-teller?"),
    TruthScene(
      rule: "The oracle's servants come in two sorts: the reliable are always right, the "
        + "unreliable always wrong.",
      honest: "is reliable", dishonest: "is unreliable", question: "Is {name} reliable?"),
    TruthScene(
      rule: "At the spy school, a loyal agent reports only what is true, a double agent only what "
        + "is false.",
      honest: "is loyal", dishonest: "is a double agent", question: "Is {name} loyal?"),
    TruthScene(
      rule: "All students in the logic club play a role today: saints make true statements only, "
        + "rogues false ones only.",
      honest: "plays a saint", dishonest: "plays a rogue", question: "Does {name} play a saint?"),
    TruthScene(
      rule: "Some sensors were swapped: a good sensor, named after its owner, reports the truth, a "
        + "bad one the opposite.",
      honest: "is good", dishonest: "is bad", question: "Is the sensor {name} good?"),
    TruthScene(
      rule: "Among these merchants, each is either trustworthy, with true words only, or crooked, "
        + "with false words only.",
      honest: "is trustworthy", dishonest: "is crooked", question: "Is {name} trustworthy?"),
  ]
}
