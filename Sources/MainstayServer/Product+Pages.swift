import Components
import DemoData
import HTTPSupport
import SystemZones

extension Product {
  /// The pages for people.
  ///
  /// - Parameters:
  ///   - signIns: Shared with the API, so that tries count together.
  ///   - live: Shared with the API, so that the node listens once.
  ///   - assets: The version of the files that the pages name.
  func pages(signIns: SignInLimits, assets: String, live: LiveHub) -> Pages {
    let demo = DemoCompany.signIns.map {
      DemoPerson(name: $0.name, password: DemoCompany.password, role: $0.role)
    }
    return Pages(
      app: app, signIns: signIns, zones: SystemZones(), assets: assets,
      demo: configuration.isDemo && configuration.isOnLoopback ? demo : [], live: live)
  }
}
