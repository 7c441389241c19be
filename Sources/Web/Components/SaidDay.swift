import HTTPSupport
import Kernel
import Markup

/// A day as people say it: `today`, `last Mon`, `28 Nov`, `28.11.2026`, `2026-11-28`.
public enum SaidDay {
  /// What a field of one shows while it is empty.
  public static let example = "1 Nov 2026"

  /// - Throws: `Unclear` for whatever is no day, could be two, or says a time besides.
  public static func read(
    _ text: String, now: Instant, in zone: ReaderZone
  ) throws(SaidMoment.Unclear) -> CivilDate {
    guard text.utf8.count <= SaidMoment.longest else { throw SaidMoment.Unclear(message: "is too long for a day") }
    var reader = SaidMomentReader(text, now: now, zone: zone)
    return try reader.wholeDay()
  }

  /// The first instant of a day in a zone: midnight, or what the clocks show first where they go forward over it.
  public static func start(of day: CivilDate, in zone: ReaderZone) -> Instant {
    for minute in 0..<1_440 {
      if let first = zone.instants(of: day, second: minute * 60).first { return first }
    }
    // A date that the zone left out begins with the next.
    return start(of: CivilDate(daysSince1970: day.daysSince1970 + 1), in: zone)
  }
}

extension Call {
  /// The day that an address asks for by a name, as the reader said it; nil where it asks for none.
  ///
  /// - Throws: `invalid` naming it.
  public func day(_ name: String, in zone: ReaderZone) throws -> CivilDate? {
    guard let text = try asked(name) else { return nil }
    do throws(SaidMoment.Unclear) {
      return try SaidDay.read(text, now: now, in: zone)
    } catch {
      throw MainstayError.field(name, error.message)
    }
  }
}

extension HTML {
  /// A day in the reader's own words. A page that follows from it says the date in its own.
  public func dayField(_ name: String, _ label: String, _ state: FormState, optional: Bool = false) {
    field(name, label, state, optional: optional) { tied in
      void(
        "input",
        tied + [
          .type("text"), .value(state[name]), .autocomplete("off"), .maxlength(SaidMoment.longest),
          .placeholder(SaidDay.example), Attribute("spellcheck", "false"),
        ])
    }
  }
}
