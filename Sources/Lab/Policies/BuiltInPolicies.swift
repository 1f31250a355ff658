public import Sweeps

/// The policies that are built in, by name.
///
/// Each is a decision list in the same words in which anybody writes one, and can be printed, so that what
/// it sees and does is no secret.
public enum BuiltInPolicies {
  /// The texts, in the order of tables.
  public static let texts: [(name: String, yaml: String)] = [
    (
      "code-above-digits",
      """
      policy: code-above-digits
      about: Forces code where the question has long numbers, and reasons in text otherwise.
      grid: { n: [1, 2, 3, 4, 6] }
      steps:
        - if: question.digits > $n
          ask: all-code
          stop: last
        - { ask: all-text, stop: last }
      """
    ),
    (
      "code-above-length",
      """
      policy: code-above-length
      about: Forces code for long questions, and reasons in text otherwise.
      grid: { n: [200, 400, 800, 1600] }
      steps:
        - if: question.length > $n
          ask: all-code
          stop: last
        - { ask: all-text, stop: last }
      """
    ),
    (
      "self-estimate-gate",
      """
      policy: self-estimate-gate
      about: Asks the model for its own scores, and forces code where it gives code enough.
      grid: { c: [5, 6, 7, 8, 9] }
      steps:
        - ask: self-estimate
        - if: self-estimate.coding >= $c
          ask: all-code
          stop: last
        - { ask: all-text, stop: last }
      """
    ),
    (
      "text-then-code",
      """
      policy: text-then-code
      about: Reasons in text, and forces code where no answer could be read.
      steps:
        - ask: all-text
        - if: last.answered
          stop: last
        - { ask: all-code, stop: last }
      """
    ),
    (
      "code-then-text",
      """
      policy: code-then-text
      about: Forces code, and reasons in text where the code failed or printed nothing.
      steps:
        - ask: all-code
        - if: last.ran and not last.failed and last.printed
          stop: last
        - { ask: all-text, stop: last }
      """
    ),
    (
      "code-then-interpreter",
      """
      policy: code-then-interpreter
      about: Forces code, and offers the interpreter where no answer could be read.
      steps:
        - ask: all-code
        - if: last.answered
          stop: last
        - { ask: code-interpreter, stop: last }
      """
    ),
    (
      "text-like-then-interpreter",
      """
      policy: text-like-then-interpreter
      about: Forces code, and offers the interpreter where the code only prints what was thought.
      steps:
        - ask: all-code
        - if: not last.text-like
          stop: last
        - { ask: code-interpreter, stop: last }
      """
    ),
    (
      "skip-text-like-code",
      """
      policy: skip-text-like-code
      about: Forces code, and takes text in its place where the code only prints what was thought.
      steps:
        - ask: all-code
        - if: last.ran and not last.text-like
          stop: last
        - { ask: all-text, stop: last }
      """
    ),
    (
      "agree-or-judge",
      """
      policy: agree-or-judge
      about: Asks for text and for code side by side; where they agree that is it, else a third reply judges.
      steps:
        - ask: [all-text, all-code]
        - if: same(answers)
          stop: all-text
        - { ask: code-text-summary, stop: last }
      """
    ),
    (
      "samples-agree",
      """
      policy: samples-agree
      about: Asks for two samples of one method, and for a third where they differ.
      steps:
        - ask: [all-code, all-code+1]
        - if: same(answers)
          stop: all-code
        - { ask: all-code+2, stop: plurality }
      """
    ),
    (
      "plurality-of-three",
      """
      policy: plurality-of-three
      about: The answer that most of three ways give; replies that are the same words have one vote.
      steps:
        - ask: [all-text, all-code, only-question]
        - stop: plurality
      """
    ),
    (
      "plurality-of-five",
      """
      policy: plurality-of-five
      about: The answer that most of five ways give; replies that are the same words have one vote.
      steps:
        - ask: [all-text, all-code, only-question, all-code-cot, autogen-conca]
        - stop: plurality
      """
    ),
    (
      "votes-until",
      """
      policy: votes-until
      about: Asks one way after the other until an answer has enough votes.
      grid: { k: [1, 2, 3] }
      steps:
        - ask: all-text
        - if: votes >= $k
          stop: plurality
        - ask: all-code
        - if: votes >= $k
          stop: plurality
        - ask: only-question
        - if: votes >= $k
          stop: plurality
        - ask: all-code-cot
        - stop: plurality
      """
    ),
    (
      "turns-until-unchanged",
      """
      policy: turns-until-unchanged
      about: Goes on for more turns until the answer no longer changes.
      steps:
        - ask: all-code
        - ask: all-code@2
        - if: same(all-code, all-code@2)
          stop: all-code@2
        - { ask: all-code@4, stop: last }
      """
    ),
    (
      "second-turn-if-unread",
      """
      policy: second-turn-if-unread
      about: Takes a second turn only where the first gave no answer.
      steps:
        - ask: all-code
        - if: last.answered
          stop: last
        - { ask: all-code@2, stop: last }
      """
    ),
    (
      "smaller-then-own",
      """
      policy: smaller-then-own
      about: Asks the next smaller model for code, and this one where no answer could be read; weigh it in money.
      steps:
        - ask: smaller/all-code
        - if: last.answered
          stop: last
        - { ask: all-code, stop: last }
      """
    ),
    (
      "smaller-agrees",
      """
      policy: smaller-agrees
      about: Believes the next smaller model where its text and its code agree, and asks this one otherwise.
      steps:
        - ask: [smaller/all-text, smaller/all-code]
        - if: same(answers)
          stop: smaller/all-text
        - { ask: all-code, stop: last }
      """
    ),
  ]

  /// The texts of those that use a verifier, which are tried only where they are named: a class apart.
  public static let verifierTexts: [(name: String, yaml: String)] = [
    (
      "verified-text-then-code",
      """
      policy: verified-text-then-code
      about: Reasons in text, and forces code where no answer was read or a checker refutes it.
      steps:
        - ask: all-text
        - if: last.answered and not last.verified == false
          stop: last
        - { ask: all-code, stop: last }
      """
    ),
    (
      "verified-code-then-text",
      """
      policy: verified-code-then-text
      about: Forces code, and reasons in text where no answer was read or a checker refutes it.
      steps:
        - ask: all-code
        - if: last.answered and not last.verified == false
          stop: last
        - { ask: all-text, stop: last }
      """
    ),
    (
      "verified-code-then-interpreter",
      """
      policy: verified-code-then-interpreter
      about: Forces code, and offers the interpreter where no answer was read or a checker refutes it.
      steps:
        - ask: all-code
        - if: last.answered and not last.verified == false
          stop: last
        - { ask: code-interpreter, stop: last }
      """
    ),
  ]

  /// The names of those that are tried where none is named.
  public static var names: [String] { texts.map(\.name) }

  /// The names of all.
  public static var allNames: [String] { (texts + verifierTexts).map(\.name) }

  /// The text of a policy; `nil` where none has the name.
  public static func text(named name: String) -> String? {
    (texts + verifierTexts).first { $0.name == name }?.yaml
  }

  /// The policy of a name; `nil` where there is none.
  public static func policy(named name: String) throws(SweepError) -> DecisionList? {
    guard let text = text(named: name) else { return nil }
    return try DecisionList(yaml: text, file: name)
  }
}

extension DecisionList {
  /// The policy that always asks for one reply and stands by it.
  static func always(_ arm: ArmName) throws(SweepError) -> DecisionList {
    try DecisionList(
      yaml: "policy: always-\(arm.method)\nsteps:\n- {ask: \(arm), stop: last}\n",
      file: "always-\(arm.method)")
  }
}
