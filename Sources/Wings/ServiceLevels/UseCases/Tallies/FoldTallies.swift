import Core
import Kernel
import ServiceLevels
import Storage
import TicketsUseCases

extension App {
  /// What the background work is called that keeps tallies.
  public static let tallyingModule = "tallies"

  /// Folds into tallies what has changed since it was last counted, portion by portion, each in a transaction of its
  /// own: whatever ends it in between, tallies and what waits for them are as they were after a whole portion.
  ///
  /// - Parameter atLeast: Tickets that wait before it begins.
  /// - Returns: How many tickets were folded.
  public func foldTallies(limit: Int, atLeast: Int? = nil, as principal: Principal) async throws -> Int {
    try await beginTalliesAnew(as: principal)
    let least = atLeast ?? TallyLimits.folded
    guard try await ask(TicketsToTally(bound: least), as: principal) >= least else { return 0 }
    var (folded, after): (Int, RecordID?) = (0, nil)
    while folded < limit {
      let portion = try await run(
        FoldTallies(after: after, limit: min(TallyLimits.portion, limit - folded)), as: principal)
      folded += portion.folded
      // What cannot be read is passed over, and stays among what is counted ticket by ticket.
      guard let last = portion.last else { break }
      after = last
    }
    return folded
  }

  /// Carries out what `RecountTallies` asked for, where it did: portion by portion, and again from the beginning where
  /// that was ended in between. Until the last portion figures come from the rows.
  private func beginTalliesAnew(as principal: Principal) async throws {
    // As a rule nothing was asked for, and nobody waits for a writer.
    guard try await ask(AreTalliesRecounting(), as: principal) else { return }
    var after: RecordID?
    while let last = try await run(UnmarkTickets(after: after), as: principal) { after = last }
  }
}

/// Marks a portion of tickets as counted by no tally, where all tallies are to begin anew; behind the last, the tallies go.
struct UnmarkTickets: Command {
  var after: RecordID?

  /// The last ticket of the portion; nil where nothing is left to do.
  func perform(in work: Work) throws -> RecordID? {
    try work.principal.require(.runEngine)
    let tx = work.transaction
    guard try TallyStore.isRecounting(in: tx) else { return nil }
    if let last = try TalliedTickets.unmark(after: after, limit: 1000, in: tx) { return last }
    try TallyStore.deleteAll(in: tx)
    try TalliedTickets.forgetFormer(in: tx)
    return nil
  }
}

/// Whether tallies are to begin anew.
struct AreTalliesRecounting: Query {
  func answer(from look: Look) throws -> Bool {
    try look.principal.require(.runEngine)
    return try TallyStore.isRecounting(in: look.transaction)
  }
}

/// How many tickets wait to be folded into tallies, counted up to a bound.
struct TicketsToTally: Query {
  var bound: Int

  func answer(from look: Look) throws -> Int {
    try look.principal.require(.runEngine)
    return try TalliedTickets.countUntallied(openly: true, bound: max(bound, 1), in: look.transaction)
  }
}

/// Folds one portion of tickets into tallies: what was counted of each is taken off, and what it is now is added.
struct FoldTallies: Command {
  struct Portion: Sendable {
    var folded = 0
    /// The last ticket that was looked at; nil where there was none.
    var last: RecordID?
  }

  var after: RecordID?
  var limit: Int

  func perform(in work: Work) throws -> Portion {
    try work.principal.require(.runEngine)
    let tx = work.transaction
    guard try !TallyStore.isRecounting(in: tx) else { return Portion() }
    let locked = try TalliedTickets.lockUntallied(after: after, limit: limit, in: tx)
    guard let last = locked.last else { return Portion() }
    let (sums, readable) = try work.look.tallied(locked)
    try TallyStore.add(sums, in: tx)
    try TalliedTickets.enter(readable, in: tx)
    return Portion(folded: readable.count, last: last)
  }
}

extension Look {
  /// What folding some tickets adds to tallies, and those of them that can be read.
  fileprivate func tallied(_ tickets: [RecordID]) throws -> (TallySums, [RecordID]) {
    do {
      var sums = TallySums()
      for (source, times) in [(TallySource.former, -1), (.present, 1)] {
        for record in try source.records(
          where: "id \(transaction.dialect.amongKeys("$1"))", [.list(tickets.map(\.text))], in: self)
        { sums.add(record, times: times) }
      }
      return (sums.rolledUp, tickets)
    } catch MainstayError.unreadable {
      guard tickets.count > 1 else { return (TallySums(), []) }
      let middle = tickets.count / 2
      let (first, second) = (try tallied(Array(tickets[..<middle])), try tallied(Array(tickets[middle...])))
      var sums = first.0
      for (key, amount) in second.0.amounts { sums.add(key, amount) }
      return (sums, first.1 + second.1)
    }
  }
}

/// Lets all tallies begin anew: the engine counts every ticket again, and until it has, figures are counted from the
/// rows. For tallies of which verification says that they are wrong.
public struct RecountTallies: Command {
  public init() {}

  public func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    try TallyStore.beginRecount(in: work.transaction)
  }
}

/// Holds tallies against the tickets that they count. What differs is named, and nothing is changed.
struct TallyCheck {
  /// Differences that are named one by one.
  private static let named = 50

  static func findings(in look: Look) throws -> [String] {
    let tx = look.transaction
    guard try !TallyStore.isRecounting(in: tx) else { return [] }
    try tx.setTimeLimit(seconds: 3600)
    var expected = TallySums()
    for source in [TallySource.former, .present] {
      var after: RecordID?
      // Portions bound what is held of tickets at once.
      while let portion = try source.portion(after: after, limit: 2000, in: look) {
        for record in portion.records { expected.add(record, times: 1) }
        after = portion.last
      }
    }
    var rest = expected.rolledUp.amounts
    var lines: [String] = []
    func note(_ key: TallyKey, says expected: Int, found: Int) {
      lines.append("\(key.words): the tickets say \(expected), the tally \(found)")
    }
    try TallyStore.scan(in: tx) { key, amount in
      let wanted = rest.removeValue(forKey: key) ?? 0
      if wanted != amount { note(key, says: wanted, found: amount) }
    }
    for (key, amount) in rest { note(key, says: amount, found: 0) }
    lines.sort()
    guard lines.count > named else { return lines }
    return lines.prefix(named) + ["and \(lines.count - named) more"]
  }
}

extension TallyKey {
  /// Which number it is, in words.
  fileprivate var words: String {
    let time =
      switch grain {
      case .ever: "of all time"
      case .year: "of \(bucket)"
      case .month, .day, .hour: "of the \(grain) from \(grain.start(of: bucket).rfc3339)"
      }
    let what = condition.isEmpty ? "tickets" : condition
    let group =
      dimension == .whole ? "" : ", \(dimension.rawValue) \(TallyKey.read(value).map { "\"\($0)\"" } ?? "none")"
    return "\(figure.rawValue) of \(what)\(group), \(time)"
  }
}
