import Basics

/// Geometry of rungs 4 and 5: several ideas, surds and multiples of pi.
enum AdvancedGeometry {
  typealias Frame = ProblemFrame<[ExactNumber]>

  static let rung4: [Frame] = [
    Frame(5) { draw in
      let sides = [draw.integer(in: 4...15), draw.integer(in: 4...15), draw.integer(in: 4...15)]
      guard let area = Triangle.area(sides) else { return nil }
      let product = ExactNumber(sides[0] * sides[1] * sides[2], over: 4)
      return product.divided(by: area).map {
        .init(
          """
          A triangle with sides \(sides[0]), \(sides[1]) and \(sides[2]) is inscribed in a circle. \
          Find the radius of the circle.
          """, [$0])
      }
    },
    Frame(5) { draw in
      let (small, large) = (draw.integer(in: 2...7), draw.integer(in: 8...14))
      let distance = draw.integer(in: (small + large + 1)...35)
      return .init(
        """
        The centres of two circles with radii \(small) and \(large) are \(distance) apart. Let $p$ be \
        the length of a common external tangent segment between its two points of contact and $q$ that \
        of a common internal one. Find $p + q$.
        """,
        [
          ExactNumber(1, root: distance * distance - (large - small) * (large - small))
            + ExactNumber(1, root: distance * distance - (large + small) * (large + small))
        ])
    },
    Frame(5) { draw in
      let (top, bottom) = (draw.integer(in: 2...8), draw.integer(in: 9...15))
      let slant = draw.integer(in: (bottom - top + 1)...24)
      let factor = bottom * bottom + bottom * top + top * top
      return .init(
        """
        A bucket has the shape of a frustum of a cone. Its circular rims have radii \(top) and \
        \(bottom), and the slant height is \(slant). What is its volume?
        """,
        [
          ExactNumber(
            factor, over: 3, root: slant * slant - (bottom - top) * (bottom - top), pi: 1)
        ])
    },
    Frame(5) { draw in
      let edge = draw.integer(in: 3...25)
      return .init(
        """
        A cube with edges of length \(edge) is inscribed in a sphere. What is the volume of the part of \
        the sphere that lies outside the cube?
        """,
        [
          ExactNumber(edge * edge * edge, over: 2, root: 3, pi: 1)
            - ExactNumber(edge * edge * edge)
        ])
    },
    Frame(5) { draw in
      // Corners on five rays around the origin in order, so that the polygon never crosses itself.
      let reach = (0..<5).map { _ in draw.integer(in: 3...14) }
      let points = [
        [reach[0], 1], [2, reach[1]], [-reach[2], 3], [-2, -reach[3]], [reach[4], -reach[4]],
      ]
      var doubled = 0
      for index in 0..<5 {
        let (here, next) = (points[index], points[(index + 1) % 5])
        doubled += here[0] * next[1] - next[0] * here[1]
      }
      let spelled = points.map { "$(\($0[0]), \($0[1]))$" }.joined(separator: ", ")
      return .init(
        "Find the area of the pentagon with the vertices \(spelled), joined in this order.",
        [ExactNumber(doubled, over: 2)])
    },
    Frame(5) { draw in
      let first = draw.integer(in: 3...14)
      let second = draw.integer(in: 3...14)
      let angle = draw.pick([60, 120])
      let square = first * first + second * second + (angle == 60 ? -1 : 1) * first * second
      return .init(
        """
        In triangle $PQR$, $PQ = \(first)$, $PR = \(second)$ and the angle at $P$ is $\(angle)^\\circ$. \
        Find the radius of the circle through $P$, $Q$ and $R$.
        """, [ExactNumber(1, over: 3, root: 3 * square)])
    },
    Frame(5) { draw in
      let (outer, inner) = (draw.integer(in: 5...12), draw.integer(in: 3...11))
      let length = draw.integer(in: 4...19)
      let power = outer * (outer + inner)
      guard power != length * length else { return nil }
      return .init(
        """
        From a point $P$ outside a circle, one line meets the circle at $A$ and then at $B$ with \
        $PA = \(outer)$ and $AB = \(inner)$. Another line through $P$ meets the circle at two points \
        $C$ and $D$ with $PC = \(length)$. What is the length of $CD$?
        """, [ExactNumber(abs(power - length * length), over: length)])
    },
  ]

