/// How far counts lie from what was expected: a variance of φ·expected + c²·expected², and the multiple of its root that
/// held four of five misses of the past.
struct MissSpread: Sendable {
  struct Miss {
    var expected: Double
    var count: Double
  }

  /// φ: 1 for counts that scatter as Poisson's.
  private let scatter: Double
  /// c²: the square of what the level errs by, as a share.
  private let levelError: Double
  private let width: Double

  /// The share of counts that the interval is to hold.
  static let held = 0.8
  private static let groups = 20

  /// Misses of one size of forecast are put together, and both numbers fitted to their mean squares, relative to these.
  init(_ misses: [Miss]) {
    let misses = misses.filter { $0.expected > 0 }.sorted { $0.expected < $1.expected }
    var (xx, xz, zz, xv, zv) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for group in 0..<MissSpread.groups {
      let rows = misses[misses.count * group / MissSpread.groups..<misses.count * (group + 1) / MissSpread.groups]
      guard !rows.isEmpty else { continue }
      let size = Double(rows.count)
      let expected = rows.reduce(0) { $0 + $1.expected } / size
      let square = rows.reduce(0) { $0 + ($1.count - $1.expected) * ($1.count - $1.expected) } / size
      guard square > 0 else { continue }
      let (x, z) = (expected / square, expected * expected / square)
      xx += x * x
      xz += x * z
      zz += z * z
      xv += x
      zv += z
    }
    let determinant = xx * zz - xz * xz
    var (scatter, levelError) = (1.0, 0.0)
    if determinant > 1e-12 * xx * zz {
      (scatter, levelError) = ((xv * zz - zv * xz) / determinant, (zv * xx - xv * xz) / determinant)
    } else if xx > 0 {
      (scatter, levelError) = (xv / xx, 0)
    }
    if scatter < 0 { (scatter, levelError) = (0, zv / zz) }
    if levelError < 0 { (scatter, levelError) = (xv / xx, 0) }
    (self.scatter, self.levelError) = (scatter, levelError)
    let sizes = misses.map {
      abs($0.count - $0.expected) / MissSpread.deviation(at: $0.expected, scatter, levelError)
    }.sorted()
    // The nearest rank; a normal distribution's where the past shows nothing.
    width = sizes.isEmpty ? 1.2815515655446004 : sizes[Int((Double(sizes.count) * MissSpread.held).rounded(.up)) - 1]
  }

  /// Half the width of the interval about what is expected.
  func reach(at expected: Double) -> Double {
    width * MissSpread.deviation(at: expected, scatter, levelError)
  }

  private static func deviation(at expected: Double, _ scatter: Double, _ levelError: Double) -> Double {
    (scatter * expected + levelError * expected * expected).squareRoot()
  }
}
