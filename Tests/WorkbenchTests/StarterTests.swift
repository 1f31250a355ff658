import Analysis
import Foundation
import ScoreSheets
import Sweeps
import Tasks
import TestSupport
import Testing

@testable import Workbench

@Suite("A project to start from")
struct StarterTests: MakesProjects {
  @Test("replays at once, and has everything that is needed")
  func replaysAtOnce() async throws {
    try await inFolder { path in
      let folder = "\(path)/mine"
      #expect(try await starter(folder).trials == 9)
      let replay = try await replay(folder)
      #expect(replay.ending(allowingUnused: false) == .pass)
      #expect(replay.gate?.passes == true)
      for file in [
        "README.md", ".github/workflows/replay.yml", "Tasks/tank/task.yaml",
        "Tasks/tank/questions.csv",
        "cassettes/first/sweep.yaml", "cassettes/first/pinned.yaml", "cassettes/first/INDEX",
        "cassettes/first/prompts/terse/all-text.txt", ".gitignore",
      ] {
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(file)"), "\(file)")
      }
      let sweep = URL(filePath: "\(folder)/cassettes/first", directoryHint: .isDirectory)
      #expect(try OpenSweep(sweep).folder.sweep.promptVariants.map(\.name) == ["terse"])
      var wrong = 0
      wrong += try await GraderCheck.all(of: ["\(folder)/Tasks/tank"], in: "Tasks") { check in
        #expect(check.remarks.isEmpty && check.faults.isEmpty, "\(check.remarks) \(check.faults)")
      }
      #expect(wrong == 0)
    }
  }

