/// What a search found: one commit, or several that cannot be told apart, and what they changed.
public struct BisectFinding: Hashable, Sendable {
  /// Subjects that changed in the same way.
  public struct Group: Hashable, Sendable {
    /// What changed.
    public let cause: ChangeCause
    /// The subjects, in order.
    public let subjects: [BisectSubject]
    /// How many of the trials flipped from a full score and how many to one.
    public let risen: Int
    /// Trials whose score fell.
    public let fallen: Int
    /// How the first of them reads on both sides.
    public let difference: LayerDifference
    /// What recording the missing side takes; `nil` where nothing is missing, or nobody can tell.
    public let need: RecordingNeed?
  }

  /// The commits that may have done it, in the order of the history; one where it is known.
  public let suspects: [CommitNote]
  /// The commit that is known to be as before.
  public let before: CommitNote
  /// The first commit that is known to be otherwise.
  public let after: CommitNote
  /// What changed, the gravest first.
  public let groups: [Group]
  /// Cells of tables that moved with the trials.
  public let movedCells: Int
  /// Merged branches that began before the good end: what they bring in is not looked into.
  public let foreignParents: [String]

  /// The one commit; `nil` where several cannot be told apart.
  public var commit: CommitNote? { suspects.count == 1 ? suspects.first : nil }
  /// The trials and cells that changed.
  public var count: Int { groups.reduce(0) { $0 + $1.subjects.count } }
}

/// A commit that says nothing, and why.
public struct RefusedCommit: Hashable, Sendable {
  /// The commit.
  public let commit: CommitNote
  /// Why, in a few words.
  public let reason: String
}

/// The end of a search.
public struct BisectResult: Hashable, Sendable {
  /// The good end.
  public let good: CommitNote
  /// The bad end.
  public let bad: CommitNote
  /// The commits between them, the bad end included.
  public let commits: Int
  /// The digest of the pinned cassettes.
  public let cassettes: String
  /// What was found, in the order of the history.
  public let findings: [BisectFinding]
  /// The commits that say nothing.
  public let refused: [RefusedCommit]
  /// Whether the good end is known from its committed baseline alone.
  public let isGoodFromBaseline: Bool
  /// Trials that have no recording at either end and ask for the same.
  public let unrecorded: Int
  /// Trials of which the tool of an end says nothing: too old for what it cannot replay.
  public let silent: Int
  /// Whether tables were asked for and could not be followed, since an end lacks recordings.
  public let lacksTables: Bool
  /// What it has cost.
  public let effort: BisectEffort
}
