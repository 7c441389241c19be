import BusinessTime
import Kernel
import SystemZones

let systemZones = SystemZones()

func zone(_ identifier: String) throws -> ZoneRules { try systemZones.rules(for: identifier) }

func instant(_ text: String) throws -> Instant { try Instant(parsing: text) }

func date(_ text: String) throws -> CivilDate {
  guard let date = CivilDate(parsing: text) else { throw MainstayError.field("date", text) }
  return date
}

/// The same windows on the named weekdays, all of them by default.
func weekly(_ windows: [String], on days: [Weekday] = Weekday.allCases) throws -> [Weekday: [Window]] {
  let parsed = try windows.map { try Window(parsing: $0) }
  return Dictionary(uniqueKeysWithValues: days.map { ($0, parsed) })
}

let workdays: [Weekday] = [.monday, .tuesday, .wednesday, .thursday, .friday]

func calendar(_ zoneName: String, _ json: String) throws -> BusinessCalendar {
  let definition = try CalendarDefinition(json: JSON(parsing: json))
  return try BusinessCalendar(definition, zone: zone(zoneName))
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

/// The faults that `body` refuses an input for.
func faults(_ body: () throws -> Void) -> [FieldFault] {
  do {
    try body()
    return []
  } catch {
    guard case .invalid(let faults)? = error as? MainstayError else { return [FieldFault("?", "\(error)")] }
    return faults
  }
}
