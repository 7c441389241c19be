import BusinessTime
import Foundation
import Kernel
import SystemZones

let systemZones = SystemZones()

func zone(_ identifier: String) throws -> ZoneRules { try systemZones.rules(for: identifier) }

func instant(_ text: String) throws -> Instant { try Instant(parsing: text) }

func decimal(_ text: String) throws -> ExactDecimal { try ExactDecimal(parsing: text) }

/// Within `tolerance` of the number, relatively.
func isNear(_ value: Double?, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
  guard let value else { return false }
  return abs(value - expected) <= tolerance * abs(expected)
}

func calendar(_ json: String) throws -> BusinessCalendar {
  let definition = try CalendarDefinition(json: JSON(parsing: json))
  return try BusinessCalendar(definition, zone: zone(definition.timeZone))
}

/// Numbers that are the same in every run.
struct FixedRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// Source: Vigna, xorshift64*.
  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }

  /// A count with this mean, as Poisson's scatter (Knuth's product of uniform numbers, in parts).
  mutating func count(_ mean: Double) -> Double {
    var (left, count) = (mean, 0.0)
    while left > 0 {
      let part = min(left, 20)
      var product = Double.random(in: 0..<1, using: &self)
      while product > exp(-part) {
        count += 1
        product *= Double.random(in: 0..<1, using: &self)
      }
      left -= part
    }
    return count
  }
}

/// A file of the data that lies beside the project, where it is there.
func sharedData(_ path: String) -> String? {
  let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data/" + path)
  return FileManager.default.fileExists(atPath: file.path) ? file.path : nil
}

func logarithm(_ x: Double) -> Double { log(x) }
