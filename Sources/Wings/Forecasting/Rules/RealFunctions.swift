#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The few functions of real numbers that the standard library has not, from the system's mathematics library.
package enum Real {
  @inline(__always) package static func exp(_ x: Double) -> Double { exponential(x) }
  /// e^x - 1, exact also where x is near 0.
  @inline(__always) package static func expMinusOne(_ x: Double) -> Double { expm1(x) }
  @inline(__always) package static func log(_ x: Double) -> Double { naturalLogarithm(x) }
  /// ln(1 + x), exact also where x is near 0.
  @inline(__always) package static func logOnePlus(_ x: Double) -> Double { log1p(x) }
  @inline(__always) package static func sine(_ x: Double) -> Double { sin(x) }
  @inline(__always) package static func cosine(_ x: Double) -> Double { cos(x) }
}

// Members of `Real` would hide the functions of the same names.
@inline(__always) private func exponential(_ x: Double) -> Double { exp(x) }
@inline(__always) private func naturalLogarithm(_ x: Double) -> Double { log(x) }
