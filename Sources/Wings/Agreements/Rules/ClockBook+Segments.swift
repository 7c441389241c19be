import BusinessTime
import Kernel

/// The names behind the numbers of spans.
struct SegmentNames {
  var reasons: [String]
  var names: [String]
  var exclusions: [Exclusion]

  /// Who has open time outside exclusions.
  func holder(_ tenure: Tenure) -> Holder {
    if tenure.vendor >= 0 { return .vendor(names[Int(tenure.vendor)]) }
    if tenure.isRequester { return .requester }
    if tenure.hold >= 0 { return .hold(reasons[Int(tenure.hold)]) }
    if tenure.team >= 0 { return .team(names[Int(tenure.team)]) }
    return .unassigned
  }
}

extension ClockBook {
  /// The spans of a cycle cut at the hours of its calendar.
  func segments(
    of index: Int, _ spans: [CycleSpan], withdrawals: [Withdrawal], _ context: ClockContext, names: SegmentNames
  ) -> [Segment] {
    var list = SegmentList(calendar: context.objective.objective.calendar)
    for span in spans {
      let withdrawn = withdrawals.filter { $0.at <= span.from }.map { names.names[Int($0.answer)] }
      list.add(span, isLocal: cycles[index].isLocal, withdrawn: withdrawn, context, names)
      guard !list.isFull else { break }
    }
    if list.isFull, let end = spans.last?.to { list.sumUp(to: end) }
    return list.segments
  }
}

/// Gathers segments, joining equal neighbours, up to a bound.
private struct SegmentList {
  let calendar: String
  var segments: [Segment] = []

  var isFull: Bool { segments.count >= ClockLimit.segments }

  mutating func add(
    _ span: CycleSpan, isLocal: Bool, withdrawn: [String], _ context: ClockContext, _ names: SegmentNames
  ) {
    if span.kind == .excluded {
      let reason = names.exclusions[Int(span.exclusion)].reason
      let because = Because(
        .exclusion(reason: reason), rule: 16, exclusion: Int(span.exclusion), withdrawn: withdrawn)
      append(span.from, span.to, counted: false, .exclusion(reason), because)
      return
    }
    var at = span.from
    context.objective.calendar.forEachWindow(
      from: Instant(milliseconds: span.from), to: Instant(milliseconds: span.to)
    ) { window in
      addClosed(at, window.lowerBound.milliseconds, span, isLocal, withdrawn, names)
      at = window.upperBound.milliseconds
      let counts = span.kind != .held
      append(
        window.lowerBound.milliseconds, at, counted: counts, names.holder(span.tenure),
        because(span, isLocal, withdrawn, names))
      return !isFull
    }
    if !isFull { addClosed(at, span.to, span, isLocal, withdrawn, names) }
  }

  private mutating func addClosed(
    _ from: Int64, _ to: Int64, _ span: CycleSpan, _ isLocal: Bool, _ withdrawn: [String], _ names: SegmentNames
  ) {
    guard from < to else { return }
    let because =
      isLocal
      ? because(span, isLocal, withdrawn, names)
      : Because(.closed, rule: 6, calendar: calendar, withdrawn: withdrawn)
    append(from, to, counted: isLocal && span.kind != .held, .closed, because)
  }

  private func because(
    _ span: CycleSpan, _ isLocal: Bool, _ withdrawn: [String], _ names: SegmentNames
  ) -> Because {
    let event = span.tenure.event < 0 ? nil : Int(span.tenure.event)
    switch span.kind {
    case .held:
      let reason = span.tenure.hold < 0 ? "" : names.reasons[Int(span.tenure.hold)]
      let since = span.tenure.heldSince < 0 ? nil : Int(span.tenure.heldSince)
      return Because(.held(reason: reason), rule: 9, event: since, withdrawn: withdrawn)
    case .afterResolution: return Because(.resolvedTimeCounts, rule: 13, event: event, withdrawn: withdrawn)
    case .counted, .excluded:
      return Because(
        isLocal ? .localDays : .open, rule: isLocal ? 8 : 10, event: event, calendar: calendar, withdrawn: withdrawn)
    }
  }

  private mutating func append(
    _ from: Int64, _ to: Int64, counted: Bool, _ holder: Holder, _ because: Because
  ) {
    guard from < to else { return }
    let segment = Segment(
      from: Instant(milliseconds: from), to: Instant(milliseconds: to), counted: counted, holder: holder,
      because: because)
    if let last = segments.last, last.to == segment.from, last.counted == counted, last.holder == holder,
      last.because == because
    {
      segments[segments.count - 1].to = segment.to
    } else {
      segments.append(segment)
    }
  }

  /// The rest of the cycle in one segment.
  mutating func sumUp(to end: Int64) {
    guard let last = segments.popLast(), last.from.milliseconds < end else { return }
    segments.append(
      Segment(
        from: last.from, to: Instant(milliseconds: end), counted: true, holder: last.holder,
        because: Because(.summary, rule: 6, calendar: calendar)))
  }
}
