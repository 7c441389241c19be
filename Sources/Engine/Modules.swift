import Core
import DirectoriesUseCases
import EscalationUseCases
import ForesightUseCases
import JournalUseCases
import Kernel
import MessagesUseCases
import OperationsUseCases
import PeopleUseCases
import ReachUseCases
import ServiceLevelsUseCases
import ServicesUseCases
import TicketsUseCases
import TradeUseCases

extension EngineModule {
  /// Records thresholds and breaches at their own instants and queues their notices.
  public static let clocks = EngineModule(ClockWork.module, every: .seconds(1), sharing: .everyNode, batch: 500) {
    app, batch in
    var handled = 0
    // A note of the cycle is written between two, so that its health is seen meanwhile.
    while handled < mostOfClockCycle {
      let round = try await app.advanceClocks(limit: batch, as: principal)
      handled += round.handled
      guard round.isFull, round.handled > 0 else { break }
    }
    return handled
  }

  private static let mostOfClockCycle = 5000

  /// Climbs ladders: tells people as clocks run out.
  public static let escalations = EngineModule(
    EscalationWork.module, every: .seconds(1), sharing: .everyNode, batch: 500
  ) { app, batch in try await app.advanceEscalations(limit: batch, as: principal) }

  /// Looks for rungs that should have come and did not.
  public static let escalationAudit = EngineModule(
    EscalationAudit.module, every: .minutes(5), sharing: .oneNode, batch: Int.max
  ) { app, _ in
    try await app.auditEscalations(as: principal)
    return 0
  }

  /// Sends what waits in the outbox. A cycle begins deliveries and waits for none of them.
  public static func outbox() -> EngineModule {
    let dispatcher = Dispatcher()
    return EngineModule(
      "outbox", every: .milliseconds(500), sharing: .everyNode, batch: Int.max, finish: { await dispatcher.idle() },
      stop: { await dispatcher.stop() }
    ) { app, _ in try await dispatcher.begin(app) }
  }

  /// Looks again at messages to people that quiet hours hold, or that have not arrived yet.
  public static let reach = EngineModule(
    PersonalNotice.module, every: .seconds(1), sharing: .everyNode, batch: 500
  ) { app, batch in try await app.advancePersonalNotices(limit: batch, as: principal) }

  /// Seals what the journal has gained in signed checkpoints.
  public static let sealing = EngineModule(
    "sealing", every: .seconds(10), sharing: .oneNode, batch: SealJournal.usualBatch,
    obstacle: {
      try await $0.takeWaitingSealKey(as: principal)
      return try await $0.sealObstacle(as: principal)
    }
  ) { app, batch in
    try await app.run(SealJournal(limit: batch), as: principal).streams
  }

  /// Forgets what nodes have left behind that are gone.
  public static let housekeeping = EngineModule("housekeeping", every: .minutes(10), sharing: .oneNode, batch: Int.max)
  {
    app, _ in
    while try await app.run(JournalRefusedSignIns(), as: principal) == JournalRefusedSignIns.batch {}
    try await app.run(NoteUnknownValues(), as: principal)
    let ended = try await app.run(EndFormerSecrets(), as: principal)
    return try await ended + app.run(ForgetGoneNodes(), as: principal)
  }

  /// Deletes what has ended for longer than the installation keeps it.
  public static let retention = EngineModule(
    Retention.module, every: .hours(1), sharing: .oneNode, batch: Int.max
  ) { app, _ in try await app.applyRetention(as: principal) }

  /// Brings people to what the directories say that are asked.
  public static let directories = EngineModule(
    "directories", every: .minutes(5), sharing: .oneNode, batch: Int.max
  ) { app, _ in try await app.lookAtDirectories(as: principal) }

  /// States how available services were in periods that have ended.
  public static let availability = EngineModule(
    App.statingModule, every: .minutes(1), sharing: .oneNode, batch: 200
  ) { app, batch in try await app.statePeriods(limit: batch, as: principal) }

  /// Folds into tallies of compliance what has changed since.
  public static let tallies = EngineModule(
    App.tallyingModule, every: .seconds(5), sharing: .oneNode, batch: 4000
  ) { app, batch in try await app.foldTallies(limit: batch, as: principal) }

  /// Learns from past tickets which clocks miss, once a day and where somebody asks for it, and says of every running
  /// clock how likely it does.
  public static let foresight = EngineModule(
    ForesightWork.module, every: .minutes(1), sharing: .oneNode, batch: Int.max
  ) { app, _ in try await app.foresee(as: principal) }

  /// Ends clocks with the agreements that were ended.
  public static let agreementEnds = EngineModule(
    AgreementEndWork.module, every: .minutes(1), sharing: .oneNode, batch: 500
  ) { app, batch in try await app.endAgreements(limit: batch, as: principal) }

  /// Writes down which offers have lapsed or were overtaken.
  public static let offers = EngineModule(OfferWork.module, every: .minutes(1), sharing: .oneNode, batch: Int.max) {
    app, _ in try await app.run(SettleOffers(), as: principal)
  }

  /// Tells an outside watcher that all is well, and stays silent when it is not: silence is the alarm.
  public static func heartbeat(_ beat: any Heartbeat) -> EngineModule {
    EngineModule("heartbeat", every: .seconds(60), sharing: .oneNode, batch: 1) { app, _ in
      let health = try await app.ask(EngineHealth(), as: principal)
      let isWell =
        health.modules.allSatisfy { $0.module.hasPrefix("heartbeat") || !$0.isLate(at: health.now) }
        && health.oldestDue.map { health.now - $0 < ModuleHealth.late } ?? true
      guard isWell, try await app.ask(EscalationAlarm(), as: principal) == nil else { return 0 }
      try await beat.send()
      return 0
    }
  }
}

/// Calls the address of an outside watcher.
public protocol Heartbeat: Sendable {
  func send() async throws
}
