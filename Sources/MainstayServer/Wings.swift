import AccessAPI
import AccessPages
import AccessUseCases
import AgreementsAPI
import AgreementsPages
import AgreementsUseCases
import BusinessTime
import Components
import Core
import DefinitionsAPI
import DefinitionsPages
import DefinitionsUseCases
import DutyAPI
import DutyPages
import DutyUseCases
import DirectoriesAPI
import DirectoriesPages
import DirectoriesUseCases
import DisputesAPI
import DisputesPages
import DisputesUseCases
import EditorsPages
import EditorsUseCases
import EscalationAPI
import EscalationPages
import EscalationUseCases
import FirstSteps
import FirstStepsAPI
import FirstStepsPages
import FirstStepsUseCases
import ForesightAPI
import ForesightPages
import ForesightUseCases
import HTTPSupport
import ImportAPI
import ImportPages
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
import OrganisationAPI
import OrganisationPages
import OrganisationUseCases
import PeopleAPI
import PeoplePages
import PeopleUseCases
import ProposalsAPI
import ProposalsPages
import ProposalsUseCases
import ReachAPI
import ReachPages
import ReachUseCases
import RecoveryAPI
import RecoveryPages
import RecoveryUseCases
import SearchesAPI
import SearchesPages
import SearchesUseCases
import ServiceLevelsAPI
import ServiceLevelsPages
import ServiceLevelsUseCases
import ServicesAPI
import ServicesPages
import ServicesUseCases
import StatementsAPI
import StatementsPages
import StatementsUseCases
import TicketsAPI
import TicketsPages
import TicketsUseCases
import TradeAPI
import TradePages
import TradeUseCases

/// A wing as the house knows it: one value for each of its floors.
public struct Wing: Sendable {
  public var feature: Feature
  public var endpoints: @Sendable (Surroundings) -> [Endpoint]
  public var pages: @Sendable (Pages, Surroundings) -> [Route]
  /// What others call in a protocol that is theirs, beside the API.
  public var others: @Sendable (Surroundings) -> [Route]
  /// What it has in the rail.
  public var places: [Place]

  public init(
    _ feature: Feature, endpoints: @escaping @Sendable (Surroundings) -> [Endpoint] = { _ in [] },
    pages: @escaping @Sendable (Pages, Surroundings) -> [Route] = { _, _ in [] },
    others: @escaping @Sendable (Surroundings) -> [Route] = { _ in [] }, places: [Place] = []
  ) {
    (self.feature, self.endpoints, self.pages, self.places) = (feature, endpoints, pages, places)
    self.others = others
  }
}

/// What endpoints are made with, and pages that need what no page has by itself.
public struct Surroundings: Sendable {
  public var app: App
  public var signIns: SignInLimits
  /// Knows the time zones that callers name.
  public var zones: any ZoneSource
  /// Carries on imports behind the requests that begin them.
  public var imports: BackgroundImports
  /// Looks for rules behind the requests that begin it.
  public var recoveries: BackgroundRecoveries
  /// Shared with the pages, so that a node listens once.
  public var live: LiveHub
  /// Reads uploaded logs.
  public var histories: HistoryReader
  /// Reads agreement files.
  public var agreements: AgreementFileReader
  /// Reads calendar files.
  public var closures: ClosureReader
  /// Reads question files.
  public var questions: QuestionFileReader = Product.readQuestion

  public init(
    app: App, signIns: SignInLimits, zones: any ZoneSource, imports: BackgroundImports, live: LiveHub,
    histories: HistoryReader, agreements: @escaping AgreementFileReader, closures: @escaping ClosureReader,
    recoveries: BackgroundRecoveries? = nil
  ) {
    (self.app, self.signIns, self.zones, self.imports, self.live) = (app, signIns, zones, imports, live)
    (self.histories, self.agreements, self.closures) = (histories, agreements, closures)
    self.recoveries = recoveries ?? BackgroundRecoveries(app, reader: Product.readCases)
  }
}