  static let rung5: [Frame] = [
    Frame(6) { draw in
      let (a, b) = (draw.integer(in: 2...11), draw.integer(in: 2...11))
      let c = draw.integer(in: -19...19)
      let (x, y) = (draw.integer(in: -9...9), draw.integer(in: -9...9))
      let height = abs(a * x + b * y + c)
      guard height > 0, a != b, c != 0 else { return nil }
      let sign = c < 0 ? "-" : "+"
      return .init(
        """
        A circle with centre $(\(x), \(y))$ touches the line $\(a)x + \(b)y \(sign) \(abs(c)) = 0$. \
        Find the circumference of the circle.
        """, [ExactNumber(2 * height, over: a * a + b * b, root: a * a + b * b, pi: 1)])
    },
    Frame(6) { draw in
      let sides = [draw.integer(in: 7...19), draw.integer(in: 7...19), draw.integer(in: 7...19)]
      guard Triangle.area(sides) != nil else { return nil }
      let square = 2 * sides[0] * sides[0] + 2 * sides[1] * sides[1] - sides[2] * sides[2]
      return .init(
        """
        In triangle $ABC$, $AB = \(sides[0])$, $AC = \(sides[1])$ and $BC = \(sides[2])$. Let $M$ be \
        the midpoint of $BC$ and $G$ the centroid. Find the length of $AG$.
        """, [ExactNumber(1, over: 3, root: square)])
    },
    Frame(6) { draw in
      let edge = draw.integer(in: 2...19)
      return .init(
        """
        Every edge of a regular tetrahedron has length \(edge). Find the sum of its volume and the \
        radius of its inscribed sphere.
        """,
        [
          ExactNumber(edge * edge * edge, over: 12, root: 2)
            + ExactNumber(edge, over: 12, root: 6)
        ])
    },
    Frame(6) { draw in
      let points = (0..<3).map { _ in [draw.integer(in: -8...8), draw.integer(in: -8...8)] }
      guard let centre = Self.circumcentre(points) else { return nil }
      let spelled = points.map { "$(\($0[0]), \($0[1]))$" }
      return .init(
        """
        A circle passes through \(spelled[0]), \(spelled[1]) and \(spelled[2]). Find the coordinates of \
        its centre. Answer with an ordered pair.
        """, centre)
    },
    Frame(6) { draw in
      let radius = draw.integer(in: 3...29)
      return .init(
        """
        Two circles of radius \(radius) are placed so that each passes through the centre of the other. \
        What is the area of the region that lies inside both circles?
        """,
        [
          ExactNumber(2 * radius * radius, over: 3, pi: 1)
            - ExactNumber(radius * radius, over: 2, root: 3)
        ])
    },
    Frame(6) { draw in
      let sides = (0..<4).map { _ in draw.integer(in: 4...15) }
      let sum = sides.reduce(0, +)
      let factors = sides.map { sum - 2 * $0 }
      guard factors.allSatisfy({ $0 > 0 }), Set(sides).count == 4 else { return nil }
      let product = factors.reduce(1, *)
      return .init(
        """
        A quadrilateral with consecutive sides \(sides[0]), \(sides[1]), \(sides[2]) and \(sides[3]) is \
        inscribed in a circle. Find its area.
        """, [ExactNumber(1, over: 4, root: product)])
    },
    Frame(6) { draw in
      let (side, height) = (draw.integer(in: 3...15), draw.integer(in: 3...17))
      // Base area a², four faces a/2 * sqrt(h² + a²/4) = a/4 * sqrt(4h² + a²) each.
      return .init(
        """
        A pyramid has a square base with sides of length \(side), and its apex is at height \(height) \
        straight above the centre of the base. Find its total surface area, the base included.
        """,
        [ExactNumber(side * side) + ExactNumber(side, root: 4 * height * height + side * side)])
    },
  ]

  /// The centre of the circle through three points; `nil` if they lie on a line.
  private static func circumcentre(_ points: [[Int]]) -> [ExactNumber]? {
    let (ax, ay) = (points[1][0] - points[0][0], points[1][1] - points[0][1])
    let (bx, by) = (points[2][0] - points[0][0], points[2][1] - points[0][1])
    let determinant = 2 * (ax * by - ay * bx)
    guard determinant != 0 else { return nil }
    let (a, b) = (ax * ax + ay * ay, bx * bx + by * by)
    return [
      ExactNumber(Rational(points[0][0]) + Rational(by * a - ay * b, over: determinant)),
      ExactNumber(Rational(points[0][1]) + Rational(ax * b - bx * a, over: determinant)),
    ]
  }
}
