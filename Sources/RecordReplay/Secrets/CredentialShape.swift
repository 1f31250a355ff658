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
