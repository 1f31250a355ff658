import Basics
import Foundation
import FoundationXML
import Testing
import WorkbenchTestSupport

#if canImport(FoundationXML)
#endif

@Suite("What people see of a build, a recording and a table")
struct SeenByPeopleTests {
  private func run(_ workshop: Workshop, _ arguments: String...) async throws -> Tool.Run {
    try await Tool.run(arguments, in: workshop.folder)
  }

  @Test("A changed prompt is told to GitHub with its words, file and line, and fits a comment")
  func github() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    try workshop.editPrompt("all-code", "exactly", "precisely")
    let summary = workshop.folder.appending(path: "summary.md")
    let run = try await workshop.replay(
      [
        "--github", "--no-tables", "--comment", "comment.md", "--sarif", "a.sarif", "--markdown",
        "a.md",
      ],
      environment: [
        "GITHUB_STEP_SUMMARY": summary.path, "GITHUB_WORKSPACE": workshop.folder.path,
      ])
    #expect(run.status == 3)
    let text = try String(contentsOf: summary, encoding: .utf8)
    for part in ["```diff", "precisely", "prompts/all-code.txt, line ", "steerbench record"] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(text.utf8.count > 500)
    let comment = try Data(contentsOf: workshop.folder.appending(path: "comment.md"))
    #expect(comment.count > 500 && comment.count < 65_536)
    #expect(run.errors.contains("::error file=prompts/all-code.txt,line="))
    let sarif = try JSONValue(
      parsing: try String(contentsOf: workshop.folder.appending(path: "a.sarif"), encoding: .utf8))
    #expect(sarif["runs"]?[0]?["results"]?.array?.isEmpty == false)
  }

  @Test("Trials are listed, filtered, sorted and counted; JSON has a line a trial")
  func trials() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let all = try await run(workshop, "trials", "sweep", "--json")
    #expect(all.status == 0, "\(all.errors)")
    let lines = try all.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    #expect(lines.count == 16)
    let names = lines.compactMap { $0["name"]?.string }
    #expect(names == names.sorted() && names.allSatisfy { $0.hasPrefix("scripted/") })
    #expect(lines.allSatisfy { $0["sweep"] == "sweep" && $0["cutOff"]?.bool == false })

    let some = try await run(
      workshop, "trials", "sweep", "--method", "all-code", "--text", "PRINT(", "--limit", "1")
    #expect(some.output.contains("Trials: ") && some.output.contains("More that are not listed: "))
    let wrong = try await run(workshop, "trials", "sweep", "--outcome", "wrong", "--json")
    let wrongLines = wrong.output.split(separator: "\n")
    #expect(!wrongLines.isEmpty && wrongLines.allSatisfy { $0.contains(#""outcome":"wrong""#) })
    let sorted = try await run(
      workshop, "trials", "sweep", "--sort", "score", "--reverse", "--json")
    let scores = try sorted.output.split(separator: "\n").compactMap {
      try JSONValue(parsing: String($0))["score"]?.double
    }
    #expect(scores.count == 16 && scores == scores.sorted())
    let none = try await run(workshop, "trials", "sweep", "--min-score", "90", "--max-score", "10")
    #expect(none.status == 2)
    // A name of the list is one that transcript takes.
    let name = try #require(names.first)
    #expect(try await run(workshop, "transcript", name).status == 0)
  }

  @Test("A bundle works where a sweep is looked at, and elsewhere the message names the command")
  func bundles() async throws {
    let shelf = try Shelf()
    defer { shelf.remove() }
    let name = Shelf.sweep
    let bundled = try await Tool.run(["bundle", name, "--output", "s.tar"], in: shelf.url)
    try #require(bundled.status == 0, "\(bundled.errors)")
    for arguments in [
      ["report", "s.tar"], ["analyze", "s.tar"], ["trials", "s.tar"],
      ["compare", "s.tar", name],
      ["export", "s.tar", "--format", "csv"],
      ["transcript", "all-code/number-multiplying/number-multiplying-1-01", "--sweep", "s.tar"],
      ["report", "s.tar", "--html", "page.html"],
    ] {
      let run = try await Tool.run(arguments, in: shelf.url)
      #expect(run.status == 0, "\(arguments): \(run.errors)")
      #expect(!run.output.contains("/tmp/") && !run.errors.contains("/tmp/"), "\(arguments)")
    }
    for arguments in [
      ["record", "s.tar"], ["plan", "s.tar"], ["refresh", "diff", "s.tar"],
      ["cassette", "verify", "s.tar"], ["cassette", "inspect", "s.tar"],
      ["cassette", "gc", "s.tar"],
    ] {
      let run = try await Tool.run(arguments, in: shelf.url)
      #expect(run.status == 2, "\(arguments)")
      #expect(run.errors.contains("steerbench pull s.tar --into FOLDER"), "\(run.errors)")
    }
  }

  @Test("A word that is no command is answered with the near ones, and help stands in groups")
  func commands() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    for (words, near) in [
      (["replya"], "replay"), (["cassette", "verfy"], "verify"), (["trails", "sweep"], "trials"),
    ] {
      let run = try await Tool.run(words, in: workshop.folder)
      #expect(run.status == 2)
      #expect(run.errors.contains("there is no such command. Did you mean"), "\(run.errors)")
      #expect(run.errors.contains(near))
    }
    let help = try await run(workshop, "--help")
    for group in ["READING AND CHECKING", "RECORDING", "SEARCHING", "SHARING", "REFERENCE"] {
      #expect(help.output.contains("\(group) SUBCOMMANDS:"), "\(group)")
    }
    let script = try await run(workshop, "--generate-completion-script", "bash")
    #expect(script.status == 0 && script.output.contains("steerbench"))
  }

  @Test("Examples in help fit into 80 columns, those of commands in commands too")
  func examples() async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    var commands: [[String]] = [[]]
    while let command = commands.popLast() {
      func lines(_ columns: String) async throws -> [Substring] {
        let run = try await Tool.run(
          ["help"] + command, in: workshop.folder, environment: ["COLUMNS": columns])
        return run.output.split(separator: "\n")
      }
      let (narrow, wide) = (try await lines("80"), try await lines("1000"))
      for line in wide where line.hasPrefix("  steerbench ") {
        #expect(narrow.contains(line), "\(command): \(line)")
      }
      let names = subcommands(wide)
      #expect(!command.isEmpty || names.isSuperset(of: ["replay", "trials", "cassette"]))
      commands += names.map { command + [$0] }
    }
  }

  /// The commands that a help lists.
  private func subcommands(_ help: [Substring]) -> Set<String> {
    let listed = help.drop { !$0.hasSuffix("SUBCOMMANDS:") }
    return Set(
      listed.compactMap { line in
        let words = line.split(separator: " ")
        guard line.hasPrefix("  "), !line.hasPrefix("   "), let word = words.first,
          word.allSatisfy({ $0.isLowercase || $0 == "-" }), !word.hasPrefix("-")
        else { return nil }
        return String(word)
      })
  }

  @Test("A path that is too long is called that, and not a matter of permissions alone")
  func longPath() async throws {
    let name = String(repeating: "x", count: 300)
    let long = Array(repeating: name, count: 10).joined(separator: "/")
    let workshop = try Workshop { $0 + "task-folder: \(long)\n" }
    defer { workshop.remove() }
    let run = try await workshop.replay()
    #expect(run.status == 2)
    #expect(run.errors.lowercased().contains("too long"), "\(run.errors)")
  }

  @Test("Lists print JSON where they are asked for it", arguments: ["methods", "tasks", "models"])
  func lists(name: String) async throws {
    let workshop = try Workshop()
    defer { workshop.remove() }
    for words in [[name, "--json"], [name, "list", "--json"]]
    where name != "models" || words.count < 3 {
      let run = try await Tool.run(words, in: workshop.folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try JSONValue(parsing: run.output).array?.isEmpty == false)
    }
  }

  @Test("Two methods of one sweep are compared question by question, and p-values are never zero")
  func sides() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let run = try await run(
      workshop, "compare", "sweep", "--left", "method=all-text", "--right", "method=all-code")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("A  sweep method=all-text"))
    #expect(run.output.contains("all-text-vs-all-code"))
    #expect(run.output.contains("Trials in both: 4"))
    let unknown = try await self.run(
      workshop, "compare", "sweep", "--left", "method=all-texd", "--right", "method=all-code")
    #expect(unknown.status == 2 && unknown.errors.contains("all-text"))
    #expect(try await self.run(workshop, "compare", "sweep").status == 2)
  }

  @Test("Tables are LaTeX, figures are SVG of journal widths, exports hold the texts")
  func paper() async throws {
    let workshop = try await Workshop.recorded()
    defer { workshop.remove() }
    let latex = try await run(workshop, "report", "sweep", "--format", "latex")
    #expect(latex.status == 0, "\(latex.errors)")
    for part in ["\\toprule", "\\caption{", "\\begin{tabular}{lr", "95 \\% from"] {
      #expect(latex.output.contains(part), "\(part)")
    }
    let begun = latex.output.components(separatedBy: "\\begin{").count
    #expect(begun == latex.output.components(separatedBy: "\\end{").count && begun > 4)

    let figures = try await run(workshop, "report", "sweep", "--figures", "figures", "--json")
    #expect(figures.status == 0, "\(figures.errors)")
    let files = try JSONValue(parsing: figures.output)["figures"]?.array ?? []
    let names = files.compactMap { $0["file"]?.string }
    #expect(names.contains("scores-scripted.svg"))
    for name in names {
      let data = try Data(contentsOf: workshop.folder.appending(path: "figures/\(name)"))
      let parser = XMLParser(data: data)
      #expect(parser.parse(), "\(name): \(String(describing: parser.parserError))")
      let text = String(decoding: data, as: UTF8.self)
      #expect(text.contains("width=\"84.00mm\"") || text.contains("width=\"174.00mm\""))
      #expect(text.contains("<title>") && !text.contains("<script"))
    }

    let site = try await run(workshop, "report", "sweep", "--html", "site/")
    #expect(site.status == 0, "\(site.errors)")
    let index = try String(
      contentsOf: workshop.folder.appending(path: "site/index.html"), encoding: .utf8)
    #expect(index.contains("href=\"1.html\""))

    let lines = try await run(workshop, "export", "sweep", "--format", "jsonl").output
      .split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    #expect(lines.count == 16)
    let code = try #require(
      lines.first { $0["method"] == "all-code" && $0["task"] == "number-multiplying" })
    #expect(code["code"]?.string?.contains("print(") == true && code["output"]?.string != nil)
    #expect(lines.allSatisfy { ($0["question_text"]?.string ?? "").count > 10 })
    #expect(lines.allSatisfy { ($0["truth"]?.string ?? "").isEmpty == false })
    let csv = try await run(workshop, "export", "sweep", "--format", "csv-texts").output
    #expect(csv.split(separator: "\n").first?.hasSuffix(",text,code,output,stop") == true)
  }
}
