import Kernel

extension DueFit {
  /// Whether what is used up exactly at the end of the hours is due when they begin again, and not when they end.
  func isDueAtOpening(_ segment: Segment, _ target: Int64, _ hours: Hours) -> Bool {
    var (closing, opening) = (0, 0)
    for place in segment.fitting.prefix(5000) {
      guard let one = timed[place] else { continue }
      let line = hours.lines[hours.version(at: all.cases[place].opened)]
      if let time = line.time(adding: target, to: one.opened), abs(time - one.due) <= within { closing += 1 }
      if let time = line.time(adding: target + 1000, to: one.opened), abs(time - one.due) <= within { opening += 1 }
    }
    return opening > closing
  }

  /// What the cases leave open, in sentences.
  func notes(_ recorded: RecordedCases, waits: Bool) -> [String] {
    var notes: [String] = []
    if waits {
      notes.append(
        "What is used up exactly when the hours end was due when they began again: the targets are a second longer "
          + "than the tool's, which says the same here.")
    }
    for (place, hours) in hours.enumerated() {
      for (change, range) in zip(hours.changes, hours.changeRanges) {
        let dates = hours.closed.filter { $0.value == change }.map(\.key).sorted()
        let list = dates.map { CivilDate(daysSince1970: $0).iso8601 }.joined(separator: ", ")
        notes.append(
          "\(list) became known to the tool\(place == 0 ? "" : " (hours \(place + 1))") between cases opened at "
            + "\(range.lowerBound.rfc3339) and \(range.upperBound.rfc3339).")
      }
    }
    let unpromised = segments.filter { $0.measure == .none }
    if !unpromised.isEmpty {
      let classes = Set(unpromised.map(\.values)).count
      let cases = unpromised.reduce(0) { $0 + $1.explained }
      notes.append(
        "\(cases) cases of \(classes) \(classes == 1 ? "class" : "classes") have no due time as a rule: no target was found for them."
      )
    }
    let judged = recorded.cases.filter { $0.due != nil && $0.met != nil }
    if let stop = recorded.stopPoints.first, !judged.isEmpty {
      let following = judged.count { one in
        let isMet = (one.stop(stop) ?? recorded.asOf) <= (one.due ?? .latest)
        return isMet == one.met
      }
      notes.append("\(following) of \(judged.count) recorded verdicts follow from the recorded due times alone.")
    }
    return notes
  }
}
