import Application
import BusinessTime
import HTTPSupport
import HTTPTypes
import Kernel
import Tickets

/// The API for programs: all endpoints, and the document that describes them.
public struct API: Sendable {
  public let endpoints: [Endpoint]
  /// The OpenAPI 3.1 document.
  public let document: JSON

  /// - Parameters:
  ///   - version: The product's version.
  ///   - zones: Knows the time zones that callers name.
  ///   - imports: Carries on imports behind the requests that begin them.
  ///   - live: Shared with the pages, so that a node listens once; nil makes one.
  ///   - histories: Reads uploaded logs.
  ///   - agreements: Reads agreement files.
  public init(
    app: App, version: String, signIns: SignInLimits, zones: any ZoneSource, imports: BackgroundImports,
    live: LiveHub? = nil, histories: @escaping HistoryReader, agreements: @escaping AgreementReader
  ) {
    endpoints =
      TicketEndpoints(app: app).all + TicketActions(app: app).all + ClockEndpoints(app: app).all
      + AgreementEndpoints(app: app, reader: agreements).all
      + OutboxEndpoints(app: app).all + SessionEndpoints(app: app, limits: signIns).all
      + PeopleEndpoints(app: app, signIns: signIns).all + ErasureEndpoints(app: app).all
      + TokenEndpoints(app: app).all + LiveEndpoints(live: live ?? LiveHub(app, AppAuthenticator(app))).all
      + EngineEndpoints(app: app).all
      + JournalEndpoints(app: app).all + ExclusionEndpoints(app: app).all
      + ComplianceEndpoints(app: app, zones: zones).all
      + ImportEndpoints(app: app, imports: imports, reader: histories).all
    document = OpenAPI(
      title: "Mainstay", version: version,
      description: """
        Service desk and service level engine. Send an API token as a bearer token. Faults of input come all at once, \
        each with the path of its field. Instants are RFC 3339; answers give them in UTC.
        """,
      features: API.features, webhooks: HookEndpoints.posted
    ).document(endpoints)
  }

  /// The endpoints' routes and the document's own.
  public var routes: [Route] {
    var text: [UInt8] = []
    document.write(into: &text)
    return endpoints.map(\.route) + [
      Route(.get, "/api/v1/openapi.json", kind: .api, access: .anyone, feature: "API") { [text] _ in
        Answer.json(bytes: text).header(.cacheControl, "public, max-age=60")
      }
    ]
  }

  private static let features = [
    "Tickets": "Incidents and what is done to them.",
    "Agreements": "Agreements and calendars, version by version.",
    "Outbox": "Messages to the outside and webhooks.",
    "People": "People, teams, sessions and tokens.",
    "Clocks": "Service-level clocks and the reasons for them.",
    "Compliance": "How well the promises were kept.",
    "Engine": "The background work.",
    "Import": "Bringing in the history of another tool.",
    "Journal": "What happened, sealed and verifiable.",
    "Live": "What changes, as it commits.",
  ]
}
