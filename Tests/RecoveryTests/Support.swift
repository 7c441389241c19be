import Agreements
import BusinessTime
import Kernel
import Recovery
import SystemZones

let systemZones = SystemZones()

func zone(_ identifier: String) throws -> ZoneRules { try systemZones.rules(for: identifier) }

func instant(_ text: String) throws -> Instant { try Instant(parsing: text) }

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
}

/// Cases as a tool with known rules would have recorded them.
struct Recorder {
  let zone: ZoneRules
  var random: FixedRandom
  var cases: [RecordedCase] = []
  var classes: [[String]] = []

  init(_ identifier: String, seed: UInt64 = 7) throws {
    zone = try systemZones.rules(for: identifier)
    random = FixedRandom(seed: seed)
  }

  /// Openings at any time of the day, in order, to the second.
  mutating func openings(_ count: Int, from: String, to: String) throws -> [Instant] {
    let (from, to) = (try instant(from), try instant(to))
    let seconds = (to - from).milliseconds / 1000
    return (0..<count).map { _ in from + .seconds(Int64.random(in: 0..<seconds, using: &random)) }.sorted()
  }

  mutating func add(
    _ values: [String], opened: Instant, due: Instant? = nil, closed: Instant? = nil, resolved: Instant? = nil,
    met: Bool? = nil, holds: [RecordedCase.Hold] = []
  ) {
    let place = classes.firstIndex(of: values) ?? classes.count
    if place == classes.count { classes.append(values) }
    cases.append(
      RecordedCase(
        line: cases.count + 2, place: place, opened: opened, due: due, resolved: resolved, closed: closed, met: met,
        holds: holds))
  }

  func recorded(
    by attributes: [String], stops: [StopPoint] = [.closed], reasons: [String] = [],
    asOf: String = "2027-01-01T00:00:00Z"
  ) throws -> RecordedCases {
    RecordedCases(
      zone: zone, attributes: attributes, classes: classes, cases: cases, stopPoints: stops, reasons: reasons,
      asOf: try instant(asOf))
  }
}

extension RecoveredAgreement {
  /// The rules of a class, in the order of time.
  func rules(of values: String...) -> [RecoveredRule] {
    rules.filter { $0.values == values }.sorted { $0.from ?? .earliest < $1.from ?? .earliest }
  }
}
