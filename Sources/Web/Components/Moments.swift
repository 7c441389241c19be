import Kernel
import Markup

// Times on pages: local, with zone and UTC on hover, machine-readable, relative ones ticking.
extension HTML {
  /// How much of a time stands in the line; all of it stands in the title.
  public enum MomentStyle: Sendable {
    /// `2 Jun 2025, 09:00`; the year only where it is not the present one.
    case short
    /// `Mon 2 Jun 2025, 09:00:12 (UTC+2)`; milliseconds stand in the title.
    case full
    /// As `full`, without the offset: for a table whose head says it once for all of its times.
    case exact
    /// `2 Jun 2025`.
    case date
    /// `Mon 2 Jun, 09:00`, for sentences; the year only where it is not the present one.
    case day
  }

  /// An instant in the reader's zone.
  public func moment(_ instant: Instant, _ style: MomentStyle = .short, for reader: Reader) {
    time(.datetime(instant), .title(hover(instant, reader))) {
      text(Moments.text(instant, style, for: reader))
    }
  }

  /// How long ago, or how far ahead; ticks where there is script. Beyond a week it is the day that says something.
  public func ago(_ instant: Instant, for reader: Reader) {
    guard abs((instant - reader.now).milliseconds) < Duration.days(7).milliseconds else {
      return moment(instant, for: reader)
    }
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
    var out = ByteWriter()
    Moments.write(instant, .full, for: reader, into: &out)
    out.append(UInt8(ascii: " "))
    out.append(reader.zone.name)
    out.append(UInt8(ascii: "\n"))
    out.append(instant)
    return out.text
  }
}

/// Instants as text.
public enum Moments {
  public static func text(_ instant: Instant, _ style: HTML.MomentStyle, for reader: Reader) -> String {
    var out = ByteWriter()
    write(instant, style, for: reader, into: &out)
    return out.text
  }

  /// As `text`, behind what has been written: a queue has two hundred of them.
  static func write(
    _ instant: Instant, _ style: HTML.MomentStyle, for reader: Reader, into out: inout ByteWriter
  ) {
    let moment = reader.zone.local(instant)
    let date = moment.date
    if [.day, .full, .exact].contains(style) {
      out.append(Words.weekdays[date.weekday])
      out.append(UInt8(ascii: " "))
    }
    let namesYear =
      switch style {
      case .date, .full, .exact: true
      case .short, .day: date.year != reader.zone.local(reader.now).date.year
      }
    Words.write(date, namesYear: namesYear, into: &out)
    if style == .date { return }
    out.append(", " as StaticString)
    Words.write(moment, seconds: [.full, .exact].contains(style), into: &out)
    if style == .full {
      out.append(" (" as StaticString)
      out.append(Words.offset(moment.offset))
      out.append(UInt8(ascii: ")"))
    }
  }
}
