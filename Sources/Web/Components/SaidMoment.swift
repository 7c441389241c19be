import Kernel

/// A time as people say it, `tomorrow 9:00` or `28 Nov 14:00`, and the instant that it means in a zone.
public struct SaidMoment: Hashable, Sendable {
  public var at: Instant
  /// Where the wall shows this time twice that day, as clocks go back over it: which of the two it is.
  public var turn: Turn?

  /// Of a time that comes twice.
  public enum Turn: String, Sendable { case first, second }

  public init(_ at: Instant, turn: Turn? = nil) { (self.at, self.turn) = (at, turn) }

  /// Why a text names no instant, in words that follow the name of its field.
  public struct Unclear: Error, Hashable, Sendable { public var message: String }

  /// Characters that are looked at; longer texts are no times.
  public static let longest = 80

  /// Reads `now`, `in 2 h`, `1 h 30 min ago`; a day (`today`, `yesterday`, `tomorrow`, `last Mon`, `next Mon`,
  /// `28 Nov`, `28 Nov 2026`, `28.11.2026`, `2026-11-28`) with a time of day (`9:00`, `9`, `9:30 pm`, `noon`), in either
  /// order, and a time alone, which is today's; `first` or `second` behind a time that comes twice; and RFC 3339.
  /// What a page shows can be written into a field again. A date without a year is one of the present year.
  ///
  /// - Parameter isAhead: Whether what is asked for is to come: what a fault gives as examples then is, too.
  /// - Throws: `Unclear` for a time that no clock of the zone showed, and for whatever could mean two things: a time
  ///   without its day half, a weekday without `last` or `next`, `4/3/2026`.
  public static func read(
    _ text: String, now: Instant, in zone: ReaderZone, isAhead: Bool = false
  ) throws(Unclear) -> SaidMoment {
    guard text.utf8.count <= longest else { throw Unclear(message: "is too long for a time") }
    if let instant = try? Instant(parsing: text) { return SaidMoment(instant) }
    var reader = SaidMomentReader(text, now: now, zone: zone, isAhead: isAhead)
    return try reader.moment()
  }

  /// All of it, as the field says it back: `Sat 28 Nov 2026, 14:00 (UTC+1), which is 13:00 UTC`.
  public func words(for reader: Reader) -> String {
    let local = reader.zone.local(at)
    var text = Moments.text(at, .full, for: reader)
    if local.offset != 0 {
      let utc = ReaderZone.utc.local(at)
      let day = utc.date == local.date ? "" : "\(Words.date(utc.date)), "
      text += ", which is \(day)\(Words.time(utc, seconds: true)) UTC"
    }
    if let turn {
      let other = turn == .first ? Turn.second : .first
      text +=
        ". Clocks go back over it that day, so that it comes twice: this is the \(turn.rawValue). "
        + "Write \u{201c}\(other.rawValue)\u{201d} behind it for the other"
    }
    return text
  }
}

extension ReaderZone {
  /// The instants at which the zone's clocks show a time of a date: one, none where they go forward over it, two where
  /// they go back over it.
  func instants(of date: CivilDate, second: Int) -> [Instant] {
    let local = Int64(date.daysSince1970) * 86_400 + Int64(second)
    // The offset in force is that of a day before or a day after, or both are the same.
    let offsets = Set([local - 86_400, local + 86_400].map { self.local(Instant(seconds: $0)).offset })
    return offsets.map { Instant(seconds: local - Int64($0)) }.sorted().filter { candidate in
      let shown = self.local(candidate)
      return shown.date == date && shown.secondOfDay == second
    }
  }
}
