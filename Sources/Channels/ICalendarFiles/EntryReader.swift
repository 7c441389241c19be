import BusinessTime
import CLibICal
import Kernel

/// One VEVENT, read out of libical's tree.
struct Entry {
  var uid = ""
  var summary = ""
  var sequence = 0
  var stamp = ""
  var isCancelled = false
  var isTentative = false
  var isTransparent = false
  var start: EntryTime?
  var end: EntryTime?
  /// Seconds.
  var duration: Int64?
  var rules: [String] = []
  var additions: [EntryTime] = []
  var exceptions: [EntryTime] = []
  var recurrenceID: EntryTime?
  /// The override is meant for all later occurrences, too.
  var movesFollowing = false
  /// What could not be read.
  var errors: [String] = []
}

/// A time as an entry writes it.
struct EntryTime: Hashable {
  enum Zone: Hashable {
    case utc
    case floating
    /// By the name that the entry gives.
    case named(String)
  }
  var date: CivilDate
  /// Nil: a date without time.
  var secondOfDay: Int?
  var zone: Zone
}

/// Walks libical's tree. Lives inside `LibICal.use` and does not leave it.
struct EntryReader {
  let file: ICalendarFile

  func read(_ root: OpaquePointer) throws(MainstayError) -> ClosureImport {
    var entries: [Entry] = []
    var zones = FileZones(source: file.zones)
    var calendars = components(of: root, ICAL_VCALENDAR_COMPONENT)
    if icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT { calendars = [root] }
    guard !calendars.isEmpty else { throw ICalendarFile.notICalendar }
    for calendar in calendars {
      let isCancellation = icalcomponent_get_method(calendar) == ICAL_METHOD_CANCEL
      for component in components(of: calendar, ICAL_VTIMEZONE_COMPONENT) { zones.learn(component) }
      for component in components(of: calendar, ICAL_VEVENT_COMPONENT) {
        var entry = entry(component)
        if isCancellation { entry.isCancelled = true }
        entries.append(entry)
      }
    }
    return ClosureBuilder(file: file, zones: zones).build(entries)
  }

  private func components(of parent: OpaquePointer, _ kind: icalcomponent_kind) -> [OpaquePointer] {
    var result: [OpaquePointer] = []
    var next = icalcomponent_get_first_component(parent, kind)
    while let component = next {
      result.append(component)
      next = icalcomponent_get_next_component(parent, kind)
    }
    return result
  }

  private func entry(_ component: OpaquePointer) -> Entry {
    var entry = Entry()
    var next = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY)
    while let property = next {
      add(property, to: &entry)
      next = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)
    }
    return entry
  }

  private func add(_ property: OpaquePointer, to entry: inout Entry) {
    switch icalproperty_isa(property) {
    case ICAL_UID_PROPERTY: entry.uid = EntryReader.text(icalproperty_get_uid(property))
    case ICAL_SUMMARY_PROPERTY: entry.summary = summary(EntryReader.text(icalproperty_get_summary(property)))
    case ICAL_SEQUENCE_PROPERTY: entry.sequence = Int(icalproperty_get_sequence(property))
    case ICAL_DTSTAMP_PROPERTY: entry.stamp = value(property)
    case ICAL_STATUS_PROPERTY:
      entry.isCancelled = icalproperty_get_status(property) == ICAL_STATUS_CANCELLED
      entry.isTentative = icalproperty_get_status(property) == ICAL_STATUS_TENTATIVE
    case ICAL_TRANSP_PROPERTY: entry.isTransparent = value(property).uppercased() == "TRANSPARENT"
    case ICAL_DTSTART_PROPERTY: entry.start = time(icalproperty_get_dtstart(property), property)
    case ICAL_DTEND_PROPERTY: entry.end = time(icalproperty_get_dtend(property), property)
    case ICAL_DURATION_PROPERTY: entry.duration = seconds(icalproperty_get_duration(property))
    case ICAL_RRULE_PROPERTY: entry.rules.append(value(property))
    case ICAL_RDATE_PROPERTY:
      let addition = icalproperty_get_rdate(property)
      let isPeriod = icaltime_is_null_time(addition.time) != 0
      if let time = time(isPeriod ? addition.period.start : addition.time, property) { entry.additions.append(time) }
      if isPeriod { entry.errors.append("an added occurrence has a length of its own, taken as the entry's") }
    case ICAL_EXDATE_PROPERTY:
      if let time = time(icalproperty_get_exdate(property), property) { entry.exceptions.append(time) }
    case ICAL_RECURRENCEID_PROPERTY:
      entry.recurrenceID = time(icalproperty_get_recurrenceid(property), property)
      entry.movesFollowing = icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nil
    case ICAL_XLICERROR_PROPERTY:
      if entry.errors.count < 3 { entry.errors.append("could not be read wholly: " + value(property).prefix(120)) }
    default: break
    }
  }

  /// One line, no longer than a name may be.
  private func summary(_ text: String) -> String {
    var line = text.prefix(ICalendarFile.Limit.summary).split(whereSeparator: \.isNewline).joined(separator: " ")
    while line.utf16.count > ICalendarFile.Limit.summary { line.removeLast() }
    return line
  }

  private func time(_ time: icaltimetype, _ property: OpaquePointer) -> EntryTime? {
    guard icaltime_is_null_time(time) == 0,
      let date = CivilDate(year: Int(time.year), month: Int(time.month), day: Int(time.day))
    else { return nil }
    if time.is_date != 0 { return EntryTime(date: date, secondOfDay: nil, zone: .floating) }
    guard (0...23).contains(time.hour), (0...59).contains(time.minute), (0...60).contains(time.second) else {
      return nil
    }
    let second = Int(time.hour) * 3600 + Int(time.minute) * 60 + min(59, Int(time.second))
    if icaltime_is_utc(time) != 0 { return EntryTime(date: date, secondOfDay: second, zone: .utc) }
    let parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER)
    let name = parameter.map { EntryReader.text(icalparameter_get_tzid($0)) } ?? ""
    return EntryTime(date: date, secondOfDay: second, zone: name.isEmpty ? .floating : .named(name))
  }

  private func seconds(_ duration: icaldurationtype) -> Int64? {
    let length =
      Int64(duration.weeks) * 604_800 + Int64(duration.days) * 86_400 + Int64(duration.hours) * 3600
      + Int64(duration.minutes) * 60 + Int64(duration.seconds)
    return duration.is_neg != 0 ? nil : length
  }

  private func value(_ property: OpaquePointer) -> String {
    guard let text = icalproperty_get_value_as_string_r(property) else { return "" }
    defer { icalmemory_free_buffer(text) }
    return EntryReader.text(text)
  }

  static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
}
