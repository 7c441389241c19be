import Kernel
import Markup

// Times on pages: local, with zone and UTC on hover, machine-readable, relative ones ticking.
extension HTML {
  /// How much of a time stands in the line; all of it stands in the title.
  public enum MomentStyle: Sendable {
    /// `2 Jun 2025, 09:00`; the year only where it is not the present one.
    case short
    /// `Mon 2 Jun 2025, 09:00`, for sentences.
    case long
    /// `Mon 2 Jun 2025, 09:00:12 (UTC+2)`; milliseconds stand in the title.
    case full
    /// `2 Jun 2025`.
    case date
    /// `Mon 2 Jun, 09:00`; the year only where it is not the present one.
    case day
  }

  /// An instant in the reader's zone.
  public func moment(_ instant: Instant, _ style: MomentStyle = .short, for reader: Reader) {
    time(.datetime(instant), .title(hover(instant, reader))) {
      text(Moments.text(instant, style, for: reader))
    }
  }

  /// How long ago, or how far ahead; ticks where there is script.
  public func ago(_ instant: Instant, for reader: Reader) {
    time(.datetime(instant), .title(hover(instant, reader)), .data("ticks", "ago")) {
      let distance = instant - reader.now
      switch distance.milliseconds {
      case -59_999...59_999: text("just now")
      case 1...: text("in \(Words.distance(distance))")
      default: text("\(Words.distance(distance)) ago")
      }
    }
  }

  /// A deadline: `in 2 h 10 min` or `3 h late`, and red when it has passed.
  /// - Parameter soon: below this distance it is shown as near.
  public func deadline(_ due: Instant, soon: Duration = .hours(1), for reader: Reader) {
    let distance = due - reader.now
    let state = distance < .zero ? "late" : distance < soon ? "soon" : ""
    time(
      .datetime(due), .title(hover(due, reader)), .data("ticks", "due"),
      .data("soon", String(soon.milliseconds)), .when(!state.isEmpty, .class(state))
    ) {
      text(distance < .zero ? "\(Words.distance(distance)) late" : "in \(Words.distance(distance))")
    }
  }

  private func hover(_ instant: Instant, _ reader: Reader) -> String {
    Moments.text(instant, .full, for: reader) + " \(reader.zone.name)\n" + instant.rfc3339
  }
}

/// Instants as text.
public enum Moments {
  public static func text(_ instant: Instant, _ style: HTML.MomentStyle, for reader: Reader) -> String {
    let moment = reader.zone.local(instant)
    let date = moment.date
    switch style {
    case .date: return Words.date(date)
    case .short:
      let day = "\(date.day) \(Words.months[date.month - 1])"
      let year = date.year == reader.zone.local(reader.now).date.year ? "" : " \(date.year)"
      return "\(day)\(year), \(Words.time(moment))"
    case .long: return "\(Words.weekdays[date.weekday]) \(Words.date(date)), \(Words.time(moment))"
    case .day: return "\(Words.weekdays[date.weekday]) \(text(instant, .short, for: reader))"
    case .full:
      return
        "\(Words.weekdays[date.weekday]) \(Words.date(date)), \(Words.time(moment, seconds: true)) (\(Words.offset(moment.offset)))"
    }
  }
}
