/// How one kind of credential looks: how it starts, and what must follow.
///
/// Ordinary text must not trip it, placeholders such as `sk-xxxxxxxx` or `hf_your_token` included:
/// what follows the prefix has to be long and to look drawn by chance.
struct CredentialShape: Sendable {
  /// What must follow the prefix.
  enum Rule: Sendable {
    /// At least so many bytes of a set, with so long a stretch of letters and digits among them.
    case token(ByteSet, least: Int, stretch: Int = 16)
    /// Exactly sixteen upper-case base32 characters.
    case accessKeyID
    /// Three parts of base64url between full stops, the second of which is JSON again.
    case webToken
    /// The words and the base64 of a private key.
    case privateKey
  }

  /// What messages call it.
  let kind: String
  /// How it starts.
  let prefix: [UInt8]
  /// What follows.
  let rule: Rule

  init(_ kind: String, _ prefix: String, _ rule: Rule) {
    self.kind = kind
    self.prefix = Array(prefix.utf8)
    self.rule = rule
  }

  /// The fewest bytes after the prefix.
  var least: Int {
    switch rule {
    case .token(_, let least, _): least
    case .accessKeyID: 16
    case .webToken: 40
    case .privateKey: 48
    }
  }

  /// Every shape; of two that start alike, the longer prefix stands first and names the finding.
  static let all = [
    CredentialShape("Anthropic key", "sk-ant-", .token(.token, least: 32)),
    CredentialShape("OpenRouter key", "sk-or-v1-", .token(.alphanumeric, least: 32)),
    CredentialShape("OpenAI project key", "sk-proj-", .token(.token, least: 32)),
    CredentialShape("OpenAI-style key", "sk-", .token(.token, least: 20)),
    CredentialShape("Stripe key", "sk_live_", .token(.alphanumeric, least: 20)),
    CredentialShape("Stripe key", "rk_live_", .token(.alphanumeric, least: 20)),
    CredentialShape("AWS access key id", "AKIA", .accessKeyID),
    CredentialShape("AWS access key id", "ASIA", .accessKeyID),
    CredentialShape("GitHub token", "ghp_", .token(.alphanumeric, least: 36)),
    CredentialShape("GitHub token", "gho_", .token(.alphanumeric, least: 36)),
    CredentialShape("GitHub token", "ghu_", .token(.alphanumeric, least: 36)),
    CredentialShape("GitHub token", "ghs_", .token(.alphanumeric, least: 36)),
    CredentialShape("GitHub token", "ghr_", .token(.alphanumeric, least: 36)),
    CredentialShape("GitHub token", "github_pat_", .token(.token, least: 40)),
    CredentialShape("GitLab token", "glpat-", .token(.token, least: 20)),
    CredentialShape("Slack token", "xoxb-", .token(.token, least: 24, stretch: 10)),
    CredentialShape("Slack token", "xoxa-", .token(.token, least: 24, stretch: 10)),
    CredentialShape("Slack token", "xoxp-", .token(.token, least: 24, stretch: 10)),
    CredentialShape("Slack token", "xoxr-", .token(.token, least: 24, stretch: 10)),
    CredentialShape("Slack token", "xoxs-", .token(.token, least: 24, stretch: 10)),
    CredentialShape("Google API key", "AIza", .token(.token, least: 35, stretch: 8)),
    CredentialShape("Google access token", "ya29.", .token(.token, least: 40)),
    CredentialShape("Hugging Face token", "hf_", .token(.alphanumeric, least: 30)),
    CredentialShape("Groq key", "gsk_", .token(.alphanumeric, least: 40)),
    CredentialShape("xAI key", "xai-", .token(.alphanumeric, least: 60)),
    CredentialShape("Perplexity key", "pplx-", .token(.alphanumeric, least: 40)),
    CredentialShape("NVIDIA key", "nvapi-", .token(.token, least: 60)),
    CredentialShape("Replicate token", "r8_", .token(.alphanumeric, least: 36)),
    CredentialShape("npm token", "npm_", .token(.alphanumeric, least: 36)),
    CredentialShape("PyPI token", "pypi-AgE", .token(.token, least: 50)),
    CredentialShape("JSON Web Token", "eyJ", .webToken),
    CredentialShape("private key", "-----BEGIN ", .privateKey),
    CredentialShape("bearer token", "Bearer ", .token(.bearer, least: 20)),
    CredentialShape("bearer token", "bearer ", .token(.bearer, least: 20)),
  ]
}

/// A set of bytes that answers in a few instructions.
struct ByteSet: Sendable {
  /// Tells the sets apart.
  let id: Int
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

  /// Creates a set of the bytes of a text.
  init(_ id: Int, _ text: String) {
    self.id = id
    for byte in text.utf8 {
      let bit: UInt64 = 1 << UInt64(byte & 63)
      switch byte >> 6 {
      case 0: words.0 |= bit
      case 1: words.1 |= bit
      case 2: words.2 |= bit
      default: words.3 |= bit
      }
    }
  }

  /// Whether a byte is in the set.
  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    return word >> UInt64(byte & 63) & 1 == 1
  }

  private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

  /// Letters and digits.
  static let alphanumeric = ByteSet(1, letters + "0123456789")
  /// What most credentials are made of.
  static let token = ByteSet(2, letters + "0123456789-_")
  /// What may follow `Bearer` (RFC 6750).
  static let bearer = ByteSet(3, letters + "0123456789-._~+/=")
  /// Standard base64.
  static let base64 = ByteSet(4, letters + "0123456789+/=")
  /// Upper-case base32, as access key ids of AWS are written.
  static let base32 = ByteSet(5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
}

/// Tells what was drawn by chance from words, placeholders and counting.
enum Randomness {
  /// How many bytes are looked at: enough to judge by, and a bound on the time.
  private static let window = 128

  /// Whether some bytes look drawn by chance.
  ///
  /// They must use eight different characters or more evenly enough (the inverse of the chance that
  /// two of them are equal), not count upwards or repeat themselves, and, where `stretch` is given,
  /// hold so long an unbroken stretch of letters and digits that has both or both cases.
  static func isRandom(_ bytes: UnsafeBufferPointer<UInt8>, stretch: Int?) -> Bool {
    let bytes = UnsafeBufferPointer(rebasing: bytes.prefix(window))
    return isEven(bytes) && !isSequence(bytes)
      && (stretch.map { hasStretch(bytes, atLeast: $0) } ?? true)
  }

  private static func isEven(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { counts in
      counts.initialize(repeating: 0)
      for byte in bytes { counts[Int(byte)] += 1 }
      var squares = 0
      for byte in bytes { squares += Int(counts[Int(byte)]) }
      return bytes.count * bytes.count >= 8 * squares
    }
  }

  private static func isSequence(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var steps = 0
    for index in bytes.indices.dropFirst() {
      let step = Int(bytes[index]) - Int(bytes[index - 1])
      if step == 0 || step == 1 { steps += 1 }
    }
    return 2 * steps >= bytes.count
  }

  private static func hasStretch(_ bytes: UnsafeBufferPointer<UInt8>, atLeast least: Int) -> Bool {
    var (digits, upper, lower) = (0, 0, 0)
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): upper += 1
      case UInt8(ascii: "a")...UInt8(ascii: "z"): lower += 1
      default: (digits, upper, lower) = (0, 0, 0)
      }
      let mixesDigits = digits >= 2 && upper + lower >= 2
      if digits + upper + lower >= least, mixesDigits || (upper >= 3 && lower >= 3) { return true }
    }
    return false
  }
}
