import Kernel

extension StaffingQuestion {
  /// The people needed in each interval, and how those fare who are there.
  ///
  /// The least number never falls as the load grows, so that intervals are taken by their load and each begins where the
  /// one before ended.
  ///
  /// - Throws: `MainstayError.invalid` at `arrivals[3].count` where an interval needs more than `Limit.people`.
  public func answer() throws(MainstayError) -> StaffingAnswer {
    let loads = arrivals.map(load)
    var needed = [StaffingAnswer.Service?](repeating: nil, count: loads.count)
    var last: (load: Double, service: StaffingAnswer.Service)?
    for index in loads.indices.sorted(by: { loads[$0] < loads[$1] }) {
      if let last, last.load == loads[index] {
        needed[index] = last.service
        continue
      }
      guard let service = leastService(load: loads[index], from: last?.service.people ?? 0) else {
        throw .field("arrivals[\(index)].count", "needs more than \(Limit.people) people")
      }
      needed[index] = service
      last = (loads[index], service)
    }
    return StaffingAnswer(
      intervals: arrivals.indices.compactMap { index in
        needed[index].map { service in
          StaffingAnswer.Interval(
            at: arrivals[index].at, load: loads[index], needed: service, rostered: rostered(service.people),
            there: roster[arrivals[index].at].map { self.service(of: $0, load: loads[index]) })
        }
      })
  }

  /// Arrivals in a mean handling time. Where that is a whole number, it is exactly that one.
  func load(_ arrivals: Arrivals) -> Double {
    let work = Int128(arrivals.count.units) * Int128(handling.milliseconds)
    let time = ExactDecimal.power(arrivals.count.places) * Int128(interval.milliseconds)
    let (whole, rest) = work.quotientAndRemainder(dividingBy: time)
    return Double(whole) + Double(rest) / Double(time)
  }

  /// How an interval fares with so many people.
  public func service(of people: Int, load: Double) -> StaffingAnswer.Service {
    let wait = Double(within.milliseconds) / Double(handling.milliseconds)
    switch model {
    case .erlangC:
      let queue = ErlangC(people: people, load: load)
      return StaffingAnswer.Service(
        people: people, attained: queue.attained(within: wait),
        meanWaitSeconds: queue.meanWait.map { $0 * Double(handling.milliseconds) / 1000 },
        occupancy: queue.occupancy, abandon: nil)
    case .erlangA(let patience):
      let queue = ErlangA(
        people: people, load: load, patience: Double(patience.milliseconds) / Double(handling.milliseconds))
      return StaffingAnswer.Service(
        people: people, attained: queue.attained(within: wait),
        meanWaitSeconds: queue.abandon * (Double(patience.milliseconds) / 1000), occupancy: queue.occupancy,
        abandon: queue.abandon)
    }
  }

  /// How the least number fares with which the promise and the bound of occupancy hold, at least `start`; nil above
  /// `Limit.people`. More people never do harm.
  private func leastService(load: Double, from start: Int) -> StaffingAnswer.Service? {
    guard load > 0 else { return service(of: 0, load: 0) }
    // Erlang C holds nothing with no more people than work; one person at least takes it up in any case.
    let work = model == .erlangC ? load.rounded(.down) + 1 : 1
    guard work <= Double(Limit.people) else { return nil }
    let promised = share.approximate - StaffingQuestion.tolerance
    let busiest = occupancy.map { $0.approximate + StaffingQuestion.tolerance } ?? .infinity
    var found: StaffingAnswer.Service?
    // The last number that held is the one that is given back.
    let people = least(from: max(start, Int(work)), through: Limit.people) { people in
      let service = service(of: people, load: load)
      guard service.attained >= promised, service.occupancy <= busiest else { return false }
      found = service
      return true
    }
    return people == nil ? nil : found
  }

  /// ceil(people / (1 - shrinkage)), in whole numbers.
  func rostered(_ people: Int) -> Int {
    let whole = ExactDecimal.power(shrinkage.places)
    let present = whole - Int128(shrinkage.units)
    return Int((Int128(people) * whole + present - 1) / present)
  }
}

/// The least number from `start` on that holds, where each above one that holds does too; nil where none through `end`
/// does. Steps that double lead past it, halves lead back.
func least<Failure: Error>(
  from start: Int, through end: Int, _ holds: (Int) throws(Failure) -> Bool
) throws(Failure) -> Int? {
  guard start <= end else { return nil }
  var (failing, holding, step) = (start - 1, start, 1)
  while try !holds(holding) {
    guard holding < end else { return nil }
    failing = holding
    holding = min(end, holding + step)
    step *= 2
  }
  while holding - failing > 1 {
    let middle = (failing + holding) / 2
    if try holds(middle) { holding = middle } else { failing = middle }
  }
  return holding
}
