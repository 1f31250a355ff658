/// Logistic regression on a few standardised features, with a ridge that keeps it from believing too much:
/// small enough to be read, and the same bits on every machine.
struct LogisticRegression: Sendable {
  /// The weight of the ridge: that of so many questions with no opinion.
  static let ridge = 1.0
  private static let steps = 12

  /// The constant, then the weight of each standardised feature.
  private(set) var weights: [Double]

  /// Fits rates from 0 to 1.
  ///
  /// - Parameters:
  ///   - rows: The standardised features of each question.
  ///   - rates: What came true.
  init(_ rows: [[Double]], _ rates: [Double]) {
    let size = (rows.first?.count ?? 0) + 1
    weights = Array(repeating: 0, count: size)
    for _ in 0..<Self.steps {
      var gradient = weights.map { -$0 * Self.ridge }
      // The constant is not held back: a method may simply be good.
      gradient[0] = -weights[0] * 1e-6
      var curvature = Array(repeating: 0.0, count: size * size)
      for place in 1..<size { curvature[place * size + place] = Self.ridge }
      curvature[0] = 1e-6
      for (row, rate) in zip(rows, rates) {
        let chance = probability(row)
        let slope = max(chance * (1 - chance), 1e-9)
        let error = rate - chance
        gradient[0] += error
        curvature[0] += slope
        for left in 1..<size {
          gradient[left] += error * row[left - 1]
          curvature[left * size] += slope * row[left - 1]
          for right in 1...left {
            curvature[left * size + right] += slope * row[left - 1] * row[right - 1]
          }
        }
      }
      let change = Self.solve(curvature, gradient)
      var largest = 0.0
      for place in weights.indices {
        // A step is bounded: where classes are parted, the weights would run away.
        let step = min(max(change[place], -2), 2)
        weights[place] += step
        largest = max(largest, abs(step))
      }
      if largest < 1e-9 { break }
    }
  }

  /// The probability of being right for standardised features.
  func probability(_ row: [Double]) -> Double {
    var sum = weights[0]
    for place in row.indices { sum += weights[place + 1] * row[place] }
    return Elementary.logistic(sum)
  }

  /// Solves a symmetric, positive system, of which the lower half is given, by Cholesky's method.
  private static func solve(_ matrix: [Double], _ right: [Double]) -> [Double] {
    let size = right.count
    var lower = matrix
    for row in 0..<size {
      for column in 0...row {
        var sum = lower[row * size + column]
        for place in 0..<column {
          sum -= lower[row * size + place] * lower[column * size + place]
        }
        lower[row * size + column] =
          row == column
          ? max(sum, 1e-12).squareRoot() : sum / lower[column * size + column]
      }
    }
    var solution = right
    for row in 0..<size {
      for place in 0..<row { solution[row] -= lower[row * size + place] * solution[place] }
      solution[row] /= lower[row * size + row]
    }
    for row in stride(from: size - 1, through: 0, by: -1) {
      for place in (row + 1)..<max(size, row + 1) {
        solution[row] -= lower[place * size + row] * solution[place]
      }
      solution[row] /= lower[row * size + row]
    }
    return solution
  }
}
