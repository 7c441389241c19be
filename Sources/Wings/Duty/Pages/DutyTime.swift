import BusinessTime
import Components
import Duty
import Kernel
import Markup

/// Dates with a time as people type them, by the clock of a zone.
enum DutyTime {
  /// The instant of `2026-12-01T09:00`; of a time that comes twice the first. Nil where nothing is typed.
  ///
  /// - Throws: `invalid` with the field, also for a time that clocks skip.
  static func read(_ text: String?, at path: String, in zone: ZoneRules) throws(MainstayError) -> Instant? {
    guard let text else { return nil }
    let parts = text.split(whereSeparator: { $0 == "T" || $0 == " " })
    guard parts.count == 2, let date = CivilDate(parsing: parts[0]),
      let minutes = RosterDraft.minutes(parts[1].split(separator: ":").prefix(2).joined(separator: ":")),
      parts[1].utf8.count <= 8
    else { throw MainstayError.field(path, "is a date and a time, like 2026-12-01 09:00") }
    let instant = zone.instant(of: date, secondOfDay: minutes * 60)
    let shown = zone.local(instant)
    guard shown.date == date, shown.secondOfDay == minutes * 60 else {
      throw MainstayError.field(path, "never comes: clocks go forward over it that day")
    }
    return instant
  }

  /// As above, where something has to be typed.
  static func required(_ text: String?, at path: String, in zone: ZoneRules) throws(MainstayError) -> Instant {
    guard let instant = try read(text, at: path, in: zone) else { throw .field(path, "is missing") }
    return instant
  }

  /// As a form has it: `2026-12-01T09:00`.
  static func typed(_ instant: Instant, in zone: ZoneRules) -> String {
    let local = zone.local(instant)
    return "\(local.date.iso8601)T\(RosterDraft.clock(local.secondOfDay / 60))"
  }
}

extension Reader {
  /// The same reader, by the clock of another zone.
  func by(_ zone: ReaderZone) -> Reader {
    var reader = self
    reader.zone = zone
    return reader
  }
}

extension ReaderZone {
  init(_ name: String, _ rules: ZoneRules) { self.init(name) { rules.offset(at: $0) } }
}

extension HTML {
  /// How many days ahead gaps are looked for, to choose from.
  func dutyAhead(_ days: Int, _ path: (Int) -> String) {
    let all = DutyLimits.gapChoices.contains(days) ? DutyLimits.gapChoices : DutyLimits.gapChoices + [days]
    tabs(all.sorted().map { Tab(DutyAhead.words($0), path($0), isHere: $0 == days) }, label: "How far ahead")
  }

  /// Somebody who works here, found by name.
  func dutyStaff(
    _ name: String, _ label: String, _ staff: [Choice], _ form: FormState, hint: String? = nil, optional: Bool = false,
    id: String? = nil
  ) {
    combobox(
      name, label, staff, form, hint: hint ?? (staff.isEmpty ? "A sign-in name." : "A name, or a part of it."),
      optional: optional, id: id)
  }

  /// A date with a time.
  func dutyTime(_ name: String, _ label: String, _ form: FormState, hint: String? = nil, optional: Bool = false) {
    field(name, label, form, hint: hint, optional: optional) { tied in
      void("input", tied + [.type("datetime-local"), .value(form[name]), .autocomplete("off")])
    }
  }

  /// From when to when.
  func dutySpan(_ span: DutySpan, for reader: Reader) {
    moment(span.from, .day, for: reader)
    text(" to ")
    moment(span.to, .day, for: reader)
  }

  /// Somebody of this wing's answers, by the name that people know them by.
  func dutyPerson(_ id: RecordID, _ names: [RecordID: PersonName]) {
    if let name = names[id] { person(name) } else { span("somebody unknown", .class("soft")) }
  }
}
