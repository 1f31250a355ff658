/// What changed some subjects: one commit, or several that cannot be told apart.
public struct Culprit: Hashable, Sendable {
  /// The commits that may have done it, by their numbers, ascending; one where it is known.
  public let suspects: [Int]
  /// A commit that has the subjects as they were: the parent, where it was evaluated.
  public let before: Int
  /// The first commit that is known to have them otherwise.
  public let after: Int
  /// The subjects, by their numbers, ascending.
  public internal(set) var subjects: [Int]

  /// The one commit; `nil` where several cannot be told apart.
  public var commit: Int? { suspects.count == 1 ? suspects.first : nil }
}
