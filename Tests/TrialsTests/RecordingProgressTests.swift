import Analysis
import ModelAPI
import RecordReplay
import ScoreSheets
import Statistics
import Sweeps
import Testing
import Trials

@Suite("The progress line")
struct RecordingProgressTests {
  private func moment(
    calls: Int, tokens: Int = 0, dollars: String = "0", retried: Int = 0, throttled: Int = 0
  ) -> RecordingProgress.Moment {
    var counts = RecordingCounts()
    counts.calls = calls
    counts.inFlight = 3
    return RecordingProgress.Moment(
      counts: counts, retried: retried, throttled: throttled,
      spent: Expense(calls: calls, tokens: tokens, money: Money(dollars: dollars)))
  }

  @Test("says what is done, in flight, retried, throttled, spent, projected and left")
  func line() {
    var progress = RecordingProgress(total: 100)
    // What was on tape ends at once and tells nothing of the rest.
    for _ in 0..<40 { progress.trialEnded(failed: false) }
    #expect(progress.line(moment(calls: 0), elapsed: .seconds(1)).hasPrefix("40/100 trials"))
    progress.trialEnded(failed: false)
    #expect(progress.line(moment(calls: 1), elapsed: .seconds(2)).hasSuffix("about 59 s left"))
    for _ in 0..<9 { progress.trialEnded(failed: false) }
    for _ in 0..<2 { progress.trialEnded(failed: true) }
    let line = progress.line(
      moment(calls: 30, tokens: 1_200, dollars: "0.6", retried: 5, throttled: 4),
      elapsed: .seconds(62))
    #expect(
      line == "50/100 trials · 30 calls · 0 runs · 0 on tape · 3 in flight · 5 retried"
        + " · 4 throttled · 2 failed · 1200 tokens (about 6000 in all)"
        + " · $0.6000 (about $3.0000 in all) · 29 calls/min · about 4 min left")
  }

  @Test("fits the columns of a terminal: what matters least goes first, done and left stay")
  func fits() {
    for width in 1...220 {
      var progress = RecordingProgress(total: 14_000)
      _ = progress.line(moment(calls: 0), elapsed: .zero)
      for _ in 0..<9_000 { progress.trialEnded(failed: false) }
      progress.trialEnded(failed: true)
      progress.trialCancelled()
      var now = moment(
        calls: 31_000, tokens: 12_000_000, dollars: "36.6", retried: 512, throttled: 401)
      now.counts.inFlight = 64
      now.waiting = 60
      now.reason = "the server asked for it by HTTP 429"
      let line = progress.line(now, elapsed: .seconds(4_000), width: width)
      #expect(line.count <= width)
      if width >= 80 {
        for part in ["9000/14000 trials", "4 in flight · 60 waiting", "1 failed", "left"] {
          #expect(line.contains(part), "\(width): \(line)")
        }
      }
    }
    var progress = RecordingProgress(total: 10)
    progress.trialCancelled()
    #expect(progress.line(moment(calls: 3), elapsed: .seconds(1)).contains("1 called off"))
    #expect(progress.ended == 1)
  }

  @Test("guesses nothing before there is anything to guess from, and nothing at the end")
  func noGuess() {
    var progress = RecordingProgress(total: 2)
    #expect(!progress.line(moment(calls: 0), elapsed: .zero).contains("left"))
    for _ in 0..<2 { progress.trialEnded(failed: false) }
    let line = progress.line(moment(calls: 2, tokens: 30), elapsed: .seconds(5))
    #expect(!line.contains("left") && line.contains("30 tokens") && !line.contains("in all"))
    #expect(progress.isComplete)
  }
}
