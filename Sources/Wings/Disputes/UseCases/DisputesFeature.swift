import AgreementsUseCases
import Core
import Disputes
import Kernel
import ServicesUseCases
import Storage
import TicketsUseCases

extension Feature {
  public static let disputes = Feature(
    "Disputes", permissions: [.seeDisputes, .stateInDisputes, .openDisputes, .decideDisputes],
    migrations: DisputesMigrations.all, projections: [DisputeProjection.self], personal: [DisputeRecords.self],
    subjects: [
      StreamNaming(
        DisputeProjection.prefix, .seeDisputes,
        readable: { principal, column, count in DisputeStore.readable(principal, column, after: count) },
        opening: { key, look in
          guard let dispute = try DisputeStore.row(id: key, in: look.transaction)?.dispute,
            case .clock(let ticket, _, _) = dispute.subject
          else { return }
          try look.noteReading(ofStream: ticket)
        },
        key: { name, transaction in
          try Dispute.number(name).flatMap { try DisputeStore.row(numbered: $0, in: transaction)?.dispute.id.text }
        },
        find: { ids, transaction in try DisputeStore.names(ids, in: transaction) })
    ],
    notices: DisputeNews.Occasion.allCases.map(\.notice), matters: [.disputes],
    prepare: { parts in
      parts[ContestSource.self].append(
        ContestSource(
          ofTickets: { ids, look in try look.contests(ofTickets: ids) },
          ofPeriod: { service, period, look in try look.contests(of: service, period) },
          opening: { look in look.principal.may(.openDisputes) ? DisputeLimits.opening : nil }))
    })
}

extension Permission {
  /// What a dispute is about decides which of them somebody sees: tickets and services that they see anyway.
  public static let seeDisputes = Permission(
    "disputes.see", from: .agent, "see what is contested of the verdicts and figures that they see", holds: .anyScope)
  public static let stateInDisputes = Permission(
    "disputes.state", from: .agent, "give statements in disputes", holds: .tickets)
  public static let openDisputes = Permission(
    "disputes.open", from: .lead, "contest verdicts of clocks and figures of services", holds: .tickets)
  public static let decideDisputes = Permission(
    "disputes.decide", from: .manager, "decide about what others contest", holds: .tickets)
}

enum DisputeLimits {
  /// Where somebody begins to contest something.
  static let opening = "/disputes/new"
  /// Disputes of one ticket or period that are told beside it.
  static let beside = 50
}
