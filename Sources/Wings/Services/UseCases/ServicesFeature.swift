import AgreementsUseCases
import Core
import Kernel
import Services
import Storage

extension Feature {
  public static let services = Feature(
    "Services", permissions: [.seeServices, .recordOutages, .promiseAvailability], migrations: ServicesMigrations.all,
    projections: [
      OutageProjection.self, PromiseProjection.self, StatementProjection.self, ServiceChangeProjection.self,
    ],
    subjects: [
      StreamNaming(
        OutageProjection.prefix, .seeServices, others: [ServiceEntry.tickets: ServiceEntry.ticketMembers],
        key: { name, transaction in
          try Outage.number(name).flatMap { try OutageStore.id(numbered: $0, in: transaction) }
        },
        find: { ids, transaction in try OutageStore.names(ids, in: transaction) }),
      StreamNaming(
        ServiceChangeProjection.prefix, .seeServices,
        key: { name, transaction in
          try ServiceChange.number(name).flatMap { try ServiceChangeStore.id(numbered: $0, in: transaction) }
        },
        find: { ids, transaction in try ServiceChangeStore.names(ids, in: transaction) }),
    ],
    notices: ServiceNews.Occasion.allCases.map(\.notice), matters: [.serviceChanges, .outages],
    remedies: [
      App.statingModule: "Mend what it says of the service's promise, its calendar or its records; then try again."
    ],
    prepare: { parts in
      parts[AgreementReview.self].append(AgreementReview(byCalendar: { try $1.services(countedBy: $0) }))
    })
}

extension Permission {
  public static let seeServices = Permission(
    "services.see", from: .agent, "see how available services are, and what is recorded of them")
  public static let recordOutages = Permission(
    "services.record", from: .agent, "record, correct and withdraw outages of services")
  public static let promiseAvailability = Permission(
    "services.promise", from: .manager,
    "say how available services are to be, and approve what is left out and what others ask to change")
}

extension Look {
  /// Which services count their time by a calendar, in a sentence; empty where none does, or the principal sees none.
  fileprivate func services(countedBy calendar: String) throws -> [String] {
    guard principal.may(.seeServices) else { return [] }
    let names = try PromiseStore.services(limit: ServiceLimits.services, in: transaction).filter { service in
      try PromiseStore.line(of: service, in: transaction).versions.last?.promise?.calendar == calendar
    }
    guard !names.isEmpty else { return [] }
    let few = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
    return [
      "Availability is counted by it: \(few). Periods that have begun keep the hours that they have; this version counts "
        + "from the next period on."
    ]
  }
}
