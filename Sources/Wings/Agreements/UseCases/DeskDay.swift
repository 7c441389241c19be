import BusinessTime
import Core
import Kernel

extension App {
  /// The zone by whose clocks the desk lives; UTC where it has none, or this machine does not know it.
  package var deskZone: ZoneRules {
    guard let name = board.card.timeZone else { return .utc }
    return (try? agreements.calendarSource.calendar(.aroundTheClock(timeZone: name)).zone) ?? .utc
  }

  /// The day that it is at the desk at an instant.
  package func deskDay(of instant: Instant) -> CivilDate { deskZone.local(instant).date }
}
