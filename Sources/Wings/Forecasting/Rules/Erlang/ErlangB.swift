/// Erlang's loss formula: lines that are all taken turn an arrival away.
///
/// With a load of *A* (arrivals in a mean handling time) and *N* lines, the share turned away is
/// *B* = (A^N / N!) / (Σ A^k / k!, k = 0...N).
///
/// Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
/// telephone exchanges" (1917).
public enum ErlangB {
  /// The share of arrivals that find every line taken, 0...1.
  ///
  /// 1/B = 1 + N/A + N(N-1)/A² + ..., all terms positive, so that nothing cancels and nothing overflows before B is
  /// less than the smallest number; the sum ends where its terms no longer count, after about nine times the root of
  /// the load.
  ///
  /// - Parameters:
  ///   - lines: not negative.
  ///   - load: arrivals in a mean handling time, not negative.
  public static func blocked(lines: Int, load: Double) -> Double {
    guard load > 0 else { return lines == 0 ? 1 : 0 }
    let perLine = 1 / load
    var (term, sum) = (1.0, 1.0)
    var left = Double(lines)
    while left > 0 {
      term *= left * perLine
      sum += term
      left -= 1
      // From here on the terms shrink, ever faster.
      if left < load, term < sum * 0x1p-56 { break }
      if sum == .infinity { return 0 }
    }
    return 1 / sum
  }
}
