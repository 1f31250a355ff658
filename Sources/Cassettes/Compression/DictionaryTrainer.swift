/// Chooses the dictionary of a cassette from its own results, the same on every machine.
///
/// Runs of eight bytes count by the number of results that hold them. The results in order are cut
/// into as many stretches as the dictionary has segments, and each stretch gives the segment whose
/// runs count most. The best segments come last, where LZ4 reaches them from farthest.
struct DictionaryTrainer {
  private static let gram = 8
  private static let segment = 128
  /// The smallest amount of results, in bytes, that is worth a dictionary.
  static let threshold = 256 << 10
  /// The smallest number of results that is worth one.
  private static let fewest = 64
  /// A dictionary may take this part of its results.
  private static let share = 32
  private static let tableBits = 20

  /// How many results hold a run, and which result held it last; by a hash of the run.
  private var counts = [UInt32](repeating: 0, count: 1 << tableBits)
  private var latest = [UInt32](repeating: .max, count: 1 << tableBits)

  /// The dictionary for some results in the order of their slots; empty where none pays.
  ///
  /// - Parameters:
  ///   - least: The smallest amount of results, in bytes, that is worth one.
  ///   - blocks: What is encoded with it, to judge whether it pays; the results where each is encoded
  ///     by itself.
  static func dictionary(
    for results: [[UInt8]], least: Int = threshold, blocks: [[UInt8]]? = nil
  ) -> [UInt8] {
    let total = results.reduce(0) { $0 + $1.count }
    guard total >= least, results.count >= fewest else { return [] }
    let size = min(CassetteFormat.maximumDictionary, total / share)
    var trainer = DictionaryTrainer()
    for (number, result) in results.enumerated() {
      trainer.count(result, number: UInt32(truncatingIfNeeded: number))
    }
    var all: [UInt8] = []
    all.reserveCapacity(total)
    for result in results { all += result }
    let dictionary = trainer.choose(size / segment, from: all)
    return pays(dictionary, for: blocks ?? results) ? dictionary : []
  }

  /// Whether a dictionary saves more than it costs, judged by every so many-th result.
  private static func pays(_ dictionary: [UInt8], for results: [[UInt8]]) -> Bool {
    let step = max(1, results.count / 256)
    let plain = BlockEncoder()
    let primed = BlockEncoder(dictionary: dictionary)
    var saved = 0
    for index in stride(from: 0, to: results.count, by: step) {
      saved += plain.encode(results[index]).count - primed.encode(results[index]).count
    }
    return saved * step > plain.encode(dictionary).count
  }

  private mutating func count(_ result: [UInt8], number: UInt32) {
    result.withUnsafeBytes { bytes in
      for offset in Self.runs(bytes.count) {
        let place = Self.place(bytes, offset)
        if latest[place] != number {
          latest[place] = number
          counts[place] &+= 1
        }
      }
    }
  }

  private mutating func choose(_ wanted: Int, from bytes: [UInt8]) -> [UInt8] {
    guard wanted > 0, bytes.count >= wanted * Self.segment else { return [] }
    let stretch = bytes.count / wanted
    var chosen: [(score: UInt64, start: Int)] = []
    bytes.withUnsafeBytes { raw in
      for number in 0..<wanted {
        let best = best(in: raw, from: number * stretch, to: (number + 1) * stretch)
        guard best.score > 0 else { continue }
        chosen.append(best)
        // What is in the dictionary need not come in again.
        for offset in best.start...(best.start + Self.segment - Self.gram) {
          counts[Self.place(raw, offset)] = 0
        }
      }
    }
    chosen.sort { ($0.score, $0.start) < ($1.score, $1.start) }
    return chosen.flatMap { bytes[$0.start..<$0.start + Self.segment] }
  }

  /// The segment of a stretch whose runs count most; the first of equals.
  private func best(
    in bytes: UnsafeRawBufferPointer, from start: Int, to end: Int
  ) -> (score: UInt64, start: Int) {
    let runs = Self.segment - Self.gram + 1
    var score: UInt64 = 0
    var best: (score: UInt64, start: Int) = (0, start)
    for offset in start...(end - Self.gram) {
      score += worth(bytes, offset)
      if offset - start >= runs { score -= worth(bytes, offset - runs) }
      if offset - start >= runs - 1, score > best.score { best = (score, offset - runs + 1) }
    }
    return best
  }

  /// What a run is worth: nothing unless a second result holds it.
  private func worth(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    let count = counts[Self.place(bytes, offset)]
    return count > 1 ? UInt64(count) : 0
  }

  private static func runs(_ count: Int) -> Range<Int> { 0..<max(0, count - gram + 1) }

  private static func place(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Int {
    let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    return Int((word &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 - tableBits))
  }
}
