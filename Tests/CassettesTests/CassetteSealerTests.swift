import Basics
import Cassettes
import Foundation
import TestSupport
import Testing

@testable import struct Cassettes.MerkleTree

@Suite("Sealing")
struct CassetteSealerTests {
  @Test("gives the same bytes for the same exchanges in any order")
  func order() throws {
    let exchanges = Samples.exchanges(700, words: 120)
    let image = try CassetteSealer.seal(exchanges, as: .one)
    for seed in 1...5 {
      var random = SeededNumbers(UInt64(seed))
      let shuffled = exchanges.shuffled(using: &random)
      #expect(try CassetteSealer.seal(shuffled, as: .one).bytes == image.bytes)
    }
  }

  @Test("gives the same bytes for overlapping shards, whichever trial recorded first")
  func shards() throws {
    let exchanges = Samples.exchanges(120)
    let image = try CassetteSealer.seal(exchanges, as: .one)
    var later = exchanges[20..<80].map { $0 }
    for index in later.indices { later[index].scope += "/later" }
    #expect(try CassetteSealer.seal(later + exchanges + later, as: .one).bytes == image.bytes)
  }

  @Test("gives a root that names everything: slot, kind, request, result, scope, provenance")
  func rootNamesEverything() throws {
    let exchanges = Samples.exchanges(12)
    let root = try CassetteSealer.seal(exchanges, as: .one).root
    let changes: [(inout Exchange) -> Void] = [
      { $0.slot.sample += 50 }, { $0.slot.ordinal += 50 }, { $0.slot.action = .sha256("other") },
      { $0.kind = $0.kind == .completion ? .execution : .completion }, { $0.request.append(0) },
      { $0.result.append(0) }, { $0.scope += "x" }, { $0.provenance.append(0) },
    ]
    var roots: Set<Digest> = [root]
    for change in changes {
      var changed = exchanges
      change(&changed[5])
      roots.insert(try CassetteSealer.seal(changed, as: .one).root)
    }
    #expect(roots.count == changes.count + 1)
  }

  @Test("refuses two results for one slot and names the slot")
  func conflict() throws {
    let exchanges = Samples.exchanges(5)
    var other = exchanges[3]
    other.result.append(33)
    let error = cassetteError { () throws(CassetteError) in
      try CassetteSealer.seal(exchanges + [other], as: .one)
    }
    #expect(error?.code == .conflict)
    #expect(error?.message.contains(other.slot.description) == true)
  }

  @Test("refuses content beyond the bounds of the format")
  func bounds() throws {
    var exchange = Samples.exchanges(1)[0]
    exchange.result = Array(repeating: 0, count: 16 << 20)
    #expect(try CassetteSealer.seal([exchange], as: .one).entryCount == 1)
    exchange.result.append(0)
    #expect(
      cassetteError { () throws(CassetteError) in
        try CassetteSealer.seal([exchange], as: .one)
      }?.code == .tooLarge)
  }

  @Test("compresses recorded text well below its size")
  func size() throws {
    let image = try CassetteSealer.seal(Samples.exchanges(1_500, words: 240), as: .one)
    #expect(image.bytes.count < image.rawByteCount * 6 / 10)
  }

  @Test("leaves no trace of one exchange in the unused bytes of another's file")
  func noResidue() throws {
    // A b-tree page that is split keeps old bytes in its gap unless they are zeroed.
    let secret = Array("an-unrepeatable-marker-".utf8)
    var exchanges = Samples.exchanges(400)
    exchanges[7].scope = "only-here"
    exchanges[7].result = secret
    let bytes = try CassetteSealer.seal(exchanges, as: .one).bytes
    #expect(occurrences(of: secret, in: bytes) == 1)
  }

  @Test("takes the Merkle root of RFC 6962")
  func merkle() {
    // The test vectors of the certificate-transparency project: leaves in hexadecimal, then roots.
    let leaves = [
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
      "606162636465666768696a6b6c6d6e6f",
    ]
    let roots = [
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    var tree = MerkleTree()
    #expect(tree.root.hex == roots[0])
    for (leaf, root) in zip(leaves, roots.dropFirst()) {
      tree.append(MerkleTree.leaf(Hexadecimal.decode(leaf) ?? []))
      #expect(tree.root.hex == root)
    }
  }

  private func occurrences(of needle: [UInt8], in bytes: [UInt8]) -> Int {
    let data = Data(bytes)
    var count = 0
    var start = data.startIndex
    while let range = data.range(of: Data(needle), in: start..<data.endIndex) {
      count += 1
      start = range.upperBound
    }
    return count
  }
}
