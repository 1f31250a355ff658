import Foundation

/// What a process did to the files below a folder, as `strace` saw it.
///
/// It understands the calls that sealing and SQLite make, and refuses a log with others on the same
/// files: an operation that it does not know could be the one that matters.
struct SystemCallLog {
  /// One thing done to the files.
  enum Operation: Equatable {
    case create(String, file: Int)
    case write(file: Int, offset: Int, [UInt8])
    case truncate(file: Int, size: Int)
    case synchronize(file: Int)
    case rename(String, String)
    case remove(String)
    case makeFolder(String)
    case synchronizeFolder(String)
    /// A line on the standard output.
    case say(String)
  }

  struct Unknown: Error {
    let call: String
  }

  static let strace = URL(filePath: "/usr/bin/strace")
  private static let calls =
    "openat,open,creat,close,write,pwrite64,writev,pwritev,ftruncate,truncate,fsync,fdatasync,"
    + "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,lseek,fallocate,dup,dup2"

  /// Whether processes can be traced here.
  static let isAvailable: Bool = {
    let process = Process()
    process.executableURL = strace
    process.arguments = ["-qq", "-e", "trace=none", "/bin/true"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()

  /// What was done, in the order in which the calls came back.
  private(set) var operations: [Operation] = []

  private let folder: String
  /// The open files below the folder: what the descriptor means, and where it writes next.
  private var descriptors: [Int: Descriptor] = [:]
  private var files: [String: Int]
  private var nextFile: Int

  private struct Descriptor {
    var path: String
    var file: Int?
    var offset = 0
  }

  /// Runs a program under `strace` and reads its log; `files` are there already, by number.
  static func trace(
    _ arguments: [String], folder: String, files: [String: Int], scratch: String
  ) async throws -> SystemCallLog {
    let output = scratch + "/strace.log"
    let run = try await CrashSubject.run(
      [
        "-f", "-qq", "-xx", "-s", "16777216", "-e", "trace=\(calls)", "-e", "signal=none", "-o",
        output, CrashSubject.program.path,
      ] + arguments, by: strace)
    guard run.status == 0 else { throw Unknown(call: run.lines.joined(separator: "\n")) }
    return try SystemCallLog(text: read(output), folder: folder, files: files)
  }

  init(text: [UInt8], folder: String, files: [String: Int]) throws {
    self.folder = folder
    self.files = files
    nextFile = files.count
    var unfinished: [Substring: Substring] = [:]
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
      let thread = line.prefix { $0 != " " }
      var call = line.dropFirst(thread.count).drop { $0 == " " }
      if call.hasSuffix(" <unfinished ...>") {
        unfinished[thread] = call.dropLast(" <unfinished ...>".count)
        continue
      }
      if call.hasPrefix("<... "), let end = call.range(of: " resumed>") {
        call = (unfinished.removeValue(forKey: thread) ?? "") + call[end.upperBound...]
      }
      if let call = SystemCall(call) { try add(call) }
    }
  }

  /// Adds a call that came back well.
  private mutating func add(_ call: SystemCall) throws {
    guard call.result >= 0 else { return }
    switch call.name {
    case "open", "openat", "creat": try open(call)
    case "close": descriptors[try call.number(0)] = nil
    case "write", "pwrite64": try write(call)
    case "ftruncate":
      guard let file = descriptors[try call.number(0)]?.file else { return }
      operations.append(.truncate(file: file, size: try call.number(1)))
    case "fsync", "fdatasync":
      guard let known = descriptors[try call.number(0)] else { return }
      operations.append(
        known.file.map { .synchronize(file: $0) } ?? .synchronizeFolder(known.path))
    case "mkdir", "unlink", "rename", "mkdirat", "unlinkat", "renameat", "renameat2":
      try name(call)
    default:
      let isOurs =
        (try? call.number(0)).map { descriptors[$0] != nil } ?? call.paths.contains(where: isInside)
      if isOurs { throw Unknown(call: call.name) }
    }
  }

  private mutating func open(_ call: SystemCall) throws {
    guard let path = call.paths.first, isInside(path) else { return }
    if files[path] == nil {
      // What was there before is known, so this one is a folder: SQLite opens it as it opens files.
      guard call.flags.contains("O_CREAT") else {
        descriptors[call.result] = Descriptor(path: path.trimmingSlash)
        return
      }
      files[path] = nextFile
      operations.append(.create(path, file: nextFile))
      nextFile += 1
    } else if let file = files[path], call.flags.contains("O_TRUNC") {
      operations.append(.truncate(file: file, size: 0))
    }
    descriptors[call.result] = Descriptor(path: path, file: files[path])
  }

  private mutating func write(_ call: SystemCall) throws {
    let number = try call.number(0)
    let bytes = try call.bytes(1)
    if number == 1, descriptors[number] == nil {
      let said = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      operations += said.map { .say(String($0)) }
    }
    guard let known = descriptors[number], let file = known.file else { return }
    let offset = call.name == "write" ? known.offset : try call.number(3)
    let written = Array(bytes.prefix(call.result))
    operations.append(.write(file: file, offset: offset, written))
    if call.name == "write" { descriptors[number]?.offset += written.count }
  }

  /// Adds a change of names.
  private mutating func name(_ call: SystemCall) throws {
    let paths = call.paths.filter(isInside).map(\.trimmingSlash)
    guard let path = paths.first else { return }
    if call.name.hasPrefix("mkdir") {
      operations.append(.makeFolder(path))
    } else if call.name.hasPrefix("unlink") {
      files[path] = nil
      operations.append(.remove(path))
    } else if paths.count == 2 {
      files[paths[1]] = files.removeValue(forKey: path)
      operations.append(.rename(path, paths[1]))
    } else {
      throw Unknown(call: call.name)
    }
  }

  private func isInside(_ path: String) -> Bool { path.hasPrefix(folder) }
}

/// One line of a log: a call, its arguments as text, and what it gave.
struct SystemCall {
  let name: String
  let result: Int
  private let arguments: [Substring]

