// A process for tests to kill, to trace, and to starve of disk: it records, seals and lists numbered
// exchanges, and says on its output what it has been promised, at once.
//
//   CrashSubject record FOLDER FIRST COUNT   `ack N` for each acknowledged exchange
//   CrashSubject seal FOLDER                 `sealed NAME`
//   CrashSubject compact FOLDER              `compacted N`, the number of cassettes before
//   CrashSubject convert FOLDER              the same, into the current format
//   CrashSubject list FOLDER                 `has N` for each exchange that the folder or its journal holds
//
// Ends with 0, or with 1 and the error on its output.

import CassetteFaults
import Cassettes
import Glibc

/// The number of exchanges in flight.
let writers = 16

/// Writes a line with one system call, so that it is whole or not there.
@Sendable func say(_ line: String) {
  let bytes = Array((line + "\n").utf8)
  _ = write(STDOUT_FILENO, bytes, bytes.count)
}

func record(_ folder: CassetteFolder, _ numbers: Range<Int>) async throws {
  let journal = try RecordingJournal(path: folder.journalPath)
  try await withThrowingTaskGroup(of: Void.self) { group in
    for writer in 0..<writers {
      group.addTask {
        for number in numbers where number % writers == writer {
          try await journal.append(NumberedExchange.exchange(number))
          say("ack \(number)")
        }
      }
    }
    try await group.waitForAll()
  }
  try await journal.close()
}

func seal(_ folder: CassetteFolder) async throws {
  let journal = try RecordingJournal(path: folder.journalPath)
  let line = try await journal.seal(into: folder)
  say("sealed \(line?.fileName ?? "nothing")")
}

func compact(_ folder: CassetteFolder, as version: CassetteVersion? = nil) throws {
  let result = try CassetteFolder.compacting(path: folder.path, as: version)
  say("compacted \(result?.replaced.count ?? 0)")
}

func list(_ folder: CassetteFolder) async throws {
  for number in try await NumberedExchange.numbers(in: folder).sorted() { say("has \(number)") }
}

func run(_ arguments: [String]) async throws {
  guard arguments.count > 2 else {
    return say("usage: CrashSubject record|seal|compact|convert|list FOLDER")
  }
  let folder = try CassetteFolder.mending(path: arguments[2])
  switch arguments[1] {
  case "record":
    let numbers = arguments.dropFirst(3).compactMap { Int($0) }
    guard numbers.count == 2 else { return say("usage: CrashSubject record FOLDER FIRST COUNT") }
    try await record(folder, numbers[0]..<numbers[0] + numbers[1])
  case "seal": try await seal(folder)
  case "compact": try compact(folder)
  case "convert": try compact(folder, as: .current)
  case "list": try await list(folder)
  default: say("there is no verb \(arguments[1])")
  }
}

do {
  try await run(CommandLine.arguments)
} catch {
  say("error \(error)")
  exit(1)
}
