/// Where the files of a bundle may lie, and which: what a loader of sweeps opens, and nothing else.
///
/// A bundle comes from a stranger. It is put below `Tasks/` and `cassettes/`, where no program, build or
/// version control looks for instructions, and it cannot bring what only belongs to this machine: a
/// journal that a recording would go on with, a lock, a hidden file.
public enum BundleLayout {
  /// The folder of sweeps.
  public static let shelf = "cassettes"
  /// The folder of tasks, with questions, prompts, prices and ready models.
  public static let tasks = "Tasks"
  /// How the names of files end that somebody opens in order to read a sweep.
  private static let endings = [
    ".yaml", ".tsv", ".txt", ".jsonl", ".csv", ".json", ".png", ".jpg", ".jpeg", ".webp", ".gif",
  ]

  /// Whether a sweep's folder may lie there: `cassettes/NAME`.
  static func isSweepFolder(_ folder: BundlePath) -> Bool {
    let parts = folder.text.split(separator: "/")
    return parts.count == 2 && parts[0] == shelf
  }

  /// Whether a file that is no cassette may lie there.
  public static func allows(_ path: BundlePath, in folder: BundlePath) -> Bool {
    let parts = path.text.split(separator: "/")
    guard parts.count > 1, parts[0] == shelf || parts[0] == tasks else { return false }
    guard path.isBelow(folder), parts.count == 3 else {
      return endings.contains { path.text.hasSuffix($0) } || isGrader(path.name)
    }
    return isSignature(path.name) || endings.contains { path.name.hasSuffix($0) }
  }

  /// Whether a file is called as the program of a task that a program grades: `grader.py`, or such as
  /// `strict-grader.py`.
  ///
  /// It is run in the sandbox and nowhere else. Other programs in Python are found by their names (`conftest.py`,
  /// `test_….py`, `setup.py`) by tools that somebody may run in the project, and no bundle brings one.
  public static func isGrader(_ name: String) -> Bool {
    (name == "grader.py" || name.hasSuffix("-grader.py")) && !name.hasPrefix("test_")
  }

  /// Whether a file in a sweep's folder is called as a signature is: 16 hexadecimal digits and `.sig`.
  public static func isSignature(_ name: String) -> Bool {
    name.hasSuffix(VerifyingKey.signatureSuffix)
      && name.utf8.count == 16 + VerifyingKey.signatureSuffix.utf8.count
      && name.utf8.prefix(16).allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        default: false
        }
      }
  }
}
