import ArgumentParser
import Basics
import Cassettes
import Foundation
import RecordReplay
import Workbench

/// Looks for credentials in cassettes.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Look for credentials in cassettes; exit 1 if there are any.",
    discussion: """
      Looks through trials' names, requests, headers, bodies, outputs and provenance for the values \
      of key variables that are set here (OPENAI_API_KEY, ANTHROPIC_API_KEY, MISTRAL_API_KEY, others \
      like them, and those that --key-variable names; also in hexadecimal and base64), and for \
      well-known shapes: keys of model providers, tokens of GitHub, GitLab, Slack, AWS, Google and \
      Hugging Face, JSON Web Tokens, private keys, bearer tokens. Escapes are undone, and the texts \
      of streamed answers are put together first.

      A finding says what and where, never the credential. Recording looks for the same and keeps \
      nothing that holds one. A text that only looks like one can be allowed by the 16 digits that \
      its finding shows.

      Values shorter than 8 bytes are not looked for. A shape inside base64, compressed data or a \
      program's arithmetic is not found.

        steerbench cassette scan cassettes/smollm2-135m
        steerbench cassette scan cassettes/*/*.cas --json
        steerbench cassette scan old.cas --allow-secret 0f3c9a51c2d4e7b8
      """)

  @Argument(
    help: ArgumentHelp(
      "Cassette folders, their names under cassettes/, or .cas files.", valueName: "path"))
  var paths: [String]
  @OptionGroup var secrets: SecretArguments
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let known = secrets.rules.known()
    let guarding = SecretGuard(known: known, allowed: secrets.allowSecret)
    var findings: [(path: String, finding: SecretFinding)] = []
    var count = 0
    for path in paths {
      let path = try CassetteLocator.path(path)
      try ExchangeListing(path: path).forEachExchange { exchange in
        count += 1
        findings += guarding.findings(in: exchange).map { (path, $0) }
      }
    }
    json ? try printJSON(findings, count, known) : printText(findings, count, known)
    if !findings.isEmpty {
      throw CommandFailure(
        .regression, json ? "" : "\(findings.count) findings. Revoke what is a credential.")
    }
  }

  private func printText(
    _ findings: [(path: String, finding: SecretFinding)], _ count: Int, _ known: KnownSecrets
  ) {
    for ignored in known.ignored {
      Console.error.write("\(ignored.name) is not looked for: \(ignored.reason).")
    }
    for (path, finding) in findings {
      let allowance = finding.allowance.map { "; to allow it: --allow-secret \($0)" } ?? ""
      Console.output.write("\(path): \(Redaction.visible("\(finding)"))\(allowance)")
    }
    if findings.isEmpty { Console.output.write("No credentials in \(count) exchanges.") }
  }

  private func printJSON(
    _ findings: [(path: String, finding: SecretFinding)], _ count: Int, _ known: KnownSecrets
  ) throws {
    let list = findings.map { path, finding -> JSONValue in
      [
        "action": .string(finding.slot.action.hex),
        "allowance": finding.allowance.map { .string($0) } ?? .null,
        "excerpt": .string(finding.excerpt), "kind": .string(finding.kind),
        "offset": .integer(Int64(finding.offset)),
        "ordinal": .integer(Int64(finding.slot.ordinal)), "path": .string(path),
        "place": .string(finding.place), "sample": .integer(Int64(finding.slot.sample)),
        "trial": .string(finding.trial),
      ]
    }
    let ignored = known.ignored.map { item -> JSONValue in
      ["reason": .string(item.reason), "variable": .string(item.name)]
    }
    Console.output.write(
      try CanonicalJSON.text(of: [
        "exchanges": .integer(Int64(count)), "findings": .array(list), "ignored": .array(ignored),
      ]))
  }
}
