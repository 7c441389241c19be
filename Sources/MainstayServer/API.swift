import AgreementsAPI
import AgreementsUseCases
import BusinessTime
import Core
import FirstSteps
import HTTPSupport
import HTTPTypes
import ImportAPI
import ImportUseCases
import Kernel
import MessagesAPI
import RecoveryUseCases
import Tickets

/// The API for programs: all endpoints, and the document that describes them.
public struct API: Sendable {
  public let endpoints: [Endpoint]
  /// What the endpoints were made with, for pages that share it.
  public let surroundings: Surroundings
  /// The OpenAPI 3.1 document.
  public let document: JSON

  /// - Parameters:
  ///   - version: The product's version.
  ///   - zones: Knows the time zones that callers name.
  ///   - imports: Carries on imports behind the requests that begin them.
  ///   - live: Shared with the pages, so that a node listens once; nil makes one.
  ///   - histories: Reads uploaded logs.
  ///   - recoveries: Looks for rules behind the requests that begin it; nil makes one.
  ///   - agreements: Reads agreement files.
  ///   - closures: Reads calendar files.
  public init(
    app: App, version: String, signIns: SignInLimits, zones: any ZoneSource, imports: BackgroundImports,
    live: LiveHub? = nil, histories: HistoryReader, recoveries: BackgroundRecoveries? = nil,
    closures: @escaping ClosureReader = Product.readClosures,
    agreements: @escaping AgreementFileReader
  ) {
    let surroundings = Surroundings(
      app: app, signIns: signIns, zones: zones, imports: imports, live: live ?? LiveHub(app, AppAuthenticator(app)),
      histories: histories, agreements: agreements, closures: closures, recoveries: recoveries)
    self.surroundings = surroundings
    endpoints = Wings.all.flatMap { $0.endpoints(surroundings) }
    document = OpenAPI(
      title: "Mainstay", version: version,
      description: """
        Service desk and service level engine. Send an API token as a bearer token. Faults of input come all at once, \
        each with the path of its field. Instants are RFC 3339; answers give them in UTC.
        """,
      features: API.features, webhooks: PostedMessages.described(app.features.notices.all)
    ).document(endpoints)
  }

  /// The endpoints' routes and the document's own.
  public var routes: [Route] {
    let text = document.canonicalBytes
    return endpoints.map(\.route) + [
      Route(.get, "/api/v1/openapi.json", kind: .api, access: .anyone, feature: "API") { _ in
        Answer.json(bytes: text).header(.cacheControl, "public, max-age=60")
      }
    ]
  }

  private static let features = [
    "Access": "Roles, grants, and who may do what through which.",
    "Tickets": "Incidents and what is done to them.",
    "Agreements": "Agreements and calendars, version by version.",
    "Outbox": "Messages to the outside and webhooks.",
    "People": "People, teams, sessions and tokens.",
    "Clocks": "Service-level clocks and the reasons for them.",
    "Compliance": "How well the promises were kept.",
    "Engine": "The background work.",
    "Import": "Bringing in the history of another tool.",
    "Recovery": "The rule behind what another tool recorded, found and proposed.",
    "Journal": "What happened, sealed and verifiable.",
    "Live": "What changes, as it commits.",
    "Words": "Priorities, categories, hold reasons and the other words of the desk.",
    "FirstSteps": "From an empty desk to its first ticket.",
    "Duty": "Who is on duty: rosters, overrides, swaps, absences, gaps, calendars.",
    "Reach": "How people are reached: their ways, what they are told of and when not.",
    "Escalation": "Ladders: who is told when as clocks run out, what fired, what will, and who acknowledged.",
    "Foresight": "How likely running clocks miss, from how similar past ones went on, and how good that is.",
    "Definitions": "Every definition of the desk as files.",
    "Directories": "Where else it is known who works here, and the rules by which they come in.",
    "Services": "How available services are, what is promised of it, and outages.",
    "Trade": "Offers: agreements that are negotiated with the other side, signed by both, and put in force.",
    "Disputes": "Verdicts of clocks and figures of services that are contested, and how that was decided.",
    "Statements": "Monthly statements of agreements, signed, and corrected by others that say what changed.",
    "Organisation": "Organisations, sites, desks, lines of teams, skills, and files that bring them in.",
    "Proposals": "Changes of agreements and calendars that somebody else decides about before they are in force.",
    "Searches": "Filters of the queue under a name, one's own and a team's.",
  ]
}
