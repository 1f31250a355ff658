import BenchTestSupport
import Foundation
import TestSupport

/// Credentials that nobody has: drawn by chance while a test runs, so that none stands in a file.
enum MadeUpSecrets {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
  private static let digits = Array("0123456789")

  static func text(_ count: Int, of alphabet: [Character], seed: UInt64) -> String {
    var numbers = SeededNumbers(seed)
    return String((0..<count).map { _ in alphabet.randomElement(using: &numbers) ?? "x" })
  }

  static func token(_ count: Int, seed: UInt64, also: String = "") -> String {
    text(count, of: letters + digits + Array(also), seed: seed)
  }

  /// One of each kind, with the word that its finding must hold.
  static func all(seed: UInt64) -> [(kind: String, value: String)] {
    [
      ("OpenAI-style", "sk-" + token(48, seed: seed)),
      ("OpenAI-style", "sk-" + text(32, of: Array("0123456789abcdef"), seed: seed)),
      ("OpenAI project", "sk-proj-" + token(156, seed: seed, also: "-_")),
      ("Anthropic", "sk-ant-api03-" + token(95, seed: seed, also: "-_")),
      ("OpenRouter", "sk-or-v1-" + text(64, of: Array("0123456789abcdef"), seed: seed)),
      ("Stripe", "sk_live_" + token(24, seed: seed)),
      ("AWS", "AKIA" + text(16, of: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), seed: seed)),
      ("GitHub", "ghp_" + token(36, seed: seed)),
      ("GitHub", "github_pat_" + token(22, seed: seed) + "_" + token(59, seed: seed + 1)),
      ("GitLab", "glpat-" + token(20, seed: seed)),
      ("Slack", "xoxb-" + text(12, of: digits, seed: seed) + "-" + token(24, seed: seed)),
      ("Google API", "AIza" + token(35, seed: seed)),
      ("Google access", "ya29." + token(120, seed: seed, also: "-_")),
      ("Hugging Face", "hf_" + text(34, of: letters, seed: seed)),
      ("Groq", "gsk_" + token(52, seed: seed)),
      ("xAI", "xai-" + token(80, seed: seed)),
      ("NVIDIA", "nvapi-" + token(64, seed: seed)),
      ("npm", "npm_" + token(36, seed: seed)),
      (
        "JSON Web Token",
        "eyJ" + token(33, seed: seed) + ".eyJ" + token(60, seed: seed + 1) + "."
          + token(43, seed: seed + 2)
      ),
      ("bearer", "Bearer " + token(40, seed: seed)),
      ("private key", privateKey(seed: seed)),
    ]
  }

  static func privateKey(seed: UInt64) -> String {
    let lines = (0..<4).map { token(64, seed: seed + UInt64($0), also: "+/") }
    return "-----BEGIN RSA PRIVATE KEY-----\n" + lines.joined(separator: "\n")
      + "\n-----END RSA PRIVATE KEY-----"
  }
}
