/// How model-written code is started: the arguments and the environment that it sees.
///
/// Both are part of every execution's key, so that a change of either asks for a new recording
/// instead of replaying an old one as if nothing had happened.
enum PythonCommand {
  /// Where the code lies inside the sandbox; tracebacks show this path on every machine.
  static let script = "/code/main.py"

  /// The arguments after the interpreter: no user site, no unsafe path, no bytecode files.
  ///
  /// Not `-I` and not `-E`, which ignore `PYTHONHASHSEED`; not `-S`, which removes `exit()`.
  static let arguments = ["-s", "-P", "-B", script]

  /// The oldest Python that knows `-P`.
  static let oldestVersion = (major: 3, minor: 11)

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