  /// Reads a line such as `write(3, "\x61", 1) = 1`; `nil` for anything that is no call.
  init?(_ line: Substring) {
    guard let open = line.firstIndex(of: "("), let end = line.range(of: ") ", options: .backwards),
      let equals = line[end.upperBound...].firstIndex(of: "=")
    else { return nil }
    let value = line[line.index(after: equals)...].drop { $0 == " " }.prefix { $0 != " " }
    guard let result = Int(value) else { return nil }
    name = String(line[..<open])
    self.result = result
    // Strings are escaped byte by byte, so that every comma parts two arguments.
    arguments = line[line.index(after: open)..<end.lowerBound].split(separator: ",")
      .map { $0.drop { $0 == " " } }
  }

  /// The flags of an `open`.
  var flags: Set<Substring> {
    Set(arguments.flatMap { $0.split(separator: "|") })
  }

  /// The arguments that are strings.
  var paths: [String] {
    arguments.indices.compactMap { (try? bytes($0)).map { String(decoding: $0, as: UTF8.self) } }
  }

  func number(_ index: Int) throws -> Int {
    guard index < arguments.count, let number = Int(arguments[index]) else {
      throw SystemCallLog.Unknown(call: "\(name)(\(arguments))")
    }
    return number
  }

  func bytes(_ index: Int) throws -> [UInt8] {
    guard index < arguments.count, arguments[index].utf8.first == UInt8(ascii: "\""),
      arguments[index].utf8.last == UInt8(ascii: "\"")
    else { throw SystemCallLog.Unknown(call: "\(name)(\(arguments))") }
    // Each byte is written as `\x61`.
    let text = Array(arguments[index].utf8.dropFirst().dropLast())
    return stride(from: 0, to: text.count, by: 4).compactMap {
      UInt8(String(decoding: text[$0 + 2..<$0 + 4], as: UTF8.self), radix: 16)
    }
  }
}

extension String {
  /// Without a slash at the end.
  var trimmingSlash: String { hasSuffix("/") ? String(dropLast()) : self }
}
