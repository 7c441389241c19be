import Kernel

extension ClockRun {
  /// Each millisecond in which the ticket was open, by its holder (rule 19).
  func attribution(exclusions list: [Exclusion], names: [String]) -> [HolderShare] {
    let names = SegmentNames(reasons: plan.reasons, names: names, exclusions: list)
    var shares: [HolderShare] = []
    var places: [Holder: Int] = [:]
    func give(_ holder: Holder, _ milliseconds: Int64) {
      guard milliseconds > 0 else { return }
      if let place = places[holder] {
        shares[place].time = shares[place].time + .milliseconds(milliseconds)
      } else {
        places[holder] = shares.count
        shares.append(HolderShare(holder: holder, time: .milliseconds(milliseconds)))
      }
    }
    func give(_ tenure: Tenure, _ from: Int64, _ to: Int64) {
      guard from < to else { return }
      var open = to - from
      if let objective = plan.attributionObjective { open = context(objective).measure(false, from, to) }
      give(names.holder(tenure), open)
      give(.closed, to - from - open)
    }
    for span in account {
      var at = span.from
      var piece = exclusions.first(endingAfter: at)
      while piece < exclusions.pieces.count, exclusions.pieces[piece].from < span.to {
        let exclusion = exclusions.pieces[piece]
        give(span.tenure, at, exclusion.from)
        let from = max(at, exclusion.from)
        at = min(exclusion.to, span.to)
        give(.exclusion(list[Int(exclusion.index)].reason), at - from)
        piece += 1
      }
      give(span.tenure, at, span.to)
    }
    return shares
  }
}
