/// How model-written code is started: the arguments and the environment that it sees.
///
/// Both are part of every execution's key, so that a change of either asks for a new recording
/// instead of replaying an old one as if nothing had happened.
enum PythonCommand {
  /// Where the code lies inside the sandbox; tracebacks show this path on every machine.
  static let script = "/code/main.py"

  /// The arguments after the interpreter: no user site, no unsafe path, no bytecode files.
  ///
  /// Not `-I` and not `-E`, which ignore `PYTHONHASHSEED`; not `-S`, which removes `exit()`. Before
  /// 3.11 there is no `-P`: there the script's own folder is the first place that modules are looked
  /// for in, and it holds nothing but the script.
  static func arguments(label: String) -> [String] {
    knowsSafePath(label) ? ["-s", "-P", "-B", script] : ["-s", "-B", script]
  }

  /// Whether the Python of a label knows `-P`, as every one does from 3.11 on.
  ///
  /// A label that names no version, which no interpreter has, counts as new.
  private static func knowsSafePath(_ label: String) -> Bool {
    let version = label.drop { !$0.isNumber }.split(separator: ".").compactMap { Int($0) }
    guard version.count == 2 else { return true }
    return (version[0], version[1]) >= (3, 11)
  }

  /// The oldest Python that is taken.
  static let oldestVersion = (major: 3, minor: 9)

  /// Folders that programs are found in, inside the sandbox.
  static let searchPath = Interpreter.standardSearchPath

  /// The whole environment, in the order in which the program sees it.
  static let environment: [(name: String, value: String)] = [
    ("COLUMNS", "80"),
    ("HOME", "/tmp"),
    ("LANG", "C.UTF-8"),
    ("LC_ALL", "C.UTF-8"),
    ("LINES", "24"),
    ("MKL_NUM_THREADS", "1"),
    ("NO_COLOR", "1"),
    ("OMP_NUM_THREADS", "1"),
    ("OPENBLAS_NUM_THREADS", "1"),
    ("PATH", searchPath),
    ("PYTHONDONTWRITEBYTECODE", "1"),
    ("PYTHONHASHSEED", "0"),
    ("PYTHONIOENCODING", "utf-8"),
    ("PYTHONNOUSERSITE", "1"),
    ("PYTHONSAFEPATH", "1"),
    ("PYTHONUTF8", "1"),
    ("TMPDIR", "/tmp"),
    ("TZ", "UTC"),
  ]
}