/// The wings of the house. Whatever there is one of for each wing (the schema, what verification compares, kinds of
/// notice, who may do what, the API and its document, the pages) is a fold over this list.
public enum Wings {
  public static let all: [Wing] = [
    Wing(
      .tickets, endpoints: { Endpoint.ofTickets(app: $0.app, live: $0.live) }, pages: { pages, _ in pages.ofTickets },
      places: Place.ofTickets),
    Wing(
      .searches, endpoints: { Endpoint.ofSearches(app: $0.app) }, pages: { pages, _ in pages.ofSearches },
      places: Place.ofSearches),
    Wing(
      .reach, endpoints: { Endpoint.ofReach(app: $0.app) }, pages: { pages, _ in pages.ofReach },
      places: Place.ofReach),
    Wing(
      .escalation, endpoints: { Endpoint.ofEscalation(app: $0.app) },
      pages: { pages, _ in pages.ofEscalation }, places: Place.ofEscalation),
    Wing(
      .agreements, endpoints: { Endpoint.ofAgreements(app: $0.app, reader: $0.agreements) },
      pages: { pages, _ in pages.ofAgreements },
      places: Place.ofAgreements),
    Wing(
      .serviceLevels,
      endpoints: { Endpoint.ofServiceLevels(app: $0.app, zones: $0.zones, reader: $0.agreements) },
      pages: { pages, _ in pages.ofServiceLevels },
      places: Place.ofServiceLevels),
    Wing(
      .foresight, endpoints: { Endpoint.ofForesight(app: $0.app) }, pages: { pages, _ in pages.ofForesight },
      places: Place.ofForesight),
    Wing(
      .proposals, endpoints: { Endpoint.ofProposals(app: $0.app, reader: $0.agreements) },
      pages: { $0.ofProposals(reader: $1.agreements) }, places: Place.ofProposals),
    Wing(
      .journal, endpoints: { Endpoint.ofJournal(app: $0.app) }, pages: { pages, _ in pages.ofJournal },
      places: Place.ofJournal),
    Wing(
      .messages, endpoints: { Endpoint.ofMessages(app: $0.app) }, pages: { pages, _ in pages.ofMessages },
      places: Place.ofMessages),
    Wing(
      .people, endpoints: { Endpoint.ofPeople(app: $0.app, signIns: $0.signIns) },
      pages: { pages, _ in pages.ofPeople },
      places: Place.ofPeople),
    Wing(
      .access, endpoints: { Endpoint.ofAccess(app: $0.app) }, pages: { pages, _ in pages.ofAccess },
      places: Place.ofAccess),
    Wing(
      .duty, endpoints: { Endpoint.ofDuty(app: $0.app) }, pages: { pages, _ in pages.ofDuty }, places: Place.ofDuty),
    Wing(
      .importing, endpoints: { Endpoint.ofImport(app: $0.app, imports: $0.imports, reader: $0.histories) },
      pages: { $0.ofImport($1.imports, reader: $1.histories) }, places: Place.ofImport),
    Wing(
      .recovery,
      endpoints: { Endpoint.ofRecovery(app: $0.app, recoveries: $0.recoveries, reader: $0.agreements) },
      pages: { $0.ofRecovery($1.recoveries, reader: $1.agreements) }, places: Place.ofRecovery),
    Wing(
      .operations, endpoints: { Endpoint.ofOperations(app: $0.app) }, pages: { pages, _ in pages.ofOperations },
      places: Place.ofOperations),
    Wing(
      .firstSteps, endpoints: { Endpoint.ofFirstSteps(app: $0.app) },
      pages: { $0.ofFirstSteps(closures: $1.closures) }, places: Place.ofFirstSteps),
    Wing(.editors, pages: { $0.ofEditors(closures: $1.closures) }),
    Wing(
      .directories, endpoints: { Endpoint.ofDirectories(app: $0.app) }, pages: { pages, _ in pages.ofDirectories },
      others: { Route.ofDirectories(app: $0.app) }, places: Place.ofDirectories),
    Wing(
      .organisation, endpoints: { Endpoint.ofOrganisation(app: $0.app, reader: Product.tables) },
      pages: { pages, _ in pages.ofOrganisation(Product.tables) }, places: Place.ofOrganisation),
    Wing(
      .services, endpoints: { Endpoint.ofServices(app: $0.app, reader: Product.tables) },
      pages: { pages, _ in pages.ofServices(Product.tables) }, places: Place.ofServices),
    Wing(
      .disputes, endpoints: { Endpoint.ofDisputes(app: $0.app) }, pages: { pages, _ in pages.ofDisputes },
      places: Place.ofDisputes),
    Wing(
      .statements, endpoints: { Endpoint.ofStatements(app: $0.app) }, pages: { pages, _ in pages.ofStatements },
      places: Place.ofStatements),
    Wing(
      .trade,
      endpoints: {
        Endpoint.ofTrade(app: $0.app, zones: $0.zones, reader: $0.agreements, report: Product.offerReport)
      },
      pages: { $0.ofTrade(reader: $1.agreements, questions: $1.questions) }, places: Place.ofTrade),
    Wing(
      .definitions, endpoints: { Endpoint.ofDefinitions(app: $0.app) }, pages: { pages, _ in pages.ofDefinitions }),
  ]

  public static let places = all.flatMap(\.places)
  public static let features = Features(all.map(\.feature))

  /// What others call in a protocol that is theirs.
  public static func others(_ surroundings: Surroundings) -> [Route] { all.flatMap { $0.others(surroundings) } }
}

extension Pages {
  /// The pages of all wings.
  public func routes(_ surroundings: Surroundings) -> [Route] { Wings.all.flatMap { $0.pages(self, surroundings) } }

  /// The pages of all wings where nothing is shared with an API.
  public var routes: [Route] {
    routes(
      Surroundings(
        app: app, signIns: signIns, zones: zones, imports: BackgroundImports(app), live: live,
        histories: Product.readHistories, agreements: { _ in AgreementDrafts() }, closures: Product.readClosures))
  }
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
