import BusinessTime
import Core
import DutyUseCases
import Kernel
import Reach
import Storage

extension Feature {
  public static let reach = Feature(
    "Reach", permissions: [.ownReach, .postReach, .seeReach], migrations: ReachMigrations.all,
    projections: [WayProjection.self, ReachSettingsProjection.self], personal: [ReachRecords.self],
    subjects: [
      StreamNaming(WayRow.prefix, .seeReach) { ids, transaction in
        var found: [String: StreamSubject] = [:]
        for row in try WayStore.readable(ids, in: transaction) {
          // What somebody calls a way of their own is nobody else's business.
          found[row.way.id.text] = StreamSubject(title: "way to a person", detail: row.way.kind.words)
        }
        return found
      }
    ],
    notices: [SendWayCode.notice, TestWay.notice, PersonalNotice.told],
    expiring: [
      Expiring("personalNotices") { work in
        try PersonalNoticeStore.forget(
          createdBefore: work.now - work.app.retention.messages, limit: Retention.batch, in: work.transaction)
      }
    ],
    remedies: [
      PersonalNotice.module: "The person is not told until it can be read. `mainstay verify` names what does not hold."
    ],
    prepare: { parts in
      parts[AnyWaysPart.self] = AnyWays()
      parts[DutyReach.self].append(.ofWays)
    })
}

extension Permission {
  /// Say how one is reached oneself.
  public static let ownReach = Permission("reach.own", from: .requester, "say how they are reached")
  /// See who can be reached, without addresses.
  public static let seeReach = Permission("reach.see", from: .lead, "see who can be reached")
}

/// Whether anybody has a way, as this process knows it.
enum AnyWaysPart: AppPart {
  static var absent: AnyWays { AnyWays() }
}

/// What messages to people need to know of the installation.
public struct ReachSurroundings: Sendable {
  /// Knows the zones that people live in.
  public var zones: any ZoneSource
  /// How people reach the desk, without a slash at the end; nil leaves links out.
  public var address: String?

  public init(zones: any ZoneSource, address: String? = nil) { (self.zones, self.address) = (zones, address) }
}

enum ReachPart: AppPart {
  static let absent: ReachSurroundings? = nil
}

extension AppParts {
  /// What messages to people need to know of the installation; nil where it sends none.
  public var reach: ReachSurroundings? {
    get { self[ReachPart.self] }
    set { self[ReachPart.self] = newValue }
  }
}

extension App {
  var anyWays: AnyWays { parts[AnyWaysPart.self] }

  /// Whether this installation sends by a kind of way.
  public func offers(_ kind: WayKind) -> Bool { channel(kind.channel) != nil }

  /// The rules of a zone. Throws `invalid` naming `timeZone` where there is none of this name.
  func zone(_ name: String?) throws -> ZoneRules {
    guard let zones = parts.reach?.zones else {
      throw MainstayError.unavailable(reason: "This process knows no time zones.")
    }
    return try zones.rules(for: name ?? "UTC")
  }

  /// A page of the desk, as somebody outside opens it; nil where its address is not known.
  package func link(_ path: String) -> String? { parts.reach?.address.map { $0 + path } }
}

extension PersonalNotice {
  /// The part of the engine that looks at what is held and under way.
  public static let module = "reach"
  /// Where people say how they are reached.
  public static let preferencesPath = "/account/reach"
}
