import AgreementsUseCases
import BusinessTime
import Core
import Kernel

/// What a calendar would do, before it is put in force: what changes, and when a ticket would be due by it.
public struct PreviewHours: Query {
  public var key: String
  public var definition: CalendarDefinition

  public init(key: String, definition: CalendarDefinition) { (self.key, self.definition) = (key, definition) }

  /// The length that the examples count.
  public static let length = Duration.hours(4)

  /// - Throws: `invalid` with the faults of the definition, by paths below `calendars.<key>`.
  public func answer(from look: Look) throws -> HoursPreview {
    let changes = try PlanAgreements(AgreementDrafts(calendars: [key: definition])).answer(from: look)
    let calendar = try look.app.agreements.calendarSource.calendar(definition)
    let examples = ExampleMoments.all(before: look.now, in: calendar.zone).map { opened in
      HoursPreview.Example(openedAt: opened, due: calendar.instant(adding: PreviewHours.length, to: opened))
    }
    return HoursPreview(changes: changes, calendar: calendar, examples: examples)
  }
}

public struct HoursPreview: Sendable {
  public var changes: [PlannedChange]
  public var calendar: BusinessCalendar
  /// The first is of now.
  public var examples: [Example]

  /// A ticket with `PreviewHours.length` to be done in.
  public struct Example: Hashable, Sendable {
    public var openedAt: Instant
    /// Nil: never.
    public var due: Instant?
  }
}

/// Moments at which a ticket might have been opened.
package enum ExampleMoments {
  /// Five minutes before six, when a week's last calls come.
  private static let late = 17 * 3600 + 55 * 60
  private static let friday = 4

  /// Now, and the last Friday at 17:55 before it, by the calendar's own clock.
  package static func all(before now: Instant, in zone: ZoneRules) -> [Instant] {
    let today = zone.local(now).date
    let back = (today.weekday - friday + 7) % 7
    let days = [back, back + 7].map { CivilDate(daysSince1970: today.daysSince1970 - $0) }
    let fridays = days.map { zone.instant(of: $0, secondOfDay: late) }.filter { $0 < now }
    return [now] + fridays.prefix(1)
  }
}
