/// What is known about credentials, as data: one line each.
///
/// The columns: the vendor, what the credential is called, its shape, marks, and where the shape was
/// learnt. A shape is the text of a credential with runs in braces: a set of bytes and the fewest of
/// them (`{=set n}`: exactly so many), at the very start a run that must stand before the text;
/// `{@rule}` is a rule of ``CredentialContext``. `(a|b)` stands for either. The sets: `an` letters and
/// digits, `tok` these with `-` and `_`, `dot` these with a full stop, `b64` base64 of either
/// alphabet, `std` the standard one without padding, `sig` base64 with percent signs, `hex` and `HEX` lower-case and any hexadecimal digits,
/// `up` and `low` digits and letters of one case, `b32` base32, `bech` Bech32, `dig` digits, `ws`
/// white space, `bearer` what RFC 6750 allows, `name` the letters of a host or a path.
///
/// The marks: `i` the text is found in either case; `s10` a stretch of ten letters and digits must
/// stand unbroken in it, for texts that words could follow too; `n` letters alone are enough; `l`
/// masked loosely where a message is shown, as since the first version.
///
/// The decisions that hold for every line:
/// - A length is the fewest. Vendors lengthen their tokens, so a longer run is found as well; one
///   byte fewer is no credential of that vendor, and neither is a byte of another set within it.
/// - Placeholders (`sk-XXXX…`, `your-…`, counting up, few different letters) and whatever holds
///   the word EXAMPLE, as the keys of AWS's documentation do, are none.
/// - Checksums (GitHub, npm) are not asked for: a token with a slip of the pen still gives most of
///   a true one away, and costs one look where it is none.
/// - A text of four bytes or more that ends in `-` or `_` says enough to be found inside a word too;
///   any other one must not follow a letter or a digit.
/// - Keys without a shape of their own (Mistral, Cohere, Datadog, Heroku, Azure, …) are found by the
///   name that they are given to; see ``CredentialContext``.
///
/// The sources, all read 2026-11-30, for the facts and not the text:
/// - `first` the shapes of the first version of this table;
/// - `rules` gitleaks at b58d3f10 (2026-07-22); `leaks` betterleaks at 6381fa4 (2026-07-23);
/// - `hog` the detectors of trufflehog at 3ab759fe (2026-08-21);
/// - `nosey` Nosey Parker at 2e6e7f36 (2026-02-21); `fisher` Kingfisher at ee7c0db (2025-06-20);
/// - `sonar` the rules of sonar-text (S6718, S7007);
/// - `maker` the vendor itself: Microsoft's security-utilities at 036c67fa, the source of crates.io at
///   04fe1d28 and of PostHog at 030722fc, the documents of Aiven, Buildkite and Supabase;
/// - `format` a public format or protocol: AWS's and Google's signed URLs, cookies that frameworks
///   set, PEM, PuTTY, age and minisign files, RFC 3986, 6265, 7517 and 7617, connection strings.
enum CredentialTable {
  static let text = """
    Anthropic | key | sk-ant-{tok 32} | l | first
    OpenRouter | key | sk-or-v1-{an 32} | l | first
    OpenAI project | key | sk-proj-{tok 32} | l | first
    OpenAI | service account key | sk-(svcacct|admin|None)-{tok 32} | | rules
    LangSmith | key | lsv2_(pt|sk)_{hex 32}_{hex 10} | | hog
    Langfuse | key | sk-lf-{hex 8}-{hex 4}-{hex 4}-{hex 4}-{hex 12} | | hog
    OpenAI-style | key | sk-{tok 20} | l s16 | first
    Stripe | key | (sk|rk)_(live|test|prod)_{an 20} | l | first
    Stripe | webhook secret | whsec_{an 32} | | sonar
    AWS | access key id | (AKIA|ASIA|ABIA|ACCA){=b32 16} | n l | first
    AWS | Bedrock key | ABSK{b64 109} | | rules
    AWS | Bedrock key | bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{b64 20} | | rules
    GitHub | token | (ghp|gho|ghu|ghs|ghr)_{an 36} | l | first
    GitHub | token | github_pat_{tok 40} | l | first
    GitLab | token | glpat-{tok 20} | l | first
    GitLab | token | (gldt|glrt|glft|glsoat|glffct|glptt|glagent|gloas|glimt|glrtr)-{tok 20} | | rules
    GitLab | token | glcbt-{an 1}_{tok 20} | | rules
    GitLab | token | GR1348941{tok 20} | | rules
    GitLab | session cookie | _gitlab_session={low 32} | | rules
    Slack | token | xox(a|b|p|r|s|o|c|d)-{tok 24} | l s10 | first
    Slack | token | xoxe-{dig 1}-{an 32} | | rules
    Slack | token | xoxe.xox(b|p)-{dig 1}-{an 32} | | rules
    Slack | app token | xapp-{dig 1}-{up 8}-{dig 8}-{low 32} | | rules
    Slack | webhook | hooks.slack.com/(services|workflows|triggers)/{b64 40} | | rules
    Google | API key | AIza{tok 35} | l s8 | first
    Google | access token | ya29.{tok 40} | l | first
    Google | refresh token | 1//0{tok 40} | | nosey
    Google | client secret | GOCSPX-{tok 28} | | nosey
    Google | Gemini key | AQ.Ab{tok 45} | | leaks
    Hugging Face | token | hf_{an 30} | l | first
    Hugging Face | organization token | api_org_{an 34} | | rules
    Groq | key | gsk_{an 40} | l | first
    xAI | key | xai-{an 60} | l | first
    Perplexity | key | pplx-{an 40} | l | first
    NVIDIA | key | nvapi-{tok 60} | l | first
    Replicate | token | r8_{an 36} | l | first
    Together | key | tgp_v1_{tok 43} | | leaks
    Cerebras | key | csk-{low 48} | | leaks
    Jina | key | jina_{an 60} | | nosey
    Tavily | key | tvly-{tok 32} | | nosey
    Firecrawl | key | fc-{hex 32} | | nosey
    Pinecone | key | pcsk_{an 5}_{an 63} | | hog
    npm | token | npm_{an 36} | l | first
    PyPI | token | pypi-AgE{tok 50} | l | first
    RubyGems | key | rubygems_{hex 48} | | rules
    Clojars | token | CLOJARS_{low 60} | i | rules
    NuGet | key | oy2{low 43} | | maker
    crates.io | token | cio{=an 32} | | maker
    Docker | token | dckr_(pat|oat)_{tok 27} | | hog
    DigitalOcean | token | (dop|doo|dor)_v1_{hex 64} | | rules
    Databricks | token | dapi{hex 32} | | rules
    Dynatrace | token | dt0c01.{an 24}.{an 64} | | rules
    Doppler | token | dp.(pt|st|ct|sa|scim|audit).{an 40} | | rules
    Duffel | token | duffel_(test|live)_{tok 43} | | rules
    EasyPost | key | (EZAK|EZTK){an 54} | | rules
    Flutterwave | key | FLWSECK_TEST-{an 32}-X | | rules
    Flutterwave | key | FLWSECK-{an 32}-X | | hog
    Fly.io | token | fo1_{tok 43} | | rules
    Fly.io | token | (fm1r|fm1a|fm2)_{b64 100} | | rules
    Frame.io | token | fio-u-{tok 64} | | rules
    Facebook | access token | EAA(A|B|C|D|G|M|E|F){an 80} | | rules
    Grafana | key | eyJrIjoi{b64 70} | | rules
    Grafana | cloud token | glc_{b64 32} | | rules
    Grafana | service token | glsa_{an 32}_{HEX 8} | | rules
    Harness | key | (pat|sat).{tok 22}.{an 24}.{an 20} | | rules
    HashiCorp | Terraform token | {an 14}.atlasv1.{tok 60} | | rules
    HashiCorp | Vault token | hvs.{tok 24} | | rules
    HashiCorp | Vault token | hvb.{tok 100} | | rules
    HashiCorp | Vault token | hvr.{tok 24} | | nosey
    Heroku | key | HRKU-{tok 36} | | rules
    Infracost | token | ico-{an 32} | | rules
    Intra42 | secret | s-s4t2(ud|af)-{hex 64} | | rules
    JFrog | key | AKCp{an 69} | | rules
    JFrog | reference token | cmVmdGtuO{b64 50} | | rules
    Linear | key | lin_(api|oauth)_{an 40} | | rules
    LaunchDarkly | key | (api|sdk)-{hex 8}-{hex 4}-{hex 4}-{hex 4}-{hex 12} | | hog
    Lob | key | (live|test)_{hex 35} | | rules
    GoCardless | token | (live|sandbox)_{tok 40} | s16 | rules
    Mailchimp | key | {hex 32}-us{dig 1} | | rules
    Mailgun | key | key-{hex 32} | | rules
    Mapbox | token | (sk|tk).eyJ{tok 50}.{tok 20} | | fisher
    MaxMind | license key | {an 29}_mmk | | rules
    MessageBird | key | AccessKey {an 25} | s16 | rules
    Microsoft Teams | webhook | .webhook.office.com/webhookb2/{tok 36}@{tok 36}/IncomingWebhook/{an 32} | | rules
    Azure | client secret | {dot 3}(0|1|2|3|4|5|6|7|8|9)Q~{dot 31} | | rules
    Azure | function key | {tok 44}AzFu{tok 6} | | maker
    Azure | storage key | {std 76}+ASt{std 6}== | | maker
    Azure | Batch key | {std 76}+ABa{std 6}== | | maker
    Azure | Cosmos DB key | {std 76}ACDb{std 6}== | | maker
    Azure | API Management key | {std 76}APIM{std 6}== | | maker
    Azure | messaging key | {std 33}+(ARm|AEh|ASb){std 6}= | | maker
    Azure | IoT key | {std 33}AIoT{std 6}= | | maker
    Azure | Redis key | {std 33}AzCa{std 6}= | | maker
    Azure | search key | {an 42}AzSe{an 6} | | maker
    Azure | container registry key | {std 42}+ACR{an 6} | | maker
    Azure | OpenAI key | {an 52}JQQJ99{an 26} | | nosey
    New Relic | key | (NRAK|NRII|NRRA|NRSP)-{tok 27} | | rules
    New Relic | browser key | NRJS-{hex 19} | | rules
    Notion | token | ntn_{an 40} | | rules
    Notion | token | secret_{an 43} | | hog
    Octopus | key | API-{up 26} | | rules
    Okta | token | SSWS {tok 40} | | hog
    1Password | secret key | A3-{up 6}-{up 6}-{up 5}-{up 5}-{up 5} | | rules
    1Password | secret key | A3-{up 6}-{up 11}-{up 5}-{up 5}-{up 5} | | rules
    1Password | service token | ops_eyJ{b64 200} | | rules
    OpenShift | token | sha256~{tok 43} | | rules
    PlanetScale | token | pscale_(tkn|oauth|pw)_{dot 32} | | rules
    Plaid | access token | access-(sandbox|development|production)-{hex 8}-{hex 4}-{hex 4}-{hex 4}-{hex 12} | | rules
    PostHog | key | phx_{an 40} | | maker
    Postman | key | PMAK-{hex 24}-{hex 34} | | rules
    Prefect | key | (pnu|pnb)_{an 36} | | rules
    Pulumi | token | pul-{hex 40} | | rules
    ReadMe | key | rdme_{low 70} | | rules
    Render | key | rnd_{an 28} | | leaks
    Scalingo | token | tk-us-{tok 48} | | rules
    SendGrid | key | SG.{tok 20}.{tok 40} | | rules
    Brevo | key | xkeysib-{hex 64}-{an 16} | | rules
    Sentry | token | sntrys_eyJ{b64 60} | | rules
    Sentry | token | (sntryu|sntrya|sntryi)_{hex 64} | | rules
    SettleMint | token | sm_(aat|pat|sat)_{an 16} | | rules
    Shippo | token | shippo_(live|test)_{HEX 40} | | rules
    Shopify | token | (shpat|shpca|shppa|shpss|shprt|shptka)_{HEX 32} | | rules
    SonarQube | token | (squ|sqp|sqa)_{hex 40} | | rules
    Sourcegraph | token | sgp_{HEX 40} | | rules
    Sourcegraph | token | sgp_{HEX 16}_{HEX 40} | | rules
    Sourcegraph | token | (sgp_local|slk|sgd)_{HEX 40} | | rules
    Square | token | EAAA{tok 60} | | rules
    Square | token | (sq0atp|sq0csp)-{tok 22} | | rules
    Supabase | key | sb_secret_{tok 31} | | maker
    Supabase | token | sbp_{low 40} | | hog
    Telegram | bot token | {dig 8}:AA{tok 33} | | rules
    Discord | bot token | (MT|Mj|Mz|ND|NT|Nj|Nz|OD|OT)(A|E|I|M|Q|U|Y|c|g|k){an 20}.{tok 6}.{tok 27} | | hog
    Discord | webhook | (discord|discordapp).com/api/webhooks/{dig 17}/{tok 60} | | hog
    Twilio | key | SK(0|1|2|3|4|5|6|7|8|9|a|b|c|d|e|f){hex 31} | | rules
    Typeform | token | tfp_{dot 59} | | rules
    Dropbox | token | sl.{tok 100} | | rules
    Adobe | client secret | p8e-{tok 32} | | rules
    Airtable | token | pat{an 14}.{hex 64} | | rules
    Alibaba | access key | LTAI{an 17} | | rules
    Tencent | secret id | AKID{an 32} | | sonar
    Atlassian | token | ATATT3{tok 100} | | rules
    Atlassian | token | ATCTT3{tok 24} | | hog
    Atlassian | Bitbucket password | ATBB{an 32} | | nosey
    Authress | key | (sc|ext|scauth|authress)_{low 5}.{low 4}.acc_{low 10}.{b64 30} | | rules
    ClickHouse | key | 4b1d{=an 38} | | rules
    Cloudflare | origin key | v1.0-{hex 24}-{hex 146} | | rules
    CircleCI | token | CCIPAT_{an 22}_{hex 40} | | hog
    Contentful | token | CFPAT-{tok 43} | | hog
    Buildkite | token | bkua_{low 40} | | maker
    Buildkite | token | (bkaa|bkaj|bkar|bkct|bkpt|bkpat|bkps)_{tok 54} | | leaks
    Figma | token | (figd|figp|figu|figo)_{tok 38} | | hog
    HubSpot | token | pat-(na1|eu1)-{hex 8}-{hex 4}-{hex 4}-{hex 4}-{hex 12} | | hog
    Netlify | token | nfp_{an 36} | | hog
    Neon | key | napi_{an 64} | | leaks
    Vercel | token | (vcp|vci|vca|vcr|vck)_{tok 56} | | leaks
    Weights & Biases | key | wandb_v1_{tok 77} | | leaks
    Tailscale | key | tskey-(auth|api|client|scim|webhook)-{an 10}-{an 20} | | hog
    Defined Networking | token | dnkey-{tok 60} | | rules
    Yandex | key | AQVN{tok 35} | | rules
    Yandex | token | t1.{b64 20}.{tok 86} | | rules
    Aiven | token | aivenv1 {b64 60} | | maker
    age | secret key | AGE-SECRET-KEY-1{bech 58} | i | rules
    age | secret key | AGE-SECRET-KEY-PQ-1{bech 58} | i | format
    PuTTY | private key | Private-Lines: {dig 1}{ws 1}{b64 40} | | format
    minisign | secret key | RWRTY0Iy{b64 60} | | format
    signed URL | signature of S3 | X-Amz-Signature={hex 64} | i | format
    signed URL | security token of S3 | X-Amz-Security-Token={sig 60} | i | format
    signed URL | signature of Google Cloud Storage | X-Goog-Signature={HEX 64} | i | format
    signed URL | signature of Azure | sig={sig 43} | | format
    signed URL | signature | Signature={sig 27} | | format
    cookie | session | (PHPSESSID|JSESSIONID|sessionid|connect.sid|laravel_session)={sig 20} | i | format
    cookie | session | ASP.NET_SessionId={low 24} | i | format
    cookie | session | .AspNetCore.{name 6}={sig 40} | i | format
    private | key | -----BEGIN {@privateKey} | l | first
    private | key | ---- BEGIN {@privateKey} | | format
    private | key, in base64 | LS0tLS1CRUdJTi{@privateKeyInBase64} | | rules
    JSON Web | Token | eyJ{@webToken} | l | first
    JSON Web | Token, in base64 | ZXlK{b64 60} | | rules
    JSON Web | private key | "d"{@webKey} | | format
    JSON Web | secret key | "k"{@webKey} | | format
    bearer | token | Bearer {bearer 20} | i s16 l | first
    basic | authorization | Basic {@basic} | i | format
    credential | in a URL | ://{@userInfo} | | format
    session | cookie | cookie{@cookie} | i | format
    password | in a connection string | password{@password} | i | format
    password | in a connection string | passwd{@password} | i | format
    password | in a connection string | pwd{@password} | i | format
    value | of a key | key{@assignment} | i | rules
    value | of a token | token{@assignment} | i | rules
    value | of a secret | secret{@assignment} | i | rules
    value | of a credential | credential{@assignment} | i | rules
    value | of an authorization | authorization{@assignment} | i | rules
    value | of a password | password{@assignment} | i | rules
    value | of a passphrase | passphrase{@assignment} | i | rules
    """
}
