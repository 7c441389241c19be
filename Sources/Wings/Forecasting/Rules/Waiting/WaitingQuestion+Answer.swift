import BusinessTime
import Kernel

extension WaitingQuestion {
  /// Plays the runs with ever more people until every promise holds. The same tickets come in each try, so that tries
  /// differ by the people alone.
  ///
  /// - Throws: `MainstayError.invalid` where that takes more than `Limit.steps` tickets and changes of shift, or
  ///   `Limit.happenings`.
  public func answer() throws(MainstayError) -> WaitingAnswer { try answer(happenings: Limit.happenings) }

  /// - Parameter most: happenings that all tries together may come to.
  func answer(happenings most: Int) throws(MainstayError) -> WaitingAnswer {
    let runs = try drawn()
    let end = runs.map(\.end).max() ?? period.upperBound
    let capacity = CapacityLine(shifts, from: period.lowerBound - warmUp, to: end)
    let steps = runs.reduce(0) { $0 + $1.tickets.count } + capacity.changes.count * runs.count
    guard steps <= Limit.steps else { throw tooLong }
    var left = most
    var tried: [Int: WaitingAnswer.Staffed] = [:]
    func staffed(_ people: Int) throws(MainstayError) -> WaitingAnswer.Staffed {
      if let known = tried[people] { return known }
      var tallies: [[DeskRun.Tally]] = []
      for run in runs {
        let played = DeskRun(run, capacity, sought: people, kinds: priorities.count, most: left)
        left -= played.happenings
        guard left > 0 else { throw tooMuch }
        tallies.append(played.tallies)
      }
      let result = WaitingAnswer.Staffed(people: people, priorities: attained(tallies))
      tried[people] = result
      return result
    }
    var answer = WaitingAnswer(seed: seed, runs: self.runs)
    guard shifts.contains(where: { $0.people == nil }) else {
      answer.there = try staffed(0)
      return answer
    }
    // Beyond one person a ticket more people change nothing.
    let enough = min(Limit.people, max(1, runs.map(\.tickets.count).max() ?? 1))
    let people = try least(from: 0, through: enough) { people throws(MainstayError) in
      try staffed(people).priorities.allSatisfy(\.holds)
    }
    if let people { answer.needed = try staffed(people) } else { answer.best = try staffed(enough) }
    if let there { answer.there = try staffed(there) }
    return answer
  }

  private var tooLong: MainstayError {
    .field(
      "runs", "come to more than \(Limit.steps) tickets and changes of shift; ask for fewer runs or a shorter period")
  }

  private var tooMuch: MainstayError {
    .field(
      "runs",
      "come to more than \(Limit.happenings) happenings while numbers of people are tried; ask for fewer runs or a shorter "
        + "period")
  }

  /// The tickets of every run.
  private func drawn() throws(MainstayError) -> [DrawnRun] {
    var runs: [DrawnRun] = []
    var count = 0
    for number in 0..<self.runs {
      guard let run = DrawnRun(self, number: number, most: Limit.steps - count) else { throw tooLong }
      count += run.tickets.count
      runs.append(run)
    }
    return runs
  }

  private func attained(_ runs: [[DeskRun.Tally]]) -> [WaitingAnswer.Attained] {
    priorities.enumerated().map { index, priority in
      let tallies = runs.map { $0[index] }
      let interval = RunsInterval(tallies.map { ($0.kept, $0.judged) })
      return WaitingAnswer.Attained(
        name: priority.name, tickets: Double(tallies.reduce(0) { $0 + $1.judged }) / Double(runs.count),
        share: interval?.mean, low: interval?.low, high: interval?.high, promised: priority.promise.share)
    }
  }
}

/// The tickets of one run: when each comes, what it takes, and when it is due.
struct DrawnRun {
  struct Ticket {
    var at: Int64
    /// Milliseconds of one person's work.
    var work: Int64
    /// The last instant at which the promise is kept; `Int64.max`: any is.
    var due: Int64
    var priority: Int
    var isJudged: Bool
    var untilBegun: Bool
  }

  /// In the order of arrival.
  private(set) var tickets: [Ticket] = []
  /// When the last ticket that is judged is due.
  private(set) var end: Instant

  /// Nil where there are more than `most` tickets.
  init?(_ question: WaitingQuestion, number: Int, most: Int) {
    end = question.period.upperBound
    var streams = question.priorities.indices.map { index in
      ArrivalStream(question, priority: index, run: number)
    }
    // Up to the period's end first: how far those that are judged reach decides how long others go on coming.
    for index in streams.indices {
      while let ticket = streams[index].next(before: question.period.upperBound) {
        tickets.append(ticket)
        if ticket.isJudged, ticket.due < Int64.max { end = max(end, Instant(milliseconds: ticket.due)) }
        if tickets.count > most { return nil }
      }
    }
    for index in streams.indices {
      while let ticket = streams[index].next(before: end) {
        tickets.append(ticket)
        if tickets.count > most { return nil }
      }
    }
    tickets.sort { ($0.at, $0.priority) < ($1.at, $1.priority) }
  }
}

/// The tickets of one priority as they come.
private struct ArrivalStream {
  private let priority: WaitingQuestion.Priority
  private let index: Int
  private let begin: Instant
  private let judged: Range<Instant>
  private var random: SplitMix64
  /// Open milliseconds from the beginning to the next arrival.
  private var open = 0.0
  private var upcoming: Instant?

  init(_ question: WaitingQuestion, priority index: Int, run: Int) {
    priority = question.priorities[index]
    self.index = index
    begin = question.period.lowerBound - question.warmUp
    judged = question.period
    random = SplitMix64(seed: question.seed, stream: UInt64(run) << 16 | UInt64(index))
    advance()
  }

  private mutating func advance() {
    let perMillisecond = priority.perHour.approximate / 3_600_000
    guard perMillisecond > 0 else {
      upcoming = nil
      return
    }
    open += random.exponential() / perMillisecond
    upcoming = open < 9e15 ? priority.during.instant(adding: .milliseconds(Int64(open) + 1), to: begin) : nil
  }

  /// The next ticket, where it comes before `end`.
  mutating func next(before end: Instant) -> DrawnRun.Ticket? {
    guard let at = upcoming, at < end else { return nil }
    let work = random.time(priority.handling)
    let due = priority.promise.calendar.instant(adding: priority.promise.target, to: at)
    advance()
    return DrawnRun.Ticket(
      at: at.milliseconds, work: work, due: due?.milliseconds ?? .max, priority: index,
      isJudged: judged.contains(at), untilBegun: priority.promise.until == .begun)
  }
}
