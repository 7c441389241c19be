import BusinessTime
import CLibICal
import Kernel

/// Walks libical's tree, which it does not outlive. libical gives names, parameters and texts; what times, lengths
/// and rules mean is read here, so that one that cannot be read is told and not dropped.
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
      let refusal = scaleRefusal(calendar)
      for component in components(of: calendar, ICAL_VTIMEZONE_COMPONENT) { learn(component, &zones) }
      let zone = properties(of: calendar).first { EntryReader.name($0) == "X-WR-TIMEZONE" }.map(EntryReader.value).map(
        EntryReader.trimmed)
      for component in components(of: calendar, ICAL_VEVENT_COMPONENT) {
        var entry = entry(component)
        if isCancellation { entry.isCancelled = true }
        if let refusal { entry.refusal = refusal }
        if let zone, !zone.isEmpty { entry.takeFloating(asOf: zone) }
        entries.append(entry)
      }
    }
    zones.earliestYear = entries.compactMap { $0.start?.date.year }.min()
    var builder = ClosureBuilder(file: file, zones: zones)
    var result = builder.build(entries)
    for calendar in calendars { result.skipped += othersThatClose(in: calendar) }
    return result
  }

  /// Why no entry of a calendar can be used; nil where its dates are those of RFC 5545.
  private func scaleRefusal(_ calendar: OpaquePointer) -> String? {
    let scale = properties(of: calendar).first { EntryReader.name($0) == "CALSCALE" }.map(EntryReader.value)
    guard let scale = scale.map(EntryReader.trimmed), !scale.isEmpty, scale.uppercased() != "GREGORIAN" else {
      return nil
    }
    return "Its calendar counts its dates otherwise (CALSCALE:\(scale.prefix(40))); only GREGORIAN is read."
  }

  /// Components beside entries that say when somebody is busy, a line a kind.
  private func othersThatClose(in calendar: OpaquePointer) -> [ClosureImport.Skipped] {
    [(ICAL_VFREEBUSY_COMPONENT, "VFREEBUSY"), (ICAL_VAVAILABILITY_COMPONENT, "VAVAILABILITY")].compactMap {
      kind, name in
      let count = components(of: calendar, kind).count
      guard count > 0 else { return nil }
      return ClosureImport.Skipped(
        uid: "", summary: name,
        reason: "\(Numerals.grouped(count)) of \(name), which is not read: only entries (VEVENT) close something.")
    }
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

  private func properties(of component: OpaquePointer) -> [OpaquePointer] {
    var result: [OpaquePointer] = []
    var next = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY)
    while let property = next {
      result.append(property)
      next = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)
    }
    return result
  }

  private func entry(_ component: OpaquePointer) -> Entry {
    var entry = Entry()
    for property in properties(of: component) { add(property, to: &entry) }
    return entry
  }

  private func add(_ property: OpaquePointer, to entry: inout Entry) {
    let text = EntryReader.value(property)
    let name = EntryReader.name(property)
    func miss() {
      guard entry.unread.count < ICalendarFile.Limit.unread else { return }
      entry.unread.append("\(name) \(text.isEmpty ? "without a value" : String(text.prefix(80))) cannot be read.")
    }
    func repeated(_ isSet: Bool) {
      guard isSet, entry.unread.count < ICalendarFile.Limit.unread else { return }
      entry.unread.append("It has more than one \(name); the last one is taken.")
    }
    switch name {
    case "UID": entry.uid = EntryReader.text(icalproperty_get_uid(property))
    case "SUMMARY": entry.summary = summary(EntryReader.text(icalproperty_get_summary(property)))
    case "SEQUENCE": entry.sequence = Int(icalproperty_get_sequence(property))
    case "DTSTAMP": entry.stamp = text
    case "STATUS":
      entry.isCancelled = text.uppercased() == "CANCELLED"
      entry.isTentative = text.uppercased() == "TENTATIVE"
    case "TRANSP": entry.isTransparent = text.uppercased() == "TRANSPARENT"
    // Exporters that know more than RFC 5545: what takes up no time, and what lasts whole days.
    case "X-MICROSOFT-CDO-BUSYSTATUS": if text.uppercased() == "FREE" { entry.isTransparent = true }
    case "X-MICROSOFT-CDO-ALLDAYEVENT", "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY":
      if ["TRUE", "1"].contains(text.uppercased()) { entry.wholeDaysBy = name }
    case "DTSTART":
      repeated(entry.start != nil)
      entry.start = time(text, property)
      if entry.start == nil { miss() }
    case "DTEND":
      repeated(entry.end != nil)
      entry.end = time(text, property)
      if entry.end == nil { miss() }
    case "DURATION":
      repeated(entry.duration != nil)
      entry.duration = EntryDuration(text)
      if entry.duration == nil { miss() }
    case "RDATE":
      if let period = period(text, property) { entry.additions.append(period) } else { miss() }
    case "EXDATE":
      if let time = time(text, property) { entry.exceptions.append(time) } else { miss() }
    case "RECURRENCE-ID":
      repeated(entry.recurrenceID != nil)
      entry.isOverride = true
      entry.recurrenceID = time(text, property)
      if icalproperty_get_first_parameter(property, ICAL_RANGE_PARAMETER) != nil {
        entry.refusal =
          "RECURRENCE-ID;RANGE=THISANDFUTURE of \(entry.recurrenceID?.words ?? text) changes that occurrence and all "
          + "later ones together, which is not read; export it as a series of its own, or close those dates by hand."
      }
      if entry.recurrenceID == nil { miss() }
    case CalendarText.prefix + "RRULE": entry.rules.append(text)
    case CalendarText.prefix + "EXRULE": entry.exceptionRules.append(text)
    // One without a value is not put out of the parser's reach.
    case "RRULE", "EXRULE": miss()
    case CalendarText.unread: entry.unread.append(text + "; it is left out.")
    case "X-LIC-ERROR":
      guard let error = EntryReader.error(text) else { break }
      entry.unread.append(error)
      // It is no newer version of the whole entry.
      if error.hasPrefix("RECURRENCE-ID") { entry.isOverride = true }
    default: break
    }
  }

  /// What matters to closures in an error of the parser; nil for properties that do not.
  private static func error(_ text: String) -> String? {
    let names = [
      "DTSTART", "DTEND", "DURATION", "RDATE", "EXDATE", "RECURRENCE-ID", "RRULE", "EXRULE", "STATUS", "TRANSP",
    ]
    guard let name = names.first(where: { text.contains("\($0) property") }) else { return nil }
    let value = text.split(separator: "property: ").last.map { ": " + $0.prefix(60) } ?? ""
    return "\(name) cannot be read\(text.hasPrefix("No value") ? ": it has no value" : value)."
  }

  /// One line, no longer than a name may be.
  private func summary(_ text: String) -> String {
    var line = text.prefix(ICalendarFile.Limit.summary).split(whereSeparator: \.isNewline).joined(separator: " ")
    while line.utf16.count > ICalendarFile.Limit.summary { line.removeLast() }
    return line
  }

  /// Whether the property says that its values are dates (VALUE=DATE), whatever time some exporters write behind them.
  private func isOfDates(_ property: OpaquePointer) -> Bool {
    icalproperty_get_first_parameter(property, ICAL_VALUE_PARAMETER).map {
      icalparameter_get_value($0) == ICAL_VALUE_DATE
    } ?? false
  }

  private func time(_ text: some StringProtocol, _ property: OpaquePointer) -> EntryTime? {
    guard let moment = BasicMoment(text) else { return nil }
    guard moment.secondOfDay != nil, !isOfDates(property) else {
      return EntryTime(date: moment.date, secondOfDay: nil, zone: .floating)
    }
    if moment.isUTC { return EntryTime(date: moment.date, secondOfDay: moment.secondOfDay, zone: .utc) }
    let parameter = icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER)
    let name = parameter.map { EntryReader.trimmed(EntryReader.text(icalparameter_get_tzid($0))) } ?? ""
    return EntryTime(date: moment.date, secondOfDay: moment.secondOfDay, zone: name.isEmpty ? .floating : .named(name))
  }

  private func period(_ text: String, _ property: OpaquePointer) -> EntryPeriod? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let start = time(parts[0], property), parts.count <= 2 else { return nil }
    guard parts.count == 2 else { return EntryPeriod(start: start, end: nil) }
    if let length = EntryDuration(parts[1]) { return EntryPeriod(start: start, end: .duration(length)) }
    return time(parts[1], property).map { EntryPeriod(start: start, end: .time($0)) }
  }

  /// Takes note of a VTIMEZONE.
  private func learn(_ component: OpaquePointer, _ zones: inout FileZones) {
    guard let property = properties(of: component).first(where: { EntryReader.name($0) == "TZID" }) else { return }
    var zone = DescribedZone()
    for kind in [ICAL_XSTANDARD_COMPONENT, ICAL_XDAYLIGHT_COMPONENT] {
      for part in components(of: component, kind) { zone.parts.append(observance(part)) }
    }
    zones.learn(EntryReader.trimmed(EntryReader.value(property)), zone)
  }

  private func observance(_ component: OpaquePointer) -> DescribedZone.Part {
    var part = DescribedZone.Part()
    for property in properties(of: component) {
      let text = EntryReader.value(property)
      switch EntryReader.name(property) {
      case "DTSTART": part.start = BasicMoment(text)
      case "TZOFFSETFROM": part.from = DescribedZone.offset(text)
      case "TZOFFSETTO": part.to = DescribedZone.offset(text)
      case "RDATE": part.dates.append(BasicMoment(text.prefix { $0 != "/" }))
      case CalendarText.prefix + "RRULE": part.rules.append(text)
      default: break
      }
    }
    return part
  }

  private static func name(_ property: OpaquePointer) -> String { text(icalproperty_get_property_name(property)) }

  private static func value(_ property: OpaquePointer) -> String {
    guard let text = icalproperty_get_value_as_string_r(property) else { return "" }
    defer { icalmemory_free_buffer(text) }
    return EntryReader.text(text)
  }

  private static func trimmed(_ name: String) -> String {
    String(name.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  static func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
}

extension Entry {
  /// Times without a zone are those of the zone that the file names for them.
  fileprivate mutating func takeFloating(asOf name: String) {
    func taken(_ time: EntryTime) -> EntryTime {
      guard time.secondOfDay != nil, time.zone == .floating else { return time }
      return EntryTime(date: time.date, secondOfDay: time.secondOfDay, zone: .named(name))
    }
    start = start.map(taken)
    end = end.map(taken)
    recurrenceID = recurrenceID.map(taken)
    exceptions = exceptions.map(taken)
    additions = additions.map { period in
      var end = period.end
      if case .time(let time) = end { end = .time(taken(time)) }
      return EntryPeriod(start: taken(period.start), end: end)
    }
  }
}
