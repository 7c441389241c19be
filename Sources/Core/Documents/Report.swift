import Kernel

/// A document that somebody is handed, as values and without looks: what a maker prints, writes into a workbook, or shows
/// at a terminal. Whoever composes one says what each value is, so that a number is a number in all of them.
public struct Report: Hashable, Sendable {
  /// What its files are called, without an ending: `STM-7`. Letters, digits, and hyphens.
  public var name: String
  public var title: String
  /// Of what it tells, below the title.
  public var subject: String
  /// The time zone by whose clocks moments are told: `Europe/Berlin`.
  public var zone: String
  /// What whoever reads it has to know first, such as that it stands no longer.
  public var warnings: [String]
  /// Lines at the foot of every page: what it is, and what it rests on.
  public var marks: [String]
  public var parts: [Part]

  public init(
    name: String, title: String, subject: String, zone: String, warnings: [String] = [], marks: [String] = [],
    parts: [Part] = []
  ) {
    (self.name, self.title, self.subject, self.zone) = (name, title, subject, zone)
    (self.warnings, self.marks, self.parts) = (warnings, marks, parts)
  }

  /// A heading with what stands under it, in this order.
  public struct Part: Hashable, Sendable {
    public var title: String
    public var words: [String]
    public var facts: [Fact]
    public var tables: [Table]
    /// Small, at the end.
    public var remarks: [String]

    public init(
      _ title: String, words: [String] = [], facts: [Fact] = [], tables: [Table] = [], remarks: [String] = []
    ) {
      (self.title, self.words, self.facts, self.tables, self.remarks) = (title, words, facts, tables, remarks)
    }
  }

  /// One thing that is so.
  public struct Fact: Hashable, Sendable {
    public var name: String
    public var cells: [Cell]

    public init(_ name: String, _ cells: Cell...) { (self.name, self.cells) = (name, cells) }
    public init(_ name: String, all cells: [Cell]) { (self.name, self.cells) = (name, cells) }
  }

  public struct Table: Hashable, Sendable {
    /// Short, and none twice in a report: a sheet of a workbook is called so.
    public var title: String
    public var columns: [String]
    public var rows: [[Cell]]

    public init(_ title: String, _ columns: [String], _ rows: [[Cell]]) {
      (self.title, self.columns, self.rows) = (title, columns, rows)
    }
  }

  /// A value, and what it is.
  public enum Cell: Hashable, Sendable {
    case blank
    case text(String)
    /// A key, digest or address, to be read letter by letter.
    case code(String)
    case whole(Int64)
    /// In hundredths of a percent.
    case share(Int64)
    /// An exact decimal number as text: `99.865591`.
    case decimal(String)
    case length(Duration)
    case moment(Moment)
  }

  /// An instant with how a zone's clocks have it.
  public struct Moment: Hashable, Sendable {
    public var instant: Instant
    /// Seconds east of UTC.
    public var offset: Int

    public init(_ instant: Instant, offset: Int) { (self.instant, self.offset) = (instant, offset) }
  }
}

extension Report {
  /// How many cells its tables have, all together.
  public var cells: Int { parts.reduce(0) { $0 + $1.tables.reduce(0) { $0 + $1.rows.count * $1.columns.count } } }
}

extension Report.Moment {
  /// Milliseconds since 1970-01-01 by the zone's clocks.
  public var localMilliseconds: Int64 { instant.milliseconds + Int64(offset) * 1000 }

  /// `2026-11-03`.
  public var date: String {
    let day = (localMilliseconds - ((localMilliseconds % 86_400_000) + 86_400_000) % 86_400_000) / 86_400_000
    return CivilDate(daysSince1970: Int(day)).iso8601
  }

  /// `09:12:45`, with milliseconds where there are some.
  public var clock: String {
    let rest = ((localMilliseconds % 86_400_000) + 86_400_000) % 86_400_000
    let (hours, minutes, seconds, part) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000)
    return "\(Report.padded(hours, 2)):\(Report.padded(minutes, 2)):\(Report.padded(seconds, 2))"
      + (part > 0 ? ".\(Report.padded(part, 3))" : "")
  }

  /// `+01:00`.
  public var offsetText: String {
    let minutes = Int64(abs(offset) / 60)
    return (offset < 0 ? "-" : "+") + "\(Report.padded(minutes / 60, 2)):\(Report.padded(minutes % 60, 2))"
  }
}

extension Report {
  static func padded(_ number: Int64, _ digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// `26:03:05`, with milliseconds where there are some.
  public static func clock(_ length: Duration) -> String {
    let total = Int64(length.milliseconds.magnitude)
    let part = total % 1000
    return (length.milliseconds < 0 ? "-" : "")
      + "\(total / 3_600_000):\(padded(total / 60_000 % 60, 2)):\(padded(total / 1000 % 60, 2))"
      + (part > 0 ? ".\(padded(part, 3))" : "")
  }
}

extension Report.Cell {
  /// For people, in one line; empty of nothing.
  public var words: String {
    switch self {
    case .blank: ""
    case .text(let text), .code(let text), .decimal(let text): text
    case .whole(let number): String(number)
    case .share(let hundredths):
      (hundredths < 0 ? "-" : "") + "\(abs(hundredths) / 100).\(Report.padded(abs(hundredths) % 100, 2)) %"
    case .length(let length): Report.clock(length)
    case .moment(let moment): "\(moment.date) \(moment.clock) \(moment.offsetText)"
    }
  }

  /// Whether it stands to the right of its column.
  public var isNumber: Bool {
    switch self {
    case .whole, .share, .decimal, .length: true
    case .blank, .text, .code, .moment: false
    }
  }

  /// Of what may not be there.
  public static func whole(_ number: Int64?) -> Report.Cell { number.map { .whole($0) } ?? .blank }
  public static func share(_ hundredths: Int64?) -> Report.Cell { hundredths.map { .share($0) } ?? .blank }
  public static func text(_ text: String?) -> Report.Cell { text.map { .text($0) } ?? .blank }
}
