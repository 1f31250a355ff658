/// How a table fits a terminal: which columns stand together, how wide each is, and how its head is
/// broken.
///
/// Heads are broken before columns are parted. Columns that do not fit beside the others follow in a
/// block of their own, with the columns that name the rows repeated.
struct TableLayout {
  /// Some columns that stand beside each other.
  struct Block: Equatable {
    var columns: [Int]
    var widths: [Int]
    /// The lines of each head, all of one number.
    var heads: [[String]]
  }

  /// Blanks between columns.
  static let gap = 2

  private(set) var blocks: [Block] = []

  /// Lays a table out.
  ///
  /// - Parameters:
  ///   - heads: The heads, ready to be shown.
  ///   - cells: The widest cell of each column.
  ///   - isText: Which columns are words.
  ///   - width: The columns of the terminal; `nil` for as many as are wanted.
  init(heads: [String], cells: [Int], isText: [Bool], width: Int?) {
    let full = zip(heads, cells).map { max(DisplayWidth.of($0), $1) }
    let all = Array(heads.indices)
    guard let width, Self.total(full) > width else {
      blocks = [Block(columns: all, widths: full, heads: heads.map { [$0] })]
      return
    }
    let narrow = zip(heads, cells).map { max(TextWrap.widestWord(of: $0), $1) }
    let names = Self.names(isText, narrow, width)
    var rest = all.dropFirst(names)[...]
    repeat {
      var columns = Array(all.prefix(names))
      repeat {
        guard let next = rest.popFirst() else { break }
        columns.append(next)
      } while rest.first.map { Self.total((columns + [$0]).map { narrow[$0] }) <= width } ?? false
      blocks.append(Self.block(columns, heads, cells, narrow, width))
    } while !rest.isEmpty
  }

  /// The leading columns that name the rows: words, and no more than half of the width.
  private static func names(_ isText: [Bool], _ widths: [Int], _ width: Int) -> Int {
    var count = 0
    while count < isText.count - 1, isText[count],
      total(Array(widths.prefix(count + 1))) <= width / 2
    { count += 1 }
    return count
  }

  /// A block whose heads take what room is left.
  private static func block(
    _ columns: [Int], _ heads: [String], _ cells: [Int], _ narrow: [Int], _ width: Int
  ) -> Block {
    var widths = columns.map { narrow[$0] }
    var spare = max(width - total(widths), 0)
    // The tallest head is given a column at a time, the first of several.
    while spare > 0 {
      let heights = zip(columns, widths).map { TextWrap.lines(of: heads[$0], width: $1).count }
      guard let tallest = heights.max(), tallest > 1,
        let place = heights.firstIndex(of: tallest)
      else { break }
      widths[place] += 1
      spare -= 1
    }
    let broken = zip(columns, widths).map { TextWrap.lines(of: heads[$0], width: $1) }
    let height = broken.map(\.count).max() ?? 1
    return Block(
      columns: columns,
      widths: zip(columns, zip(widths, broken)).map { column, pair in
        max(cells[column], pair.1.map(DisplayWidth.of).max() ?? 0)
      },
      heads: broken.map { Array(repeating: "", count: height - $0.count) + $0 })
  }

  private static func total(_ widths: [Int]) -> Int {
    widths.reduce(0, +) + gap * max(widths.count - 1, 0)
  }
}
