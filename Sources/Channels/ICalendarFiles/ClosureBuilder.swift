import BusinessTime
import Kernel

/// Turns entries into closures of one calendar.
struct ClosureBuilder {
  let file: ICalendarFile
  var zones: FileZones
  /// What may still be looked at for the rules of the file.
  var steps = ICalendarFile.Limit.steps
  /// Recurring rows so far: a calendar holds no more than `CalendarDefinition.Limit.recurrences`.
  private var recurringRows = 0
  /// What a calendar still looks at to check recurring rows.
  var rowSteps = RecurrenceRule.Limit.checkingSteps

  init(file: ICalendarFile, zones: FileZones) {
    self.file = file
    self.zones = zones
  }

  /// Why an entry gives no closure.
  struct Refusal: Error { var reason: String }

  mutating func build(_ entries: [Entry]) -> ClosureImport {
    var result = ClosureImport(candidates: [], skipped: [])
    func skip(_ entry: Entry, _ reason: String) {
      result.skipped.append(.init(uid: entry.uid, summary: entry.summary, reason: reason))
    }
    var newest: [String: Int] = [:]
    var overrides: [String: [Entry]] = [:]
    var mains: [String: [Int]] = [:]
    for (index, entry) in entries.enumerated() where !entry.uid.isEmpty {
      if !entry.isOverride { mains[entry.uid, default: []].append(index) }
      if entry.isOverride {
        overrides[entry.uid, default: []].append(entry)
      } else if let other = newest[entry.uid].map({ entries[$0] }) {
        if (other.sequence, other.stamp) <= (entry.sequence, entry.stamp) { newest[entry.uid] = index }
      } else {
        newest[entry.uid] = index
      }
    }
    for (index, entry) in entries.enumerated() {
      let main = newest[entry.uid]
      var shares = false
      if !entry.isOverride, let main, main != index {
        let newer = entries[main]
        guard (newer.sequence, newer.stamp) == (entry.sequence, entry.stamp), !newer.saysTheSame(as: entry) else {
          skip(entry, "A newer version of the same entry stands in the file.")
          continue
        }
        shares = true
      } else if entry.isOverride, main != nil {
        continue  // Told with its main entry.
      }
      if entry.isCancelled {
        skip(entry, "It is cancelled.")
        continue
      }
      do {
        let moved = entry.isOverride || shares ? [] : overrides[entry.uid] ?? []
        var candidate = try limited(entry, moved)
        let isShared = mains[entry.uid]?.prefix(100).contains { $0 != index && entries[$0].isAsNew(as: entry) }
        if !entry.isOverride, isShared == true {
          candidate.notes.append(
            "Another entry of the file has the same UID and is neither older nor newer; both are taken.")
        }
        result.candidates.append(candidate)
      } catch {
        skip(entry, error.reason)
      }
    }
    return result
  }

  /// An entry whose recurring rows still fit into a calendar, or is written out.
  private mutating func limited(_ entry: Entry, _ overrides: [Entry]) throws(Refusal) -> ClosureCandidate {
    let before = rowSteps
    let candidate = try candidate(entry, overrides, writesOut: false)
    let rows = candidate.closures.count { if case .recurring = $0.extent { true } else { false } }
    guard rows > 0, candidate.isInPeriod else { return candidate }
    if recurringRows + rows <= CalendarDefinition.Limit.recurrences {
      recurringRows += rows
      return candidate
    }
    rowSteps = before
    return try self.candidate(entry, overrides, writesOut: true)
  }

  private mutating func candidate(
    _ entry: Entry, _ overrides: [Entry], writesOut: Bool
  ) throws(Refusal) -> ClosureCandidate {
    // One for all later occurrences leaves none of the series as it stands.
    if let refusal = entry.refusal ?? overrides.lazy.compactMap(\.refusal).first { throw Refusal(reason: refusal) }
    if entry.isOverride, entry.recurrenceID == nil {
      throw Refusal(reason: entry.unread.first ?? "RECURRENCE-ID cannot be read.")
    }
    var notes = entry.unread
    let span = try span(entry, &notes)
    var set = try occurrences(of: entry, span, &notes)
    if entry.isTentative { notes.append("It is tentative.") }
    let name = entry.summary.isEmpty ? nil : entry.summary
    var added: [Closure] = []
    for override in try sorted(overrides, &notes) {
      if let closure = taken(override, of: entry, to: &set, &notes) {
        added.append(Closure(closure, name: override.summary.isEmpty ? name : override.summary))
      }
    }
    let extents = try extents(of: set, writesOut: writesOut, &notes)
    let closures = extents.closures.map { Closure($0, name: name) } + added
    let isInPeriod = extents.isInPeriod || added.contains { meetsPeriod($0.extent) }
    guard !closures.isEmpty || extents.isOutside else { throw Refusal(reason: "All its occurrences are left out.") }
    // Where a part that could not be read might have closed something in the period, that is not passed over.
    if !isInPeriod, let lost = notes.first(where: { $0.isLoss }) { throw Refusal(reason: lost) }
    let first = span.occurrence(at: span.start)
    let dates = (file.zone.local(first.lowerBound).date, file.zone.local(first.upperBound - .milliseconds(1)).date)
    return ClosureCandidate(
      uid: entry.uid, summary: entry.summary, closures: closures, isWholeDay: span.isOfDates,
      recurs: !entry.rules.isEmpty || !entry.additions.isEmpty, isInPeriod: isInPeriod,
      isTransparent: entry.isTransparent, firstDate: dates.0, lastDate: max(dates.0, dates.1), notes: notes)
  }

