import BusinessTime
import Kernel

/// Turns entries into closures of one calendar.
struct ClosureBuilder {
  let file: ICalendarFile
  let zones: FileZones
  let recurrences = ICalendarRecurrences()

  init(file: ICalendarFile, zones: FileZones) {
    self.file = file
    self.zones = zones
  }

  func build(_ entries: [Entry]) -> ClosureImport {
    var result = ClosureImport(candidates: [], skipped: [])
    func skip(_ entry: Entry, _ reason: String) {
      result.skipped.append(.init(uid: entry.uid, summary: entry.summary, reason: reason))
    }
    var newest: [String: Int] = [:]
    var overrides: [String: [Entry]] = [:]
    for (index, entry) in entries.enumerated() where !entry.uid.isEmpty {
      if entry.recurrenceID != nil {
        overrides[entry.uid, default: []].append(entry)
      } else if let other = newest[entry.uid].map({ entries[$0] }) {
        if (other.sequence, other.stamp) <= (entry.sequence, entry.stamp) { newest[entry.uid] = index }
      } else {
        newest[entry.uid] = index
      }
    }
    for (index, entry) in entries.enumerated() {
      let main = newest[entry.uid]
      if entry.recurrenceID == nil, let main, main != index {
        skip(entry, "A newer version of the same entry stands in the file.")
      } else if entry.recurrenceID != nil, main != nil {
        continue  // Told with its main entry.
      } else if entry.isCancelled {
        skip(entry, "It is cancelled.")
      } else {
        let moved = entry.recurrenceID == nil ? overrides[entry.uid] ?? [] : []
        do {
          result.candidates.append(try candidate(entry, newestOverrides(moved)))
        } catch {
          skip(entry, error.reason)
        }
      }
    }
    return result
  }

  private func newestOverrides(_ overrides: [Entry]) -> [Entry] {
    var result: [EntryTime: Entry] = [:]
    for entry in overrides {
      guard let id = entry.recurrenceID else { continue }
      if let other = result[id], (other.sequence, other.stamp) > (entry.sequence, entry.stamp) { continue }
      result[id] = entry
    }
    return result.values.sorted {
      ($0.recurrenceID?.date ?? .init(daysSince1970: 0)) < ($1.recurrenceID?.date ?? .init(daysSince1970: 0))
    }
  }

  /// Why an entry gives no closure.
  struct Refusal: Error { var reason: String }

  private func candidate(_ entry: Entry, _ overrides: [Entry]) throws(Refusal) -> ClosureCandidate {
    var notes = entry.errors
    if entry.isTentative { notes.append("It is tentative.") }
    let name = entry.summary.isEmpty ? nil : entry.summary
    let span = try span(entry)
    var except = try entry.exceptions.map { time throws(Refusal) in try day(of: time, like: span) }
    var added: [Closure] = []
    for override in overrides {
      guard let id = override.recurrenceID else { continue }
      let original = try day(of: id, like: span)
      except.append(original)
      if override.movesFollowing {
        notes.append("From \(original.iso8601) on all occurrences change; only that one is taken as changed.")
      }
      if override.isCancelled {
        notes.append("The occurrence of \(original.iso8601) is cancelled.")
      } else {
        notes.append("The occurrence of \(original.iso8601) is moved or changed.")
        added.append(Closure(once(try self.span(override)), name: override.summary.isEmpty ? name : override.summary))
      }
    }
    let also = try entry.additions.map { time throws(Refusal) in try day(of: time, like: span) }
    var extents: [Closure.Extent] = []
    if entry.rules.isEmpty, also.isEmpty, except.isEmpty {
      extents = [once(span)]
    } else if entry.rules.isEmpty {
      extents = Set([span.date] + also).subtracting(except).sorted().map { once(span.moved(to: $0)) }
    } else {
      for (index, rule) in entry.rules.enumerated() {
        // Dates beside the rule are told with the first one.
        extents += try recurring(rule, span, except: except, also: index == 0 ? also : [], &notes)
      }
    }
    let closures = extents.map { Closure($0, name: name) } + added
    guard !closures.isEmpty else { throw Refusal(reason: "All its occurrences are left out.") }
    let days = localDates(span)
    return ClosureCandidate(
      uid: entry.uid, summary: entry.summary, closures: closures, isWholeDay: span.time == nil,
      recurs: !entry.rules.isEmpty || !also.isEmpty, isTransparent: entry.isTransparent, firstDate: days.first,
      lastDate: days.last, notes: notes)
  }
}
