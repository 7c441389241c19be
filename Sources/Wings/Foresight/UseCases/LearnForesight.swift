import Agreements
import AgreementsUseCases
import Core
import Foresight
import Kernel
import Tickets
import TicketsUseCases

/// The background work that learns from past tickets, and says how likely clocks miss that run.
public enum ForesightWork {
  public static let module = "foresight"
}

/// Bounds of what is learnt.
public enum ForesightLimits {
  /// The latest tickets that are learnt from.
  public static let tickets = 20_000
  /// Tickets that are read together.
  static let portion = 250
  /// Models that are kept, the newest among them.
  public static let models = 30
  /// Another is learnt after so long, without anybody asking.
  public static let every = Duration.hours(24)
  /// Clocks of a list, the likeliest to miss first.
  public static let listed = 50
}

extension App {
  /// What the background work does in a cycle: learns where it is time to, and says anew what is foreseen of every
  /// running clock. It only reads what tickets and clocks are, in portions, and reckons on threads of its own.
  ///
  /// - Returns: How many models were learnt and clocks of which something else is said.
  public func foresee(as principal: Principal) async throws -> Int {
    let learnt = try await learnForesight(as: principal) ? 1 : 0
    return try await learnt + scoreClocks(as: principal)
  }

  /// Learns from the latest tickets where a day has passed since, or somebody asked for it.
  ///
  /// - Returns: Whether it did.
  func learnForesight(as principal: Principal) async throws -> Bool {
    guard let plan = try await ask(PlanLearning(), as: principal) else { return false }
    var past = LearntPast()
    var after: RecordID?
    repeat {
      try Task.checkCancellation()
      let portion = try await ask(LearntPortion(from: plan.from, after: after), as: principal)
      try past.take(portion)
      after = portion.next
    } while after != nil
    let whole = past
    var learnt = try await parts[ForesightPart.self].threads.run { whole.learn(asOf: plan.now) }
    (learnt.checkpoint, learnt.older) = (plan.checkpoint, plan.older)
    try await run(KeepModel(learnt: learnt), as: principal)
    return true
  }
}

/// What is kept in memory: the threads that reckon, and the newest model as it was read.
final class Foreseeing: Sendable {
  let threads = ComputingThreads(width: 1, most: 8, busy: "models of foresight are being reckoned")
}

enum ForesightPart: AppPart {
  static let absent = Foreseeing()
}

/// Whether it is time to learn; nil where not.
struct PlanLearning: Query {
  struct Plan: Sendable {
    var now: Instant
    /// Tickets opened before are not looked at; how many these are.
    var from: Instant
    var older: Int
    var checkpoint: Int?
  }

  func answer(from look: Look) throws -> Plan? {
    try look.principal.require(.runEngine)
    let standing = try ForesightStore.standing(in: look.transaction)
    // What another version reckoned in another way is learnt again at once.
    if let last = standing.learntAt, standing.wishedAt == nil, standing.way == MissModel.version {
      // A model of the future was learnt before the clock was set back.
      guard look.now - last >= ForesightLimits.every || last > look.now else { return nil }
    }
    let (from, older) = try ForesightStore.first(
      of: ForesightLimits.tickets, bound: 1_000_000, in: look.transaction)
    return Plan(
      now: look.now, from: from, older: older, checkpoint: try ForesightStore.lastCheckpoint(in: look.transaction))
  }
}

/// Reads some of the tickets that are learnt from.
struct LearntPortion: Query {
  struct Portion: Sendable {
    var tickets: [(told: ToldTicket, version: AgreementVersion)] = []
    var unreadable = 0
    /// Where the next portion begins; nil at the end.
    var next: RecordID?
  }

  var from: Instant
  var after: RecordID?

  func answer(from look: Look) throws -> Portion {
    try look.principal.require(.runEngine)
    let those = try ForesightStore.teachers(
      openedFrom: from, after: after, limit: ForesightLimits.portion, in: look.transaction)
    let (told, unreadable) = try ForesightStore.told(those.map(\.id), in: look.transaction)
    var portion = Portion(
      unreadable: unreadable.count, next: those.count == ForesightLimits.portion ? those.last?.id : nil)
    for (id, agreement) in those {
      guard let ticket = told[id] else { continue }
      // A version that cannot be read fails all of its tickets and no other.
      if let version = try? look.app.agreements.required(agreement, in: look.transaction) {
        portion.tickets.append((ticket, version))
      } else {
        portion.unreadable += 1
      }
    }
    return portion
  }
}

/// Past tickets as they are gathered, before anything is learnt from them.
struct LearntPast: Sendable {
  private struct Plan: Hashable {
    var version: RecordID
    var toFulfil: Bool
  }

  private var cases: [MissTrial.Case] = []
  private var finders: [MomentFinder] = []
  private var objectives: [(agreement: String, name: String)] = []
  private var places: [Plan: Int] = [:]
  private var (unreadable, leftOut) = (0, 0)

  mutating func take(_ portion: LearntPortion.Portion) throws {
    unreadable += portion.unreadable
    for (told, version) in portion.tickets {
      guard let record = told.record else { continue }
      // What was left out of its time was decided afterwards, when its clocks had long run.
      guard told.left.isEmpty else {
        leftOut += 1
        continue
      }
      let plan = Plan(version: version.id, toFulfil: told.ticket.measure == .fulfilment)
      if places[plan] == nil {
        places[plan] = finders.count
        try finders.append(finder(version, version.plan(for: told.ticket.measure).agreement))
      }
      guard let place = places[plan] else { continue }
      cases.append(MissTrial.Case(record, finder: place))
    }
  }

  /// Versions of an agreement share the numbers of objectives of the same name.
  private mutating func finder(_ version: AgreementVersion, _ agreement: Agreement) throws -> MomentFinder {
    var numbers: [String: Int] = [:]
    for objective in agreement.objectives {
      let known = objectives.firstIndex { $0 == (version.key, objective.name) }
      if known == nil { objectives.append((version.key, objective.name)) }
      numbers[objective.name] = known ?? objectives.count - 1
    }
    return try MomentFinder(
      agreement, calendars: version.calendars, exclusions: version.terms.exclusions, numbers: numbers)
  }

  func learn(asOf: Instant) -> LearntModel {
    var learnt = LearntModel.learn(cases, finders: finders, objectives: objectives, asOf: asOf)
    (learnt.unreadable, learnt.leftOut) = (unreadable, leftOut)
    return learnt
  }
}

/// Keeps what was learnt under the next number.
struct KeepModel: Command {
  var learnt: LearntModel

  func perform(in work: Work) throws {
    try work.principal.require(.runEngine)
    _ = try ForesightStore.add(learnt, keeping: ForesightLimits.models, in: work.transaction)
  }
}

/// Asks for another model, learnt as soon as the background work comes to it.
public struct LearnAgain: Command {
  public init() {}

  public func perform(in work: Work) throws {
    try work.principal.require(.learnForesight)
    try ForesightStore.wish(at: work.now, by: work.principal.id.text, in: work.transaction)
  }
}
