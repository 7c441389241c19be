import Application
import BusinessTime
import HTTPSupport
import HTTPTypes
import Kernel

/// All pages for people: their routes, and the page that stands in for an error.
public struct Pages: Sendable {
  let app: App
  let signIns: SignInLimits
  let zones: any ZoneSource
  /// The zone of readers whose browser has not said its own yet.
  let homeZone: String
  let demo: [SignInPage.DemoPerson]
  let live: LiveHub

  /// - Parameters:
  ///   - signIns: Shared with the API, so that tries count together.
  ///   - homeZone: IANA name; what is unknown here becomes UTC.
  ///   - assets: A mark of all files below `Public` (`PublicFiles.version`).
  ///   - demo: Shown on the sign-in page; only in demo mode, on loopback.
  ///   - live: Shared with the API, so that a node listens once; nil makes one.
  public init(
    app: App, signIns: SignInLimits, zones: any ZoneSource, homeZone: String = "UTC", assets: String = "",
    demo: [SignInPage.DemoPerson] = [], live: LiveHub? = nil
  ) {
    self.live = live ?? LiveHub(app, AppAuthenticator(app))
    (self.app, self.signIns, self.zones, self.homeZone, self.demo) = (app, signIns, zones, homeZone, demo)
    self.assets = assets
  }

  let assets: String

  public var routes: [Route] {
    let desk = entrance + queue + tickets + clocks + portal + liveParts
    return desk + compliance + agreements + calendars + journal + outbox + webhooks + exclusions + engine + people
      + erasure + account
  }

  /// Instead of a problem document, for people.
  public var errorPage: ErrorPage {
    { problem, principal, id in
      let page = FaultPage(
        title: problem.title, happened: problem.detail, next: Pages.advice(problem), faults: problem.faults,
        requestID: id, isSignedIn: principal != nil)
      let reader = Reader(
        name: principal?.name ?? "", role: principal?.role ?? .requester, now: app.clock.now(), zone: .utc,
        assets: assets)
      return Shell.render(page, for: reader)
    }
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
