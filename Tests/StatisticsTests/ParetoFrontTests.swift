import Statistics
import Testing

@Suite("The Pareto front")
struct ParetoFrontTests {
  private func front(_ points: [(Double, Double)]) -> [Int] {
    ParetoFront.indices(of: points.map { .init(cost: $0.0, score: $0.1) })
  }

  @Test("holds what nothing else beats in cost and score, equals included")
  func known() {
    #expect(front([(1, 10), (2, 20), (3, 15), (2, 5), (4, 30)]) == [0, 1, 4])
    #expect(front([(1, 10), (1, 10), (1, 9)]) == [0, 1])
    #expect(front([]).isEmpty)
    #expect(front([(5, 0)]) == [0])
  }

  @Test("beats everything outside of it, and nothing inside, whatever the points")
  func exhaustive() {
    let places = (0..<9).map {
      ParetoFront.Point(cost: Double($0 / 3), score: Double($0 % 3))
    }
    for first in places {
      for second in places {
        for third in places {
          let points = [first, second, third]
          let front = ParetoFront.indices(of: points)
          for index in points.indices {
            let isBeaten = front.contains { points[$0].dominates(points[index]) }
            #expect(isBeaten != front.contains(index))
          }
        }
      }
    }
  }
}
