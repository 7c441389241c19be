import AgreementsAPI
import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Core
import HTTPSupport
import ImportAPI
import ImportUseCases
import JournalAPI
import JournalPages
import JournalUseCases
import MessagesAPI
import MessagesPages
import MessagesUseCases
import OperationsAPI
import OperationsPages
import OperationsUseCases
import PeopleAPI
import PeoplePages
import PeopleUseCases
import SearchesAPI
import SearchesPages
import SearchesUseCases
import ServiceLevelsAPI
import ServiceLevelsPages
import ServiceLevelsUseCases
import TicketsAPI
import TicketsPages
import TicketsUseCases

/// A wing as the house knows it: one value for each of its floors.
public struct Wing: Sendable {
  public var feature: Feature
  public var endpoints: @Sendable (Surroundings) -> [Endpoint]
  public var pages: @Sendable (Pages) -> [Route]
  /// What it has in the rail.
  public var places: [Place]

  public init(
    _ feature: Feature, endpoints: @escaping @Sendable (Surroundings) -> [Endpoint] = { _ in [] },
    pages: @escaping @Sendable (Pages) -> [Route] = { _ in [] }, places: [Place] = []
  ) {
    (self.feature, self.endpoints, self.pages, self.places) = (feature, endpoints, pages, places)
  }
}

/// What endpoints are made with.
public struct Surroundings: Sendable {
  public var app: App
  public var signIns: SignInLimits
  /// Knows the time zones that callers name.
  public var zones: any ZoneSource
  /// Carries on imports behind the requests that begin them.
  public var imports: BackgroundImports
  /// Shared with the pages, so that a node listens once.
  public var live: LiveHub
  /// Reads uploaded logs.
  public var histories: HistoryReader
  /// Reads agreement files.
  public var agreements: AgreementReader
}

/// The wings of the house. Whatever there is one of for each wing (the schema, what verification compares, kinds of
/// notice, who may do what, the API and its document, the pages) is a fold over this list.
public enum Wings {
  public static let all: [Wing] = [
    Wing(
      .tickets, endpoints: { Endpoint.ofTickets(app: $0.app, live: $0.live) }, pages: { $0.ofTickets },
      places: Place.ofTickets),
    Wing(
      .searches, endpoints: { Endpoint.ofSearches(app: $0.app) }, pages: { $0.ofSearches }, places: Place.ofSearches),
    Wing(
      .agreements, endpoints: { Endpoint.ofAgreements(app: $0.app, reader: $0.agreements) },
      pages: { $0.ofAgreements },
      places: Place.ofAgreements),
    Wing(
      .serviceLevels, endpoints: { Endpoint.ofServiceLevels(app: $0.app, zones: $0.zones) },
      pages: { $0.ofServiceLevels },
      places: Place.ofServiceLevels),
    Wing(
      .journal, endpoints: { Endpoint.ofJournal(app: $0.app) }, pages: { $0.ofJournal },
      places: Place.ofJournal),
    Wing(
      .messages, endpoints: { Endpoint.ofMessages(app: $0.app) }, pages: { $0.ofMessages },
      places: Place.ofMessages),
    Wing(
      .people, endpoints: { Endpoint.ofPeople(app: $0.app, signIns: $0.signIns) }, pages: { $0.ofPeople },
      places: Place.ofPeople),
    Wing(.importing, endpoints: { Endpoint.ofImport(app: $0.app, imports: $0.imports, reader: $0.histories) }),
    Wing(
      .operations, endpoints: { Endpoint.ofOperations(app: $0.app) }, pages: { $0.ofOperations },
      places: Place.ofOperations),
  ]

  public static let places = all.flatMap(\.places)
  public static let features = Features(all.map(\.feature))
}

extension Pages {
  /// The pages of all wings.
  public var routes: [Route] { Wings.all.flatMap { $0.pages(self) } }
}

extension Pages {
  /// The pages of all wings; see the other initialiser.
  public init(
    app: App, signIns: SignInLimits, zones: any ZoneSource, homeZone: String = "UTC", assets: String = "",
    demo: [DemoPerson] = [], live: LiveHub? = nil
  ) {
    self.init(
      app: app, signIns: signIns, zones: zones, homeZone: homeZone, assets: assets, demo: demo, live: live,
      places: Wings.places)
  }
}
