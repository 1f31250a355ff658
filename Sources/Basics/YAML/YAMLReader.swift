import CYAML

extension YAMLNode {
  /// The deepest nesting that is read.
  private static let maximumDepth = 1000

  /// The root of the one document in a text; `nil` where there is none.
  ///
  /// An alias is the node of its anchor, so that a few lines can mean a tree of billions of nodes:
  /// whoever walks all of it refuses anchors first.
  package static func root(of text: String) throws(YAMLFault) -> YAMLNode? {
    try Array(text.utf8).withUnsafeBufferPointer { bytes throws(YAMLFault) in
      var composer = try Composer(bytes)
      return try composer.root()
    }
  }

  /// Makes nodes of the events that libyaml reads.
  private struct Composer: ~Copyable {
    private enum Event {
      case alias(String)
      case scalar(Scalar)
      case sequenceStart
      case mappingStart
      /// The end of a sequence or of a mapping.
      case end
      case streamEnd
      /// What holds nothing: the beginnings and ends of documents, the beginning of the stream.
      case other
    }

    /// An event with what its node is called and where it stands.
    private struct Place {
      var event: Event
      var tag: String?
      var anchor: String?
      var line: Int
      var column: Int
    }

    // The parser holds pointers to itself and must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let bytes: UnsafeBufferPointer<UInt8>
    private var anchors: [String: YAMLNode] = [:]

    /// - Parameter bytes: Valid UTF-8, which outlives the composer.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLFault) {
      let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
      guard yaml_parser_initialize(parser) == 1 else {
        parser.deallocate()
        throw .memory
      }
      self.parser = parser
      self.bytes = bytes
      yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
      yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
      yaml_parser_delete(parser)
      parser.deallocate()
    }

    mutating func root() throws(YAMLFault) -> YAMLNode? {
      _ = try next()
      if case .streamEnd = try next().event { return nil }
      let root = try node(at: try next(), depth: 0)
      _ = try next()
      let last = try next()
      guard case .streamEnd = last.event else {
        throw .syntax("but found another document", line: last.line, column: last.column)
      }
      return root
    }

    private mutating func node(at place: Place, depth: Int) throws(YAMLFault) -> YAMLNode {
      guard depth < YAMLNode.maximumDepth else {
        throw .syntax(
          "nested deeper than \(YAMLNode.maximumDepth) levels", line: place.line,
          column: place.column)
      }
      let content: Content
      switch place.event {
      case .alias(let name):
        guard let node = anchors[name] else {
          throw .syntax("found undefined alias", line: place.line, column: place.column)
        }
        return node
      case .scalar(let scalar): content = .scalar(scalar)
      case .sequenceStart: content = .sequence(try sequence(depth: depth + 1))
      case .mappingStart: content = .mapping(try mapping(depth: depth + 1))
      case .end, .streamEnd, .other:
        preconditionFailure("libyaml gave an event that begins no node where a node begins")
      }
      let node = YAMLNode(content, tag: place.tag, line: place.line)
      if let anchor = place.anchor { anchors[anchor] = node }
      return node
    }

    private mutating func sequence(depth: Int) throws(YAMLFault) -> [YAMLNode] {
      var nodes: [YAMLNode] = []
      while true {
        let place = try next()
        if case .end = place.event { return nodes }
        nodes.append(try node(at: place, depth: depth))
      }
    }

    private mutating func mapping(depth: Int) throws(YAMLFault) -> [Pair] {
      var pairs: [Pair] = []
      var lines: [String: Int] = [:]
      var twice: [(name: String, line: Int)] = []
      while true {
        let place = try next()
        if case .end = place.event { break }
        let key = try node(at: place, depth: depth)
        if let name = key.scalar?.text {
          if let line = lines[name] {
            twice.append((name, line))
          } else {
            lines[name] = place.line
          }
        }
        pairs.append(Pair(key: key, value: try node(at: try next(), depth: depth)))
      }
      // Of several that stand twice the first in the order of their names is told.
      if let (name, line) = twice.min(by: { $0.name < $1.name }) {
        throw .duplicateKey(name, line: line)
      }
      return pairs
    }

    private mutating func next() throws(YAMLFault) -> Place {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
      defer { yaml_event_delete(&event) }
      var place = Place(
        event: .other, line: event.start_mark.line + 1, column: event.start_mark.column + 1)
      switch event.type {
      case YAML_ALIAS_EVENT:
        guard let anchor = Self.text(event.data.alias.anchor) else {
          preconditionFailure("libyaml gave an alias of nothing")
        }
        place.event = .alias(anchor)
      case YAML_SCALAR_EVENT:
        let scalar = event.data.scalar
        let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        place.event = .scalar(
          Scalar(
            text: String(decoding: text, as: UTF8.self),
            isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE))
        (place.tag, place.anchor) = (Self.text(scalar.tag), Self.text(scalar.anchor))
      case YAML_SEQUENCE_START_EVENT:
        let start = event.data.sequence_start
        place.event = .sequenceStart
        (place.tag, place.anchor) = (Self.text(start.tag), Self.text(start.anchor))
      case YAML_MAPPING_START_EVENT:
        let start = event.data.mapping_start
        place.event = .mappingStart
        (place.tag, place.anchor) = (Self.text(start.tag), Self.text(start.anchor))
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: place.event = .end
      case YAML_STREAM_END_EVENT: place.event = .streamEnd
      default: break
      }
      return place
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
      pointer.map { String(decodingCString: $0, as: UTF8.self) }
    }

    private func fault() -> YAMLFault {
      let parser = parser.pointee
      guard parser.error != YAML_MEMORY_ERROR, let problem = parser.problem else { return .memory }
      let text = String(cString: problem)
      guard parser.error == YAML_READER_ERROR else {
        return .syntax(
          text, line: parser.problem_mark.line + 1, column: parser.problem_mark.column + 1)
      }
      let before = String(decoding: bytes.prefix(parser.problem_offset), as: UTF8.self)
      return .character(text, line: before.count(where: \.isNewline) + 1)
    }
  }
}
