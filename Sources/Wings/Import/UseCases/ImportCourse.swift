import Core
import Kernel

/// Where an import stands, as far as the node that answers can tell.
public enum ImportCourse: Hashable, Sendable {
  /// - Parameter share: How much of the source has been read, 0 to 1; nil until that is known.
  case underWay(share: Double?)
  case finished
  /// - Parameter by: Why, for people; nil where whoever imported it has not been heard of since.
  case stopped(by: String?)

  /// - Parameters:
  ///   - standing: What this node knew of it before `run` was read.
  ///   - elsewhere: What the nodes had told of it before `run` was read.
  public init(of run: ImportRun, standing: BackgroundImports.Standing?, elsewhere: NodeWork?, at now: Instant) {
    if run.isFinished {
      self = .finished
    } else if let standing, standing.isUnderWay {
      self = .underWay(share: standing.share)
    } else if let elsewhere {
      self = .underWay(share: Double(elsewhere.report.progress) / 1000)
    } else if let reason = standing?.stoppedBy {
      self = .stopped(by: reason)
    } else if !Node.isGone(seenAt: run.updatedAt, at: now) {
      // Begun or carried on a moment ago by a node, or a command, that has not told of it yet.
      self = .underWay(share: nil)
    } else {
      self = .stopped(by: nil)
    }
  }
}

/// An import with where it stands.
public struct WatchedImport: Hashable, Sendable {
  public var run: ImportRun
  public var course: ImportCourse
  /// At most `ImportLimits.faults`; empty in lists.
  public var faults: [ImportFault] = []
}

extension BackgroundImports {
  /// The newest imports.
  public func list(as principal: Principal) async throws -> [WatchedImport] {
    // First what is under way, then what is recorded: an import that ends in between has then finished, and has not
    // been stopped.
    let (standings, work) = (standings(), try await app.ask(WorkUnderWay(.import), as: principal))
    let runs = try await app.ask(ListImports(), as: principal)
    return runs.map { watched($0, standings[$0.id], work[$0.id]) }
  }

  /// One import with what it could not use.
  ///
  /// - Throws: what `ShowImport` throws.
  public func show(_ id: RecordID, as principal: Principal) async throws -> WatchedImport {
    let (standing, work) = (standings()[id], try await app.ask(WorkUnderWay(.import), as: principal))
    let detail = try await app.ask(ShowImport(id), as: principal)
    var watched = watched(detail.run, standing, work[id])
    watched.faults = detail.faults
    return watched
  }

  /// An import that was begun this moment.
  public func watch(_ run: ImportRun) -> WatchedImport { watched(run, standings()[run.id], nil) }

  private func watched(_ run: ImportRun, _ standing: Standing?, _ work: NodeWork?) -> WatchedImport {
    WatchedImport(
      run: run, course: ImportCourse(of: run, standing: standing, elsewhere: work, at: app.clock.now()))
  }
}
