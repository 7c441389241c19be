import BusinessTime
import FirstSteps
import Kernel

/// A closure as a row of a form.
public struct ClosureRow: Hashable, Sendable {
  /// Its first day, and its last where it has several.
  public var from: String
  public var to: String
  /// `12:00-24:00` for a part of one day.
  public var hours: String
  public var isYearly: Bool
  public var name: String
  /// One that no row can show, as a file writes it: a rule, an interval of instants. It stays as it is.
  public var kept: String

  public init(
    from: String = "", to: String = "", hours: String = "", isYearly: Bool = false, name: String = "",
    kept: String = ""
  ) {
    (self.from, self.to, self.hours) = (from, to, hours)
    (self.isYearly, self.name, self.kept) = (isYearly, name, kept)
  }

  /// The row that says a closure.
  public init(_ closure: Closure) {
    let name = closure.name ?? ""
    var row: ClosureRow
    switch closure.extent {
    case .date(let date, let window):
      row = ClosureRow(from: DayText.text(date), hours: window?.text ?? "", name: name)
    case .once(let from, let to): row = ClosureRow(from: DayText.text(from), to: DayText.text(to), name: name)
    case .yearly(let from, let to):
      row = ClosureRow(
        from: DayText.text(from), to: from == to ? "" : DayText.text(to), isYearly: true, name: name)
    case .interval, .recurring: row = ClosureRow(kept: closure.json.canonical)
    }
    var faults: [FieldFault] = []
    self = name.isOneLine && row.closure(at: "", &faults) == closure ? row : ClosureRow(kept: closure.json.canonical)
  }

  public var isEmpty: Bool { (from + to + hours + name + kept).trimmed.isEmpty }

  /// The closure that it says; nil with its faults, each at the field below `path` that it is about.
  public func closure(at path: String, _ faults: inout [FieldFault]) -> Closure? {
    if !kept.isEmpty {
      let read = ClosureLines.read(kept)
      faults += read.faults.map { FieldFault(path + "kept", $0.message) }
      return read.faults.isEmpty ? read.closures.first : nil
    }
    let before = faults.count
    let first = day(from, path + "from", isNeeded: true, &faults)
    let last = day(to, path + "to", isNeeded: false, &faults)
    let window = ClosureRow.window(hours, path + "hours", &faults)
    let called = name.trimmed.isEmpty ? nil : name.trimmed
    guard faults.count == before, let first else { return nil }
    if window != nil, isYearly || last != nil {
      faults.append(FieldFault(path + "hours", "stand with a single day of one year; leave them empty for whole days"))
      return nil
    }
    switch (first, last ?? first) {
    case (.everyYear(let from), .everyYear(let to)): return Closure(.yearly(from: from, to: to), name: called)
    case (.date(let from), .date(let to)):
      guard from <= to else {
        faults.append(FieldFault(path + "to", "is before the first day"))
        return nil
      }
      return Closure(last == nil ? .date(from, window) : .once(from: from, to: to), name: called)
    default: return nil
    }
  }

  private func day(_ text: String, _ path: String, isNeeded: Bool, _ faults: inout [FieldFault]) -> DayText.Day? {
    guard !text.trimmed.isEmpty else {
      if isNeeded { faults.append(FieldFault(path, "is missing: the first day that is closed")) }
      return nil
    }
    switch (DayText.read(text), isYearly) {
    case (.everyYear(let day), true): return .everyYear(day)
    case (.date(let date), false): return .date(date)
    case (.date(let date), true):
      if let day = MonthDay(month: date.month, day: date.day) { return .everyYear(day) }
      faults.append(FieldFault(path, "is a day that most years lack; take 28 Feb or 1 Mar"))
    case (.everyYear, false):
      faults.append(FieldFault(path, "has no year; write it, or choose that it repeats every year"))
    case (nil, _): faults.append(FieldFault(path, "is no day like 24 Dec 2026, or 24 Dec for every year"))
    }
    return nil
  }

  /// A part of a day; nil where none is said, or what is said is a fault.
  static func window(_ text: String, _ path: String, _ faults: inout [FieldFault]) -> Window? {
    guard !text.trimmed.isEmpty else { return nil }
    do throws(Window.Malformed) {
      return try Window(typed: text)
    } catch {
      faults.append(FieldFault(path, "are no hours: \(error.reason)"))
      return nil
    }
  }
}

/// An opening beside the week as a row of a form.
public struct OpeningRow: Hashable, Sendable {
  public var day: String
  public var hours: String
  public var name: String
  /// One that no row can show, as a file writes it.
  public var kept: String

  public init(day: String = "", hours: String = "", name: String = "", kept: String = "") {
    (self.day, self.hours, self.name, self.kept) = (day, hours, name, kept)
  }

  public init(_ opening: Opening) {
    let row = OpeningRow(
      day: DayText.text(opening.date), hours: opening.window?.text ?? "", name: opening.name ?? "")
    var faults: [FieldFault] = []
    self =
      row.name.isOneLine && row.opening(at: "", &faults) == opening ? row : OpeningRow(kept: opening.json.canonical)
  }

  public var isEmpty: Bool { (day + hours + name + kept).trimmed.isEmpty }

  public func opening(at path: String, _ faults: inout [FieldFault]) -> Opening? {
    if !kept.isEmpty {
      let row = try? JSON(parsing: kept)
      let read = row.flatMap { try? CalendarDefinition(json: ["timeZone": "UTC", "openings": .array([$0])]) }
      if read == nil { faults.append(FieldFault(path + "kept", "is no opening")) }
      return read?.openings.first
    }
    let window = ClosureRow.window(hours, path + "hours", &faults)
    guard case .date(let date)? = DayText.read(day) else {
      faults.append(FieldFault(path + "day", "is no day like 24 Dec 2026"))
      return nil
    }
    return Opening(date: date, window: window, name: name.trimmed.isEmpty ? nil : name.trimmed)
  }
}
