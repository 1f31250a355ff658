/// A documented behaviour of the published code in which it differs from strict grading.
///
/// The raw value is the quirk's stable name. The sections are those of the digest of the paper that
/// this project is built against.
public enum PaperQuirk: String, Hashable, Sendable, CaseIterable {
  /// Success if either the printed output or the response is right (section 2.1, and 7, point 5).
  case eitherText = "either text"
  /// Only the last reply is read, even if it has no answer and an earlier one has (section 2.2).
  case lastReplyOnly = "last reply only"
  /// The last match of `<<<(.*?)>>>` is the answer, even if it is the example of the format or holds
  /// another `<<<` (section 2.1).
  case lastMarker = "last marker"
  /// The product need only be a substring of the answer: a wrong sign and more digits pass
  /// (section 3.1).
  case productSubstring = "product substring"
  /// The expression is whatever Python evaluates: powers, conditionals and signs pass (section 3.2).
  case pythonExpression = "python expression"
  /// The value is compared in binary floating point, where 8/(3-8/3) is not 24 (section 3.2).
  case floatEquality = "float equality"
  /// What Python cannot evaluate is wrong: `×`, nested fractions, a full stop (section 3.2).
  case pythonOnly = "python only"
  /// A wrong expression gets a second reading of the whole response (section 3.2).
  case secondChance = "second chance"
  /// Waypoints must be tuples; a list of lists is wrong (section 3.3).
  case tuplesOnly = "tuples only"
  /// A box counts as touched only where an edge is crossed: paths inside it or along an edge do not
  /// count (section 3.3).
  case edgeCrossing = "edge crossing"
  /// A response with code is judged against the instruction whose number is the number of code blocks
  /// less one (section 3.3).
  case codeBlockInstruction = "code block instruction"
  /// Positions are compared as a set, so that duplicates pass (section 3.4).
  case positionSet = "position set"
  /// Only `Count: n, Positions: [...]` is read, and never an empty list (section 3.4).
  case countPattern = "count pattern"
  /// A trailing comma in the positions ends the whole run with an error: no credit (section 3.4).
  case trailingComma = "trailing comma"
  /// A lifter that is named twice in one assignment counts twice (section 3.5).
  case repeatedLifter = "repeated lifter"
  /// A negative index counts lifters from the end (section 3.5).
  case negativeLifter = "negative lifter"
  /// Text after a step's list makes the step unreadable, and the steps after it (section 3.5).
  case trailingText = "trailing text"
  /// A rewritten plan keeps its marker, so that its last step is never readable (section 3.5).
  case rewrittenMarker = "rewritten marker"
  /// The plan must be valid JSON (section 3.6).
  case validJSON = "valid JSON"
  /// A move without a space after its comma is ignored (section 3.6).
  case spaceAfterComma = "space after comma"
  /// Minus signs of coordinates are dropped (section 3.6).
  case unsignedCoordinates = "unsigned coordinates"
  /// A place off the grid ends the whole run with an error: no credit (section 3.6).
  case offGrid = "off grid"
  /// A move is a line of exactly six words; numbered lines fail (section 3.7).
  case sixWords = "six words"
  /// A plan without moves fails, even where the start is the goal (section 3.7).
  case emptyPlan = "empty plan"
  /// Any verdict that holds `Correct` or `correct` is success, `Incorrect` too (sections 3.8-3.11).
  case verdictSubstring = "verdict substring"
  /// Everything but a verdict of exactly `False` on both texts is success (sections 3.12-3.14).
  case unlessFalse = "unless false"
  /// A number may be wrong by a thousandth of itself (sections 3.12-3.14).
  case thousandth = "thousandth"
}
