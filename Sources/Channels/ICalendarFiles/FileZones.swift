import BusinessTime
import CLibICal
import Kernel

/// The zones that a file's entries name: the system's by name, others as the file's own VTIMEZONE describes them.
struct FileZones {
  /// How to lay a clock time of a zone on the line.
  enum Rules {
    case known(ZoneRules)
    /// libical's reading of a VTIMEZONE; valid as long as the file's tree.
    case described(OpaquePointer)

    /// RFC 5545, 3.3.5: of two equal times the first, and a skipped time by the offset before the gap.
    func instant(of date: CivilDate, secondOfDay: Int) -> Instant {
      switch self {
      case .known(let rules):
        let laid = rules.instant(of: date, secondOfDay: secondOfDay)
        let local = rules.local(laid)
        if local.date == date, local.secondOfDay == secondOfDay { return laid }
        let before = rules.offset(at: laid - .milliseconds(1))
        return Instant(seconds: Int64(date.daysSince1970) * 86_400 + Int64(secondOfDay - before))
      case .described(let zone):
        var time = icaltime_null_time()
        (time.year, time.month, time.day) = (Int32(date.year), Int32(date.month), Int32(date.day))
        let second = Int32(secondOfDay)
        (time.hour, time.minute, time.second) = (second / 3600, second / 60 % 60, second % 60)
        let offset = icaltimezone_get_utc_offset(zone, &time, nil)
        return Instant(seconds: Int64(date.daysSince1970) * 86_400 + Int64(secondOfDay) - Int64(offset))
      }
    }

    /// The clock of this zone at an instant.
    func local(_ instant: Instant) -> (date: CivilDate, secondOfDay: Int) {
      switch self {
      case .known(let rules):
        let local = rules.local(instant)
        return (local.date, local.secondOfDay)
      case .described(let zone):
        let utc = ZoneRules.utc.local(instant)
        var time = icaltime_null_time()
        (time.year, time.month, time.day) = (Int32(utc.date.year), Int32(utc.date.month), Int32(utc.date.day))
        let second = Int32(utc.secondOfDay)
        (time.hour, time.minute, time.second) = (second / 3600, second / 60 % 60, second % 60)
        let offset = icaltimezone_get_utc_offset_of_utc_time(zone, &time, nil)
        let clock = ZoneRules.utc.local(instant + .seconds(Int64(offset)))
        return (clock.date, clock.secondOfDay)
      }
    }
  }

  private let source: any ZoneSource
  private var described: [String: OpaquePointer] = [:]

  init(source: any ZoneSource) { self.source = source }

  /// Takes note of a VTIMEZONE.
  mutating func learn(_ component: OpaquePointer) {
    guard let property = icalcomponent_get_first_property(component, ICAL_TZID_PROPERTY) else { return }
    let name = EntryReader.text(icalproperty_get_tzid(property))
    if let parent = icalcomponent_get_parent(component), let zone = icalcomponent_get_timezone(parent, name) {
      described[name] = zone
    }
  }

  /// The rules of a zone by the name that an entry gives it; nil where neither the system nor the file knows it.
  func rules(named name: String) -> Rules? {
    // Vendors put prefixes before the IANA name: /example.org/20250101/Europe/Paris.
    let parts = name.split(separator: "/")
    for count in [parts.count, 3, 2, 1] where count >= 1 && count <= parts.count {
      let candidate = parts.suffix(count).joined(separator: "/")
      if count > 1 || parts.count == 1, let rules = try? source.rules(for: candidate) { return .known(rules) }
    }
    return described[name].map(Rules.described)
  }
}
