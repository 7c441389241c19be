import AgreementFiles
import Components
import Core
import Foundation
import HTTPSupport
import JournalUseCases
import Kernel
import Logging
import NIOCore
import PeopleUseCases
import ServiceLifecycle
import SystemZones
import UnixSignals
import Webhooks

/// Bounds of a stop.
public enum StopLimits {
  /// Seconds for answers under way and for the engine's present cycle.
  public static let graceful = 10
  /// Seconds after that for what is cancelled.
  public static let cancelled = 30
}

extension Product {
  /// Everything that is reached over HTTP, as one value; tests ask it without a socket.
  public func site(metrics: Prometheus?) throws -> Site {
    let files: PublicFiles
    do {
      files = try PublicFiles(folder: configuration.assets, compress: Gzip.compress, requiring: Assets.own)
    } catch {
      throw MainstayError.unavailable(reason: "The assets cannot be served: \(error); --assets names their folder.")
    }
    let isSecure = configuration.publicURL?.hasPrefix("https://") ?? false
    let (product, app) = (self, app)
    let signIns = SignInLimits()
    let live = LiveHub(app, AppAuthenticator(app))
    live.listen()
    let computing = ComputingThreads(most: 8, busy: "agreement files are being read")
    let api = API(
      app: app, version: Release.version, signIns: signIns, zones: SystemZones(), imports: imports,
      live: live, histories: Product.readHistories, recoveries: recoveries
    ) { files in
      try await computing.run {
        try await app.readAgreements(files.map { AgreementFile.Source(name: $0.name, bytes: Array($0.text.utf8)) })
      }
    }
    let pages = pages(signIns: signIns, assets: files.version, live: live)
    var limits = HTTPLimits()
    limits.changes = configuration.changes
    return try Site(
      routes: HealthRoutes.routes(ready: { await product.health.readiness() }, metrics: metrics) + api.routes
        + pages.routes(api.surroundings) + Wings.others(api.surroundings),
      settings: HTTPSettings(
        secureCookies: isSecure || !configuration.isOnLoopback || configuration.isBehindProxy,
        strictTransport: isSecure,
        behindProxy: configuration.isBehindProxy, publicURL: configuration.publicURL, limits: limits),
      authenticator: AppAuthenticator(app), clock: app.clock, ids: app.ids, files: files,
      errorPage: pages.errorPage)
  }

  /// Serves until SIGTERM or SIGINT (Ctrl-C), then finishes what is under way, within `StopLimits`.
  ///
  /// - Parameter onListening: Called with the port once requests are answered.
  /// - Throws: `MainstayError.unavailable` where the port cannot be had.
  public func serve(
    logger: Logger, metrics: Prometheus?, onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) async throws {
    OpenFiles.raiseLimit()
    if let bad = await health.lookNow().first(where: { !$0.isGood }) {
      let cause: Logger.Metadata = bad.internals.map { ["cause": "\($0)"] } ?? [:]
      logger.error("starting although not ready, changes may be refused: \(bad.name) \(bad.detail)", metadata: cause)
    }
    do {
      try app.readCommonPasswords()
    } catch MainstayError.unavailable(let reason) {
      guard configuration.commonPasswords == nil else {
        throw MainstayError.field(Setting.commonPasswords.rawValue, reason)
      }
      logger.warning("\(reason)")
    }
    let log = NoticeLog(logger: logger)
    let product = telling(log.channel)
    if let fault = await secretsFault() {
      logger.error("webhooks can be neither added nor sent to", metadata: ["reason": "\(fault)"])
    }
    let server = try product.site(metrics: metrics).server(
      host: configuration.host, port: configuration.port, logger: logger, onListening: onListening)
    let missing = Assets.placed.filter { !FileManager.default.fileExists(atPath: configuration.assets + "/" + $0) }
    if !missing.isEmpty {
      logger.warning(
        "pages have no icons or another font: scripts/assets places the missing files",
        metadata: ["folder": "\(configuration.assets)", "missing": "\(missing.joined(separator: ", "))"])
    }
    let engine = product.engine(logger: logger)
    var group = ServiceGroupConfiguration(
      // The last to stop: it takes leave for what this node held.
      services: [
        .init(service: NodeService(product: self, logger: logger)), .init(service: server),
        .init(service: VerificationStop(verifier: app.verifier)), .init(service: log),
        .init(service: BoardService(app: app)),
      ]
        + (configuration.runsEngine ? [.init(service: engine)] : []),
      gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = .seconds(StopLimits.graceful)
    group.maximumCancellationDuration = .seconds(StopLimits.cancelled)
    do {
      try await ServiceGroup(configuration: group).run()
    } catch {
      throw listeningFailure(error) ?? error
    }
  }

  /// What keeps the port from being had, and what to do; nil for another failure.
  private func listeningFailure(_ error: any Error) -> MainstayError? {
    let place = "port \(configuration.port) of \(configuration.host)"
    switch error {
    case let error as IOError where error.errnoCode == EADDRINUSE:
      return .unavailable(reason: "Something else listens on \(place); --port takes another.")
    case let error as IOError:
      let cause = String(cString: strerror(error.errnoCode))
      return .unavailable(
        reason: "Cannot listen on \(place): \(cause). --host names an address of this machine, --port a free port.")
    case is SocketAddressError, is SocketAddressError.UnknownHost:
      return .unavailable(
        reason: "Cannot listen on \(place): the name has no address here. --host names an address of this machine.")
    default: return nil
    }
  }
}
