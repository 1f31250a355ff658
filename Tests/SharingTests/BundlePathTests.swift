import Sharing
import Testing

@Suite("The place of a file in a bundle")
struct BundlePathTests {
  @Test(
    "A path that could lead out, or mean two things, is none",
    arguments: [
      "", "/", "/etc/passwd", "..", "../x", "a/../b", "a/..", "a//b", "a/", "/a", "./a", "a/./b",
      ".",
      ".hidden", "a/.git/config", "a\\b", "a b", "a\0b", "a\nb", "C:x", "ä", "~root", "-x/\u{202e}",
      "a/b/c/d/e/f/g/h/i", String(repeating: "a", count: 101),
    ])
  func refused(_ text: String) {
    #expect(BundlePath(text) == nil)
  }

  @Test("Paths of sweeps, prompts and questions are paths")
  func accepted() throws {
    for text in [
      "cassettes/smollm2-135m/98362ed0bb139627.cas", "Tasks/prompts/all-code.txt",
      "Tasks/game24/questions.jsonl", "cassettes/qwen2.5-coder-0.5b/sweep.yaml", "-x",
    ] {
      #expect(try #require(BundlePath(text)).text == text)
    }
    let folder = try #require(BundlePath("cassettes/sweep"))
    #expect(folder.appending("INDEX")?.text == "cassettes/sweep/INDEX")
    #expect(folder.appending("../INDEX") == nil)
    #expect(folder.name == "sweep")
  }
}
