import AgreementFiles
import ArgumentParser
import BusinessTime
import CSVFiles
import Forecasting
import Kernel
import SystemZones

/// `mainstay forecast FILE.csv`: what is to be expected, from what came.
struct ForecastCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forecast",
    abstract: "Forecast counts for the time ahead from those of past weeks.",
    discussion: """
      Reads a CSV file (plain or gzip) of counts, or of events with a row each, and prints CSV: at, expected, and the \
      interval from low to high that four of five counts should lie in. With --assess it holds back the last days \
      instead and prints, as JSON, how far a forecast of them is off, beside the same time last week and the mean of \
      the last four. docs/staffing.md says what the forecast knows and what it does not.
      """)

  @Argument(
    help: "The CSV file, its first row the names of the columns.", completion: .file(extensions: ["csv", "gz"]))
  var file: String

  @Option(name: .long, help: ArgumentHelp("The column of the time.", valueName: "column"))
  var at: String

  @Option(
    name: .long, help: ArgumentHelp("The column of the count; without it each row is one event.", valueName: "column"))
  var count: String?

  @Option(name: .long, help: ArgumentHelp("The length of an interval, like PT30M.", valueName: "duration"))
  var every: ISO8601Duration

  @Option(
    name: .long, help: ArgumentHelp("How far ahead, like P14D, from the last interval on.", valueName: "duration"))
  var ahead: ISO8601Duration?

  @Option(name: .long, help: ArgumentHelp("The time zone of the counts.", valueName: "zone"))
  var zone: String

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A YAML file with a calendar whose closures (holidays, known upgrades) teach nothing and are not forecast.",
      valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var closures: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Hold back the last days, like P28D, and say how good it is, instead of looking ahead.", valueName: "days"))
  var assess: ISO8601Duration?

  @Flag(help: "Print a table for people, with the clock times of the zone.")
  var pretty = false

  func run() throws {
    let rules = try ZoneOption.rules(zone)
    guard ahead != nil || assess != nil else {
      throw MainstayError.field("--ahead", "is missing: how far to look, like P14D; or give --assess")
    }
    guard every.days == 0 || every == ISO8601Duration(days: 1, time: .zero) else {
      throw MainstayError.field("--every", "must be whole minutes that divide a day, like PT30M")
    }
    let grid: IntervalGrid
    do {
      grid = try IntervalGrid(every: .days(every.days) + every.time, zone: rules)
    } catch {
      throw MainstayError.field("--every", "must be whole minutes that divide a day, like PT30M")
    }
    let read = try counts(rules)
    let series =
      try read.hasCounts
      ? CountSeries(counts: read.rows, on: grid) : CountSeries(events: read.rows.map(\.at), on: grid)
    let closed = try closures.map(ClosedIntervals.init)
    let known = closed.map { closed in series.leavingOut { closed.touch($0, grid) } } ?? series
    if let assess {
      try say(known, holdingBack: assess)
    } else if let ahead {
      try say(known, ahead: ahead, closed)
    }
    sayAside(read, leftOut: series.observed.count - known.observed.count)
  }

  /// Bytes of what can be read only once, such as standard input.
  private static let mostAtOnce = 64 << 20

  private func counts(_ zone: ZoneRules) throws -> CountFile {
    guard !InputFile.isOrdinary(file) else {
      return try CountFile(at: at, count: count, zone: zone) { try FileBytes(path: file) }
    }
    let bytes = try InputFile.read(file, limit: ForecastCommand.mostAtOnce)
    guard bytes.count <= ForecastCommand.mostAtOnce else {
      throw MainstayError.field("file", "is longer than 64 MB, which is the most of what can be read only once")
    }
    return try CountFile(at: at, count: count, zone: zone) { MemoryBytes(bytes) }
  }

  private func say(_ series: CountSeries, ahead: ISO8601Duration, _ closed: ClosedIntervals?) throws {
    let grid = series.grid
    guard ahead.days <= 3660, ahead.time <= .days(3660),
      let end = grid.zone.instant(days: Int(ahead.days), after: series.end).map({ $0 + ahead.time }), end > series.end,
      (end - series.end).milliseconds / grid.every.milliseconds < SeasonalForecast.Limit.ahead
    else {
      throw MainstayError.field(
        "--ahead", "is a time from one interval to \(SeasonalForecast.Limit.ahead.grouped), ten years at most")
    }
    let days = Int((end - series.end).milliseconds / Duration.days(1).milliseconds) + 1
    let forecast = try SeasonalForecast(series, lookingAhead: days)
    var lines = ["at,expected,low,high"]
    var table = TextTable([("At", .left), ("Expected", .right), ("Low", .right), ("High", .right)])
    var (unknown, shut) = (0, 0)
    for interval in grid.intervals(from: series.end, to: end) {
      if let closed, closed.touch(interval, grid) {
        shut += 1
      } else if let row = forecast.row(interval) {
        let numbers = [row.expected, row.low, row.high].map(\.thousandths)
        if pretty {
          table.add([grid.zone.local(interval.start).text] + numbers)
        } else {
          lines.append(([interval.start.rfc3339] + numbers).joined(separator: ","))
        }
      } else {
        unknown += 1
      }
    }
    Say.result(pretty ? table.text : lines.joined(separator: "\n"))
    if unknown > 0 {
      Say.aside("\(unknown.grouped) intervals are left out: nothing was ever counted at their time of the week.")
    }
    if shut > 0 { Say.aside("\(shut.grouped) intervals are left out: the calendar is closed.") }
  }

  private func say(_ series: CountSeries, holdingBack length: ISO8601Duration) throws {
    guard length.time == .zero, (1...3660).contains(length.days) else {
      throw MainstayError.field("--assess", "is a number of whole days, like P28D")
    }
    let assessment = try ForecastAssessment(series, holdingBack: Int(length.days))
    Say.result(pretty ? assessment.text : assessment.json.canonical)
  }

  private func sayAside(_ read: CountFile, leftOut: Int) {
    if read.uncounted > 0 { Say.aside("\(read.uncounted.grouped) rows have no count and say nothing of their time.") }
    if read.hasCounts, read.repeated > 0 {
      Say.aside("\(read.repeated.grouped) rows have the time of another row; their counts were added up.")
    }
    if leftOut > 0 { Say.aside("\(leftOut.grouped) intervals lie in closures and taught nothing.") }
  }
}

