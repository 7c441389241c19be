import BusinessTime
import Kernel

/// The zones that a file's entries name: the system's by name, others as the file's own VTIMEZONE describes them,
/// and those of Windows by their names there.
struct FileZones {
  private let source: any ZoneSource
  private var described: [String: DescribedZone] = [:]
  private var made: [String: Result<ZoneRules, DescribedZone.Unusable>] = [:]

  /// The year in which the first entry of the file begins.
  var earliestYear: Int?

  init(source: any ZoneSource) { self.source = source }

  mutating func learn(_ name: String, _ zone: DescribedZone) { described[name] = zone }

  /// The rules of a zone by the name that an entry gives it.
  /// - Throws: in words that follow "its time zone X".
  mutating func rules(named name: String, throughYear year: Int) throws(DescribedZone.Unusable) -> ZoneRules {
    if let known = made[name] { return try known.get() }
    let result: Result<ZoneRules, DescribedZone.Unusable>
    do { result = .success(try found(name, year)) } catch { result = .failure(error) }
    made[name] = result
    return try result.get()
  }

  private func found(_ name: String, _ year: Int) throws(DescribedZone.Unusable) -> ZoneRules {
    // Vendors put prefixes before the IANA name: /example.org/20250101/Europe/Paris.
    let parts = name.split(separator: "/")
    for count in [parts.count, 3, 2, 1] where count >= 1 && count <= parts.count {
      let candidate = parts.suffix(count).joined(separator: "/")
      if count > 1 || parts.count == 1, let rules = try? source.rules(for: candidate) { return rules }
    }
    if let zone = described[name] {
      return try zone.rules(named: name, fromYear: earliestYear ?? year, throughYear: year)
    }
    if let identifier = WindowsZones.identifier(of: name), let rules = try? source.rules(for: identifier) {
      return rules
    }
    throw DescribedZone.Unusable(reason: "is not known and not described in the file")
  }
}

extension ZoneRules {
  /// Seconds by the clock, since 1970-01-01T00:00 there.
  func clock(at instant: Instant) -> Int64 {
    let local = local(instant)
    return Int64(local.date.daysSince1970) * 86_400 + Int64(local.secondOfDay)
  }

  /// RFC 5545, 3.3.5: of two equal times the first, and a skipped time by the offset before the gap.
  func entryInstant(clock: Int64) -> Instant {
    let day = clock >= 0 ? clock / 86_400 : (clock - 86_399) / 86_400
    let date = CivilDate(daysSince1970: Int(day))
    let laid = instant(of: date, secondOfDay: Int(clock - day * 86_400))
    if self.clock(at: laid) == clock { return laid }
    return Instant(seconds: clock - Int64(offset(at: laid - .milliseconds(1))))
  }
}
