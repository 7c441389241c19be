import CLibICal
import Duty
import Kernel

/// Writes calendars of duty by libical, which folds lines and escapes texts.
public struct DutyCalendarFile: DutyCalendarWriter {
  public init() {}

  /// - Throws: `unavailable` where libical has no memory left.
  public func calendar(named name: String, _ events: [DutyEvent]) throws -> [UInt8] {
    let calendar = try part(ICAL_VCALENDAR_COMPONENT)
    defer { icalcomponent_free(calendar) }
    try add(icalproperty_new_version("2.0"), to: calendar)
    try add(icalproperty_new_prodid("-//Mainstay//Duty//EN"), to: calendar)
    try add(icalproperty_new_method(ICAL_METHOD_PUBLISH), to: calendar)
    // What calendars are called (RFC 7986, section 5.1), and the older way to say it, which most programs read.
    try add(icalproperty_new_name(plain(name)), to: calendar)
    let calendarName = icalproperty_new_x(plain(name))
    icalproperty_set_x_name(calendarName, "X-WR-CALNAME")
    try add(calendarName, to: calendar)
    for event in events { try add(event, to: calendar) }
    guard let text = icalcomponent_as_ical_string_r(calendar) else { throw DutyCalendarFile.full }
    defer { icalmemory_free_buffer(text) }
    return Array(String(cString: text).utf8)
  }

  private func add(_ event: DutyEvent, to calendar: OpaquePointer) throws {
    let entry = try part(ICAL_VEVENT_COMPONENT)
    icalcomponent_add_component(calendar, entry)
    try add(icalproperty_new_uid(plain(event.uid)), to: entry)
    try add(icalproperty_new_sequence(Int32(clamping: event.sequence)), to: entry)
    try add(icalproperty_new_dtstamp(time(event.changedAt)), to: entry)
    try add(icalproperty_new_lastmodified(time(event.changedAt)), to: entry)
    try add(icalproperty_new_dtstart(time(event.span.from)), to: entry)
    try add(icalproperty_new_dtend(time(event.span.to)), to: entry)
    try add(icalproperty_new_summary(plain(event.summary)), to: entry)
    try add(icalproperty_new_description(plain(event.description)), to: entry)
    try add(icalproperty_new_status(ICAL_STATUS_CONFIRMED), to: entry)
    // Who is on duty can be asked to a meeting all the same.
    try add(icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT), to: entry)
  }

  private func part(_ kind: icalcomponent_kind) throws -> OpaquePointer {
    guard let part = LibICal.newPart(kind) else { throw DutyCalendarFile.full }
    return part
  }

  private func add(_ property: OpaquePointer?, to part: OpaquePointer) throws {
    guard let property else { throw DutyCalendarFile.full }
    icalcomponent_add_property(part, property)
  }

  /// Texts of C end at a zero.
  private func plain(_ text: String) -> String {
    String(text.unicodeScalars.filter { $0.value != 0 }.map(Character.init))
  }

  /// Whole seconds of UTC: calendars know no smaller unit.
  private func time(_ instant: Instant) -> icaltimetype {
    icaltime_from_timet_with_zone(
      time_t(instant.milliseconds / 1000), 0, icaltimezone_get_utc_timezone())
  }

  private static let full = MainstayError.unavailable(reason: "The calendar could not be written.")
}