/// The closures of a calendar file's one calendar, laid on the line.
private struct ClosedIntervals {
  /// Open all the time but for the closures.
  private let calendar: BusinessCalendar

  init(_ path: String) throws {
    let source = AgreementFile.Source(bytes: try InputFile.read(path, limit: YAMLLimit.bytes, as: "--closures"))
    let calendars = try AgreementFile([source], zones: SystemZones()).calendars
    guard calendars.count == 1, var definition = calendars.first?.value else {
      throw MainstayError.field("--closures", "\(path) must hold one calendar; it holds \(calendars.count)")
    }
    definition.weekly = CalendarDefinition.aroundTheClock(timeZone: definition.timeZone).weekly
    calendar = try BusinessCalendar(definition, zone: SystemZones().rules(for: definition.timeZone))
  }

  /// Whether any of an interval is closed.
  func touch(_ interval: IntervalGrid.Interval, _ grid: IntervalGrid) -> Bool {
    let end = grid.end(at: interval.start)
    return calendar.openTime(from: interval.start, to: end) < end - interval.start
  }
}

extension ForecastAssessment {
  fileprivate var json: JSON {
    [
      "from": .string(CivilDate(daysSince1970: days.lowerBound).iso8601),
      "to": .string(CivilDate(daysSince1970: days.upperBound).iso8601),
      "intervals": .integer(Int64(intervals)),
      "wape": ["forecast": share(error), "lastWeek": share(lastWeekError), "fourWeeks": share(fourWeeksError)],
      "better": [
        "thanLastWeek": share(better(than: lastWeekError)), "thanFourWeeks": share(better(than: fourWeeksError)),
      ],
      "coverage": share(coverage),
      "memory": [
        "shapeWeeks": .decimal(memory.shapeWeeks.thousandths), "levelWeeks": .decimal(memory.levelWeeks.thousandths),
        "smoothing": .decimal(memory.smoothing.thousandths),
      ],
    ]
  }

  fileprivate var text: String {
    var table = TextTable([("", .left), ("WAPE", .right), ("forecast is better by", .right)])
    table.add(["forecast", percent(error), ""])
    table.add(["same time last week", percent(lastWeekError), percent(better(than: lastWeekError))])
    table.add(["mean of four weeks", percent(fourWeeksError), percent(better(than: fourWeeksError))])
    return """
      \(CivilDate(daysSince1970: days.lowerBound).iso8601) to \(CivilDate(daysSince1970: days.upperBound).iso8601), \
      \(intervals.grouped) intervals held back

      \(table.text)

      \(percent(coverage)) of the counts lay in the interval that was to hold 80 %.
      """
  }

  private func better(than other: Double?) -> Double? {
    guard let error, let other, other > 0 else { return nil }
    return 1 - error / other
  }

  private func percent(_ share: Double?) -> String {
    share.map { ((1000 * $0).rounded() / 10).thousandths + " %" } ?? "-"
  }

  private func share(_ value: Double?) -> JSON { value.map { .decimal(((1e6 * $0).rounded() / 1e6).plain) } ?? .null }
}

extension Double {
  /// Rounded to three decimals, without trailing zeros.
  fileprivate var thousandths: String { ((1000 * self).rounded() / 1000).plain }

  /// As short as it is exact, whole numbers without a point.
  fileprivate var plain: String {
    let text = "\(self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

extension ISO8601Duration: ExpressibleByArgument {
  public init?(argument: String) { try? self.init(parsing: argument) }
}
