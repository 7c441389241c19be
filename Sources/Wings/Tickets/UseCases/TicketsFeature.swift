import AgreementsUseCases
import Core
import Kernel
import PeopleUseCases
import Storage
import Tickets

extension Feature {
  public static let tickets = Feature(
    "Tickets",
    permissions: [
      .seeAllTickets, .workTickets, .endTickets, .seeShift, .manageWords, .breakGlass, .watchGlass,
    ],
    migrations: TicketMigrations.all + ClockMigrations.all + ExclusionMigrations.all + WordMigrations.all
      + TallyMigrations.all,
    projections: [TicketProjection.self, WordProjection.self, GlassProjection.self], personal: [TicketRecords.self],
    subjects: [
      StreamNaming(
        TicketProjection.prefix, .seeAllTickets,
        mentions: [
          "ticket.merged": "into", "ticket.absorbed": "ticket", "ticket.linked": "to", "ticket.unlinked": "to",
        ],
        readable: { $0.sight(of: .seeAllTickets).readable($1, called: TicketProjection.prefix, after: $2) },
        opening: { key, look in try look.noteReading(ofStream: RecordID(key)) },
        key: { try TicketStore.id(ofNumber: $0, in: $1)?.text }
      ) { ids, transaction in
        try TicketNameStore.tickets(ids, in: transaction).mapValues {
          StreamSubject(title: $0.number, detail: $0.title)
        }
      },
      StreamNaming(
        ReaderStream.prefix, .seeAllTickets,
        readable: { $0.sight(of: .seeAllTickets).readable($1, called: ReaderStream.prefix, after: $2) },
        opening: { key, look in try look.noteReading(ofStream: RecordID(key)) }
      ) { ids, transaction in
        try TicketNameStore.tickets(ids, in: transaction).mapValues {
          StreamSubject(title: $0.number, detail: "who read it")
        }
      },
    ],
    notices: RungFired.notices + TicketEvent.notices + [Work.leavingTickets, Work.brokenGlass],
    expiring: [
      Expiring("brokenGlass") {
        try ClearanceStore.mend(before: $0.now, limit: Retention.batch, in: $0.transaction)
      }
    ],
    remedies: [
      ClockWork.module:
        "Its clocks stand until it can be read. `mainstay verify` names what does not hold; put that back from a "
        + "backup, then try again: what is due is recorded at its own instant."
    ],
    numberings: [
      Numbering(
        constraint: TicketNumbers.constraint, attempts: TicketNumbers.attempts, sequences: TicketNumbers.sequences
      ) { try TicketNumbers.passTaken(in: $0) }
    ],
    prepare: { parts in
      parts[ExplainingPart.self] = ComputingThreads(
        most: ClockLimits.explained, busy: "explanations of clocks are being computed")
      parts[PersonWatch.self].append(.ofTickets)
      parts[WorkPermissions.self].append(.workTickets)
      parts[AgreementReview.self].append(.ofTickets)
    })
}

extension Permission {
  /// See all tickets, not only one's own.
  public static let seeAllTickets = Permission("tickets.see-all", from: .agent, "see all tickets", holds: .tickets)
  /// Answer, note, hold, assign, resolve and the like.
  public static let workTickets = Permission(
    "tickets.work", from: .agent, "answer, note, hold, assign and resolve", holds: .tickets)
  /// Cancel and merge tickets and close them early.
  public static let endTickets = Permission(
    "tickets.end", from: .lead, "cancel and merge tickets", holds: .tickets)
  /// See who of a team has how much, and what will be late.
  public static let seeShift = Permission(
    "shift.see", from: .lead, "see what a team has on its hands", holds: .tickets)
  /// Say which priorities, categories, hold reasons and the like there are.
  public static let manageWords = Permission("words.manage", from: .admin, "change the words of the desk")
}

/// What the installation chose about its desk.
enum DeskPart: AppPart {
  static let absent = DeskSettings()
}

/// Explains clocks.
enum ExplainingPart: AppPart {
  static var absent: ComputingThreads {
    ComputingThreads(most: ClockLimits.explained, busy: "explanations of clocks are being computed")
  }
}

extension AppParts {
  /// What the installation chose about its desk.
  public var desk: DeskSettings {
    get { self[DeskPart.self] }
    set { self[DeskPart.self] = newValue }
  }
}

extension App {
  /// What the installation chose about its desk.
  public var desk: DeskSettings { parts.desk }
  var computing: ComputingThreads { parts[ExplainingPart.self] }
}
