import Subprocess

/// A Python, found once and asked what it is.
public struct Interpreter: Hashable, Sendable {
  /// The program itself, never a shim or a link that something may turn elsewhere.
  public let path: String
  /// What a sweep names: `python3.11`, or `pypy3.10` for another implementation.
  public let label: String
  /// The full version, for provenance: `3.11.2`.
  public let version: String
  /// The folders that hold its library.
  public let prefixes: [String]

  /// Where programs are looked for if nobody says otherwise.
  public static let standardSearchPath = "/usr/local/bin:/usr/bin:/bin"

  /// Creates an interpreter whose facts are known.
  public init(path: String, label: String, version: String, prefixes: [String]) {
    self.path = path
    self.label = label
    self.version = version
    self.prefixes = prefixes
  }

  /// Finds a Python and asks it what it is.
  ///
  /// - Parameters:
  ///   - preferred: The one to take, and no other: an absolute path, or a name on the search path.
  ///     Without it the distribution's own comes first, then the first on the search path.
  ///   - searchPath: Folders to look in, as in `PATH`.
  /// - Throws: ``CodeExecutionError`` with the code `missingInterpreter` where there is none, or none
  ///   that is new enough.
  public static func find(
    preferring preferred: String? = nil, searchPath: String = Interpreter.standardSearchPath
  ) async throws(CodeExecutionError) -> Interpreter {
    var reasons: [String] = []
    for candidate in candidates(preferred, searchPath) {
      do throws(CodeExecutionError) {
        return try await ask(candidate)
      } catch {
        guard error.code != .cancelled else { throw error }
        reasons.append(error.message)
      }
    }
    let oldest = PythonCommand.oldestVersion
    throw CodeExecutionError(
      .missingInterpreter,
      reasons.isEmpty ? "there is no python3 in \(searchPath)" : reasons.joined(separator: "; "),
      next: "install Python \(oldest.major).\(oldest.minor) or later: sudo apt-get install python3")
  }

  /// Finds the Python that a sweep names, such as `python3.12`, beside others that may be here.
  ///
  /// Where there is none of that label, the one that ``find(preferring:searchPath:)`` gives; whoever
  /// uses it compares the labels and names both.
  public static func find(
    labeled label: String, searchPath: String = Interpreter.standardSearchPath
  ) async throws(CodeExecutionError) -> Interpreter {
    if let path = HostFiles.find(label, in: searchPath) {
      do throws(CodeExecutionError) {
        let interpreter = try await find(preferring: path, searchPath: searchPath)
        if interpreter.label == label { return interpreter }
      } catch {
        guard error.code != .cancelled else { throw error }
      }
    }
    return try await find(searchPath: searchPath)
  }

  private static func candidates(_ preferred: String?, _ searchPath: String) -> [String] {
    if let preferred {
      let isName = !preferred.utf8.contains(UInt8(ascii: "/"))
      return [isName ? HostFiles.find(preferred, in: searchPath) ?? preferred : preferred]
    }
    let places = ["/usr/bin/python3", HostFiles.find("python3", in: searchPath)]
    var found: [String] = []
    for case let place? in places where HostFiles.isExecutable(place) && !found.contains(place) {
      found.append(place)
    }
    return found
  }

  /// Prints, a line each: implementation, version, program, prefixes.
  ///
  /// Inside a virtual environment the program's own path is what finds the packages; everywhere else
  /// the path behind all links is the one that stays what it is.
  private static let question = """
    import os, platform, sys
    inside = sys.prefix != sys.base_prefix
    print(sys.implementation.name)
    print(platform.python_version())
    print(sys.executable if inside else os.path.realpath(sys.executable))
    print(sys.prefix)
    print(sys.base_prefix)
    """

  private static func ask(_ candidate: String) async throws(CodeExecutionError) -> Interpreter {
    guard candidate.utf8.first == UInt8(ascii: "/"), HostFiles.isExecutable(candidate) else {
      throw CodeExecutionError(
        .missingInterpreter, "\(candidate) is not the path of a program",
        next: "name another Python")
    }
    // swift-subprocess takes a program by its name and the folders to look in, in this order.
    let (folder, name) = HostFiles.split(candidate)
    let answer: String
    do {
      let result = try await run(
        .name(name), arguments: ["-s", "-c", question],
        environment: .custom(["PATH": "\(folder):/usr/bin:/bin", "LC_ALL": "C.UTF-8"]),
        output: .string(limit: 16 * 1024))
      guard result.terminationStatus.isSuccess else {
        throw CodeExecutionError(
          .missingInterpreter, "\(candidate) ended with \(result.terminationStatus)",
          next: "name another Python")
      }
      answer = result.standardOutput
    } catch let error as CodeExecutionError {
      throw Task.isCancelled ? .cancelled : error
    } catch {
      guard !Task.isCancelled else { throw .cancelled }
      throw CodeExecutionError(
        .missingInterpreter, "\(candidate) cannot be run (\(error))", next: "name another Python")
    }
    guard let interpreter = Interpreter(answer: answer) else {
      throw CodeExecutionError(
        .missingInterpreter, "\(candidate) is not a Python that can be used, or is too old",
        next: "name another Python")
    }
    return interpreter
  }

  /// Reads the five lines that ``question`` prints; anything else, and a Python too old, gives `nil`.
  init?(answer: String) {
    let lines = answer.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.count >= 5, lines[2].utf8.first == UInt8(ascii: "/") else { return nil }
    let numbers = lines[1].split(separator: ".").prefix(2).map { Int($0) }
    guard numbers.count == 2, let major = numbers[0], let minor = numbers[1] else { return nil }
    let oldest = PythonCommand.oldestVersion
    guard (major, minor) >= (oldest.major, oldest.minor) else { return nil }
    let family = lines[0] == "cpython" ? "python" : lines[0]
    self.init(
      path: lines[2], label: "\(family)\(major).\(minor)", version: lines[1],
      prefixes: lines[3] == lines[4] ? [lines[3]] : [lines[3], lines[4]])
  }
}

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
  ///
  /// - Parameter isUnbuffered: Whether what is printed is written at once.
  static func arguments(label: String, isUnbuffered: Bool = false) -> [String] {
    ["-s"] + (knowsSafePath(label) ? ["-P"] : []) + ["-B"] + (isUnbuffered ? ["-u"] : [])
      + [script]
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