  /// The newest override of each occurrence, in the order of occurrences.
  private mutating func sorted(_ overrides: [Entry], _ notes: inout [String]) throws(Refusal) -> [Entry] {
    var newest: [EntryTime: Entry] = [:]
    for entry in overrides {
      guard let id = entry.recurrenceID else {
        notes.insert(
          entry.unread.first { $0.hasPrefix("RECURRENCE-ID") } ?? "A RECURRENCE-ID cannot be read.", at: 0)
        continue
      }
      if let other = newest[id], (other.sequence, other.stamp) > (entry.sequence, entry.stamp) { continue }
      newest[id] = entry
    }
    return newest.sorted { ($0.key.date, $0.key.secondOfDay ?? 0) < ($1.key.date, $1.key.secondOfDay ?? 0) }
      .map(\.value)
  }

  /// What stands in the place of the occurrence that an override names. One that cannot be used is told of, and the
  /// series stays as it is.
  private mutating func taken(
    _ override: Entry, of main: Entry, to set: inout EntryOccurrences, _ notes: inout [String]
  ) -> Closure.Extent? {
    let before = (set, notes)
    do {
      return try apply(override, of: main, to: &set, &notes)
    } catch {
      (set, notes) = before
      let id = override.recurrenceID?.words ?? ""
      notes.insert(
        "RECURRENCE-ID \(id) cannot be used: what that occurrence became has a fault. \(error.reason) "
          + "The occurrence is taken as the series has it.", at: 0)
      return nil
    }
  }

  /// Takes the occurrence that an override names out of the set, and gives what stands in its place.
  private mutating func apply(
    _ override: Entry, of main: Entry, to set: inout EntryOccurrences, _ notes: inout [String]
  ) throws(Refusal) -> Closure.Extent? {
    guard let id = override.recurrenceID else { return nil }
    if override.sequence < main.sequence, try isLeftOut(id, of: set) {
      notes.append("The occurrence of \(id.words) is left out (EXDATE) by a newer version than its change.")
      return nil
    }
    let isOccurrence = try leaveOut(id, of: &set)
    notes += override.unread
    guard !override.isCancelled else {
      notes.append("The occurrence of \(id.words) is cancelled.")
      return nil
    }
    notes.append(
      isOccurrence
        ? "The occurrence of \(id.words) is moved or changed."
        : "The occurrence of \(id.words), which is changed, is none; the changed one is taken as one more.")
    let span = try span(override, &notes)
    return once(span.occurrence(at: span.start))
  }

  private func meetsPeriod(_ extent: Closure.Extent) -> Bool {
    switch extent {
    case .date(let date, let window):
      let end = date.daysSince1970 + (window?.crossesMidnight == true ? 1 : 0)
      return date <= file.through && file.from.daysSince1970 <= end
    case .once(let first, let last): return first <= file.through && file.from <= last
    case .yearly, .recurring: return true
    case .interval(let from, let to): return from < file.period.upperBound && file.period.lowerBound < to
    }
  }
}

extension String {
  /// A note about a part that might have named other occurrences than those that are known.
  fileprivate var isLoss: Bool {
    (hasSuffix(" missing.") || hasSuffix("cannot be read.") || contains(" cannot be read: ")
      || contains(" cannot be used: "))
      && ["RRULE", "RDATE", "RECURRENCE-ID", "DTEND", "DURATION"].contains(where: hasPrefix)
  }
}

extension Entry {
  /// Neither is a newer version of the other.
  func isAsNew(as other: Entry) -> Bool {
    (sequence, stamp) == (other.sequence, other.stamp) && !saysTheSame(as: other)
  }

  func saysTheSame(as other: Entry) -> Bool {
    summary == other.summary && start == other.start && end == other.end && duration == other.duration
      && rules == other.rules && additions == other.additions && exceptions == other.exceptions
  }
}
