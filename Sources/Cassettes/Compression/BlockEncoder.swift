import CLZ4

/// Encodes LZ4 blocks at the level of sealing, the same bytes on every machine.
///
/// Level 12 gives the same bytes with every liblz4 since 1.9.2, with a dictionary too.
final class BlockEncoder {
  private static let level: Int32 = 12

  private let state: OpaqueState
  private let primed: OpaqueState?

  /// Creates an encoder whose blocks may refer to this dictionary.
  init(dictionary: [UInt8] = []) {
    state = OpaqueState(dictionary: [])
    primed = dictionary.isEmpty ? nil : OpaqueState(dictionary: dictionary)
  }

  /// Encodes some bytes; bytes that LZ4 cannot shrink come back as they are.
  func encode(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 1 else { return bytes }
    let bound = Int(LZ4_compressBound(Int32(bytes.count)))
    let block = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
      let written = bytes.withUnsafeBytes {
        compress($0, into: UnsafeMutableRawBufferPointer(output))
      }
      count = max(0, Int(written))
    }
    return block.isEmpty || block.count >= bytes.count ? bytes : block
  }

  private func compress(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Int32 {
    let source = input.baseAddress?.assumingMemoryBound(to: CChar.self)
    let target = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    let size = Int32(input.count)
    let capacity = Int32(output.count)
    guard let primed else {
      return LZ4_compress_HC_extStateHC(
        state.memory.baseAddress, source, target, size, capacity, Self.level)
    }
    // Loading a dictionary costs more than copying the state into which it was loaded.
    state.memory.copyMemory(from: UnsafeRawBufferPointer(primed.memory))
    return LZ4_compress_HC_continue(state.stream, source, target, size, capacity)
  }

  /// The memory of one LZ4 stream and of the dictionary to which it points.
  private final class OpaqueState {
    let memory: UnsafeMutableRawBufferPointer
    private let dictionary: UnsafeMutableRawBufferPointer

    init(dictionary bytes: [UInt8]) {
      memory = .allocate(byteCount: Int(LZ4_sizeofStateHC()), alignment: 16)
      dictionary = .allocate(byteCount: bytes.count, alignment: 16)
      dictionary.copyBytes(from: bytes)
      memory.initializeMemory(as: UInt8.self, repeating: 0)
      LZ4_initStreamHC(memory.baseAddress, memory.count)
      guard !bytes.isEmpty else { return }
      LZ4_resetStreamHC_fast(stream, BlockEncoder.level)
      LZ4_loadDictHC(
        stream, dictionary.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
    }

    deinit {
      memory.deallocate()
      dictionary.deallocate()
    }

    var stream: UnsafeMutablePointer<LZ4_streamHC_t>? {
      memory.baseAddress?.assumingMemoryBound(to: LZ4_streamHC_t.self)
    }
  }
}

/// Encodes one LZ4 block quickly, for a journal: any machine may give other bytes.
func encodedQuickly(_ bytes: [UInt8]) -> [UInt8] {
  guard bytes.count > 1 else { return bytes }
  let bound = Int(LZ4_compressBound(Int32(bytes.count)))
  let block = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
    let target = UnsafeMutableRawBufferPointer(output).baseAddress
    let written = bytes.withUnsafeBytes {
      LZ4_compress_default(
        $0.baseAddress?.assumingMemoryBound(to: CChar.self),
        target?.assumingMemoryBound(to: CChar.self), Int32($0.count), Int32(bound))
    }
    count = max(0, Int(written))
  }
  return block.isEmpty || block.count >= bytes.count ? bytes : block
}