  @Test("gives the same bytes wherever and whenever it is made by one program")
  func deterministic() async throws {
    try await inFolder { path in
      _ = try await starter("\(path)/a")
      _ = try await starter("\(path)/b")
      let names = try FileManager.default.subpathsOfDirectory(atPath: "\(path)/a").sorted()
      #expect(names == (try FileManager.default.subpathsOfDirectory(atPath: "\(path)/b").sorted()))
      for name in names {
        let (one, other) = ("\(path)/a/\(name)", "\(path)/b/\(name)")
        #expect(
          FileManager.default.contents(atPath: one) == FileManager.default.contents(atPath: other))
      }
    }
  }

  @Test("holds the prompts that are shipped")
  func prompts() async throws {
    try await inFolder { path in
      _ = try await starter("\(path)/mine")
      let shipped = try RepositoryRoot.url().appending(path: "Tasks/prompts")
      let names = try FileManager.default.contentsOfDirectory(atPath: shipped.path).sorted()
      let own = "\(path)/mine/Tasks/prompts"
      #expect(names == (try FileManager.default.contentsOfDirectory(atPath: own).sorted()))
      for name in names {
        #expect(
          FileManager.default.contents(atPath: "\(own)/\(name)")
            == FileManager.default.contents(atPath: shipped.appending(path: name).path))
      }
    }
  }

  @Test(
    "is made of a table, and says what was guessed",
    arguments: [
      (
        "exam.csv", "question,answer,x\n1+1?,2,a\n2+2?,4,b\n", "grade: integer", "graded as integer"
      ),
      (
        "q.jsonl", "{\"input\": \"a?\", \"target\": 1.5}\n{\"input\": \"b?\", \"target\": 2}\n",
        "grade: number", "graded as number"
      ),
      ("q.csv", "problem,A,B,label\nx?,p,q,A\ny?,r,s,B\n", "options: [A, B]", "graded as choice"),
      (
        "My Quiz.csv", "text,ideal\nis it?,yes\nis it not?,no\n", "grade: yes-no",
        "graded as yes-no"
      ),
      (
        "q.csv", "The question here,answer\nwho?,Me\nwhat?,That\n", "{{The question here}}",
        "graded as text"
      ),
    ])
  func table(name: String, data: String, line: String, remark: String) async throws {
    try await inFolder { path in
      try Data(data.utf8).write(to: URL(filePath: "\(path)/\(name)"))
      let starter = try await starter("\(path)/mine", table: "\(path)/\(name)")
      #expect(starter.remarks.contains { $0.contains(remark) }, "\(starter.remarks)")
      #expect(try await replay("\(path)/mine").gate?.passes == true)
      let tasks = try FileManager.default.contentsOfDirectory(atPath: "\(path)/mine/Tasks")
      let task = try #require(tasks.first { $0 != "prompts" && !$0.hasSuffix(".json") })
      let yaml = try String(contentsOfFile: "\(path)/mine/Tasks/\(task)/task.yaml", encoding: .utf8)
      #expect(yaml.contains(line), "\(yaml)")
    }
  }

  /// A table as a spreadsheet saves it, and what becomes of it.
  struct Saved: Sendable {
    var name: String
    var data: [UInt8]
    var lines: [String]
    var remark: String?
    var yaml: String
  }

  static let saved = [
    Saved(
      name: "exam.csv",
      data: Array("id;question;answer\r\n1;\"a; b, c?\";3,5\r\n2;d, \"e\";4\r\n".utf8),
      lines: [
        "id,question,answer\r", "1,\"a; b, c?\",\"3,5\"\r", "2,\"d, \"\"e\"\"\",4\r",
      ], remark: "separated by semicolons", yaml: "grade: {kind: number, decimal: \",\"}"),
    Saved(
      name: "exam.tsv",
      data: Array("question\tanswer\nwho, me?\tYou\n\"two\nlines\"\tThat; this\n".utf8),
      lines: ["question,answer", "\"who, me?\",You", "\"two", "lines\",That; this"],
      remark: "separated by tabs", yaml: "kind: text"),
    Saved(
      name: "Exam.CSV", data: Array("sep=;\nquestion;answer\n1+1;2\n2+2;4".utf8),
      lines: ["question,answer", "1+1,2", "2+2,4"], remark: "separated by semicolons",
      yaml: "grade: integer"),
    Saved(
      name: "exam.txt",
      data: "\u{feff}question\tanswer\né\tja\n".utf16.reduce(into: []) {
        $0 += [UInt8($1 & 0xff), UInt8($1 >> 8)]
      }, lines: ["question,answer", "é,ja"], remark: "It was UTF-16", yaml: "kind: text"),
    Saved(
      name: "exam.csv", data: Array("question,answer\n\"a;b;c\",1\n".utf8),
      lines: ["question,answer", "\"a;b;c\",1"], yaml: "grade: integer"),
  ]

  @Test("takes tables as spreadsheets save them, and says what was changed", arguments: saved)
  func spreadsheets(table: Saved) async throws {
    try await inFolder { path in
      try Data(table.data).write(to: URL(filePath: "\(path)/\(table.name)"))
      let starter = try await starter("\(path)/mine", table: "\(path)/\(table.name)")
      #expect(
        table.remark.map { remark in starter.remarks.contains { $0.contains(remark) } } ?? true,
        "\(starter.remarks)")
      #expect(try await replay("\(path)/mine").gate?.passes == true)
      let task = "\(path)/mine/Tasks/exam"
      let yaml = try String(contentsOfFile: "\(task)/task.yaml", encoding: .utf8)
      #expect(yaml.contains(table.yaml), "\(yaml)")
      let made = try String(contentsOfFile: "\(task)/questions.csv", encoding: .utf8)
      #expect(made.utf8.split(separator: 0x0a).map { String(Substring($0)) } == table.lines)
    }
  }

  @Test("names the table as its user does, and a file that is packed")
  func named() async throws {
    try await inFolder { path in
      try Data("question\tanswer\na\tb\tc\n".utf8).write(to: URL(filePath: "\(path)/t.tsv"))
      try Data([0x1f, 0x8b, 8, 0]).write(to: URL(filePath: "\(path)/h.jsonl.gz"))
      for (name, message) in [("t.tsv", "t.tsv, line 2: 3 values"), ("h.jsonl.gz", "gunzip")] {
        await #expect {
          try await starter("\(path)/mine", table: "\(path)/\(name)")
        } throws: {
          "\($0)".contains(message)
        }
      }
    }
  }

  @Test(
    "says what is wrong with a table of the table itself, and makes no folder then",
    arguments: [
      (
        "id,question,answer\n1,a?,\n2,b?,y\n",
        "t.csv, line 2, column \"answer\": the truth is empty"
      ),
      (
        "question,answer\na?,x\na?,y\n",
        "t.csv, line 3: the question is the very same as that of line 2"
      ),
      ("que}}stion,answer\nWho?,me\n", "task.yaml, line "),
      ("\"que\u{2028}stion\",answer\nWho?,me\n", "characters in its name that cannot be seen"),
    ])
  func faults(data: String, message: String) async throws {
    try await inFolder { path in
      try Data(data.utf8).write(to: URL(filePath: "\(path)/t.csv"))
      await #expect {
        try await starter("\(path)/mine", table: "\(path)/t.csv")
      } throws: {
        ($0 as? WorkbenchError)?.message.contains(message) == true
      }
      #expect(!FileManager.default.fileExists(atPath: "\(path)/mine"))
    }
  }

  @Test(
    "guesses by names as people write them, and says why ids cannot be used",
    arguments: [
      ("Question,Correct Answer\nWho?,me\n", "the right answer \"Correct Answer\""),
      (
        "id,question,answer\n1,a?,x\n1,b?,y\n",
        "\"id\" is no column of ids, since lines 2 and 3 have the same"
      ),
      (
        "id,question,answer\n1 a,a?,x\n2,b?,y\n",
        "\"id\" is no column of ids, since line 2 has \"1 a\""
      ),
      (
        "question,answer,\"x\u{85}grade: text\"\na?,1,2\n",
        "Nothing uses \"x\u{85}grade: text\" yet"
      ),
      ("id,question,answer\n1,a?,x\n2,a?,x\n", "Lines 2 and 3 ask the very same, and others may"),
    ])
  func guesses(data: String, remark: String) async throws {
    try await inFolder { path in
      try Data(data.utf8).write(to: URL(filePath: "\(path)/t.csv"))
      let starter = try await starter("\(path)/mine", table: "\(path)/t.csv")
      #expect(starter.remarks.contains { $0.contains(remark) }, "\(starter.remarks)")
      #expect(try await replay("\(path)/mine").gate?.passes == true)
    }
  }

  @Test("touches no folder that holds anything, and refuses tables without a truth")
  func refuses() async throws {
    try await inFolder { path in
      try Data("x".utf8).write(to: URL(filePath: "\(path)/t.csv"))
      await #expect(throws: WorkbenchError.self) { try await starter(path) }
      try Data("question,reply\na,b\n".utf8).write(to: URL(filePath: "\(path)/t.csv"))
      await #expect(throws: WorkbenchError.self) {
        try await starter("\(path)/mine", table: "\(path)/t.csv")
      }
      #expect(!FileManager.default.fileExists(atPath: "\(path)/mine"))
    }
  }
}
