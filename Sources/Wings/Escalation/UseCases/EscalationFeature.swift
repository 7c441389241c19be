import Core
import Escalation
import Kernel
import ReachUseCases
import Storage
import TicketsUseCases

extension Feature {
  public static let escalation = Feature(
    "Escalation", permissions: [.seeLadders, .acknowledgeEscalations, .manageLadders],
    migrations: EscalationMigrations.all, projections: [LadderProjection.self, EscalationProjection.self],
    subjects: [
      StreamNaming(LadderProjection.prefix, .seeLadders) { keys, transaction in
        try LadderStore.titles(keys, in: transaction).mapValues { StreamSubject(title: $0, detail: "ladder") }
      }
    ],
    remedies: [
      EscalationWork.module:
        "Nobody is told by ladders of this ticket until it can be read. `mainstay verify` names what does not hold.",
      EscalationAudit.module:
        "Look at the ticket and tell people by hand; it is tried again by itself, and goes from here once it has come.",
    ],
    prepare: { parts in
      parts[LadderCatalogPart.self] = LadderCatalog()
      parts[ClockListener.self].append(.ofLadders)
      parts[LostNews.self].append(.ofLadders)
    })
}

extension Permission {
  /// Of tickets, those that one sees.
  public static let seeLadders = Permission("ladders.see", from: .agent, "see ladders of escalation and what they do")
  public static let acknowledgeEscalations = Permission(
    "escalations.acknowledge", from: .agent, "acknowledge what a ladder tells them")
  public static let manageLadders = Permission(
    "ladders.manage", from: .manager, "make and change ladders of escalation")
}
