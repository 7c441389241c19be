import BusinessTime
import Kernel

extension ZoneRules {
  /// What the clock of the zone shows, in milliseconds as if it were UTC.
  func wall(_ instant: Instant) -> Int64 { instant.milliseconds + Int64(offset(at: instant)) * 1000 }

  /// The first instant of a local date.
  func midnight(_ day: Int) -> Instant { instant(of: CivilDate(daysSince1970: day), secondOfDay: 0) }
}

/// The date of a clock time, by its number since 1970.
func wallDay(_ wall: Int64) -> Int { Int((wall >= 0 ? wall : wall - OpenLine.day + 1) / OpenLine.day) }
