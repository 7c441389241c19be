import BusinessTime
import Core
import HTTPSupport
import HTTPTypes
import Kernel

/// What pages stand on: each wing adds the routes of its own. Also the page that stands in for an error.
public struct Pages: Sendable {
  package let app: App
  package let signIns: SignInLimits
  package let zones: any ZoneSource
  /// The zone of readers whose browser has not said its own yet, where the desk has none.
  let homeZone: String
  package let demo: [DemoPerson]
  package let live: LiveHub

  /// - Parameters:
  ///   - signIns: Shared with the API, so that tries count together.
  ///   - homeZone: IANA name; what is unknown here becomes UTC.
  ///   - assets: A mark of all files below `Public` (`PublicFiles.version`).
  ///   - demo: Shown on the sign-in page; only in demo mode, on loopback.
  ///   - live: Shared with the API, so that a node listens once; nil makes one.
  ///   - places: What the rail lists, of all wings.
  public init(
    app: App, signIns: SignInLimits, zones: any ZoneSource, homeZone: String = "UTC", assets: String = "",
    demo: [DemoPerson] = [], live: LiveHub? = nil, places: [Place]
  ) {
    self.live = live ?? LiveHub(app, AppAuthenticator(app))
    (self.app, self.signIns, self.zones, self.homeZone, self.demo) = (app, signIns, zones, homeZone, demo)
    (self.assets, allPlaces) = (assets, places)
  }

  let assets: String
  private let allPlaces: [Place]
  /// What the rail lists, of all wings: those that are there at this moment.
  public var places: [Place] {
    let passing = app.board.card.passing
    return allPlaces.filter { !$0.isPassing || passing.contains($0.path) }
  }

  /// Instead of a problem document, for people.
  public var errorPage: ErrorPage {
    { problem, principal, id in
      let page = FaultPage(
        title: problem.title, happened: happened(problem),
        next: Pages.advice(problem), faults: problem.faults,
        // Nobody is looked up at an address that is none, and a start is there for everybody.
        requestID: id, isSignedIn: principal != nil || ["no-route", "method"].contains(problem.code))
      let reader = Reader(
        name: principal?.name ?? "", role: principal?.role ?? .requester, now: app.clock.now(), zone: .utc,
        assets: assets, places: places, deskName: app.board.card.name)
      return Shell.render(page, for: reader)
    }
  }

  /// What happened, for people. What stands below field by field is not said twice.
  private func happened(_ problem: Problem) -> String {
    if !problem.faults.isEmpty { return "" }
    if problem.code == "forbidden", let name = problem.members["permission"]?.stringValue,
      let permission = app.features.permission(named: name), problem.detail.hasSuffix("your role does not have.")
    {
      return "Your role does not allow you to \(permission.words)."
    }
    return problem.detail
  }

  private static func advice(_ problem: Problem) -> String {
    // Waiting mends no record.
    if problem.code == "unreadable" {
      return
        "Ask whoever runs this desk to run `mainstay verify`, which names this record and what its journal says of "
        + "it, and to mend it or restore a backup. Everything else goes on."
    }
    if problem.code == "cross-site" { return "Go back and load the page again; the browser keeps what you typed." }
    return switch problem.status.code {
    case 404: "Check the address or the number, or start from a list."
    case 403: "If you need this for your work, ask whoever manages people here."
    case 409, 412: "Go back, load the page again, and decide on what it shows now."
    case 413, 422, 400: "Go back and mend it; the browser keeps what you typed."
    case 429, 503: "Wait a moment, then load the page again."
    default: "Load the page again. If it stays, tell support the request number below."
    }
  }
}
