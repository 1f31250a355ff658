import RecordReplay
import Sweeps
import Testing

@Suite("The shards of a plan")
struct ShardTests {
  private static let yaml = """
    version: 1
    models:
      one: { model: same, parameters: { temperature: 0 }, access: { base-url: http://127.0.0.1:9/v1 } }
      two: { model: same, parameters: { temperature: 0 }, access: { base-url: http://127.0.0.1:9/v1 } }
      three: { model: same, parameters: { temperature: 1 }, access: { base-url: http://127.0.0.1:9/v1 } }
    methods: [all-text, all-code, code-text-summary, all-code@2]
    tasks: [number-multiplying, navigate]
    questions: { per-task: 4 }
    samples: 2
    """

  @Test("Every trial is in exactly one shard, and those that may ask the same are in the same one")
  func partition() throws {
    let bench = try PlannedSweep(Self.yaml)
    for count in [1, 2, 3, 16, 100] {
      var all: [Int] = []
      for shard in Shard.all(of: count) {
        let trials = bench.plan.recordingOrder(of: shard)
        #expect(trials.allSatisfy { bench.plan.shard(of: $0, among: count) == shard })
        all += trials
      }
      #expect(all.sorted() == Array(0..<bench.plan.count))
    }
    // Methods share calls, and so do two names of one endpoint; other parameters make other calls.
    var shards: [String: Set<Shard>] = [:]
    for index in 0..<bench.plan.count {
      let trial = bench.plan[index].id
      let endpoint = trial.model == "three" ? "other" : "same"
      let shard = try #require(bench.plan.shard(of: index, among: 100))
      shards["\(endpoint)/\(trial.question)/\(trial.sample)", default: []].insert(shard)
    }
    #expect(shards.values.allSatisfy { $0.count == 1 })
    #expect(Set(shards.values).count > 20)
  }

  @Test("A trial stays in its shard when the sweep grows by methods and tasks")
  func stable() throws {
    let large = try PlannedSweep(Self.yaml)
    let small = try PlannedSweep(
      Self.yaml.replacing("all-text, all-code, ", with: "").replacing(", navigate", with: ""))
    var places: [TrialID: Shard?] = [:]
    for index in 0..<large.plan.count {
      places[large.plan[index].id] = large.plan.shard(of: index, among: 7)
    }
    for index in 0..<small.plan.count {
      #expect(places[small.plan[index].id] == small.plan.shard(of: index, among: 7))
    }
  }
}
