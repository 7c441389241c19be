import Core
import Kernel
import PeopleUseCases
import Services

extension ServiceNews.Occasion {
  /// What is told of it, to those whom it concerns and to who listens for such.
  var notice: NoticeKind {
    NoticeKind(
      rawValue, title, words, template: template,
      fields: [
        NoticeField(
          "record", .id, isOfChange ? "The change." : "The record of the service's time."),
        NoticeField("name", "What people call it, like \(isOfChange ? "CHG" : "OUT")-7."),
        NoticeField("service", "The service."), NoticeField("asker", "Sign-in name of who asked for it."),
        NoticeField("actor", "Sign-in name of who did it."), NoticeField("text", "The same in words."),
      ])
  }

  private var title: String {
    switch self {
    case .changeWaiting: "Change of a service waits"
    case .changeApproved: "Change of a service approved"
    case .changeRefused: "Change of a service refused"
    case .changeWithdrawn: "Change of a service taken back"
    case .outageWaiting: "Time to be left out waits"
    case .outageApproved: "Time to be left out approved"
    }
  }

  private var words: String {
    switch self {
    case .changeWaiting:
      "Something that would make a stated period of a service better, or change its promise for the period that runs, "
        + "waits for a second person."
    case .changeApproved: "A change of a service that waited for a second person is approved and made."
    case .changeRefused: "A change of a service that waited for a second person is refused."
    case .changeWithdrawn: "A change of a service is taken back by who asked for it."
    case .outageWaiting:
      "A time of a service is to be left out, and counts for nothing until a second person approves it."
    case .outageApproved: "A time of a service that is to be left out is approved by a second person."
    }
  }

  private var template: String {
    switch self {
    case .changeWaiting: "{actor} asks for {name}, a change of {service}"
    case .changeApproved: "{actor} approved {name}, a change of {service} that {asker} asked for"
    case .changeRefused: "{actor} refused {name}, a change of {service} that {asker} asked for"
    case .changeWithdrawn: "{actor} took back {name}, a change of {service}"
    case .outageWaiting: "{actor} says that time of {service} is to be left out ({name}); it waits for approval"
    case .outageApproved: "{actor} approved {name}, time of {service} that is left out"
    }
  }
}

extension Work {
  /// Tells of what became of a change that waits for a second person.
  func tell(_ occasion: ServiceNews.Occasion, of change: ServiceChange) throws {
    try tell(
      occasion, about: ServiceChangeProjection.prefix, change.id, named: change.name, of: change.service,
      asker: change.askedBy)
  }

  /// Tells of what became of a time that is to be left out.
  func tell(_ occasion: ServiceNews.Occasion, of outage: Outage) throws {
    try tell(
      occasion, about: OutageProjection.prefix, outage.id, named: outage.name, of: outage.service,
      asker: outage.toldBy)
  }

  private func tell(
    _ occasion: ServiceNews.Occasion, about prefix: String, _ id: RecordID, named name: String, of service: String,
    asker: String
  ) throws {
    let people = try NameStore.people(ids: [asker], in: transaction)
    try tell(occasion.notice, about: prefix + id.text, at: now) {
      NoticeFacts(data: [
        "record": .string(id.text), "name": .string(name), "service": .string(service),
        "asker": .string(people[asker]?.name ?? asker), "actor": .string(principal.name),
      ])
    }
  }
}

extension Matter {
  /// Those who may approve are told of what waits, and who asked what was decided.
  static let serviceChanges = services(ServiceChangeProjection.prefix, page: "/service-changes/") { $0.isOfChange }
  static let outages = services(OutageProjection.prefix, page: "/outages/") { !$0.isOfChange }

  private static func services(
    _ prefix: String, page: String, _ isOne: (ServiceNews.Occasion) -> Bool
  ) -> Matter {
    Matter(
      prefix, kinds: ServiceNews.Occasion.allCases.filter(isOne).map(\.rawValue),
      isSeen: { _, look in look.principal.may(.seeServices) },
      news: { notice, _ in
        guard let data = notice.data, let occasion = ServiceNews.Occasion(rawValue: notice.kind),
          let record = data["record"]?.stringValue, let name = data["name"]?.stringValue,
          let service = data["service"]?.stringValue, let asker = data["asker"]?.stringValue,
          let actor = data["actor"]?.stringValue
        else { return nil }
        return MatterNews(
          key: record, page: page + name,
          audience: occasion.isForDeciders ? .deciders(.promiseAvailability, except: [asker]) : .people([asker]),
          sentence: ServiceNews(occasion, name: name, service: service, actor: actor).sentence, actor: actor)
      })
  }
}
