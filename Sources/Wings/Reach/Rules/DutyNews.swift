import BusinessTime
import Duty
import Kernel

/// What became of somebody's duty, as they are told of it.
public struct DutyNews: Hashable, Sendable {
  public var change: DutyChange
  /// Sign-in names: of whom it concerns, and of who did it.
  public var person: String
  public var actor: String
  /// The key of the roster's team.
  public var team: String?
  public var span: DutySpan
  /// What the asker of a swap takes in return.
  public var back: DutySpan?

  public init(
    _ change: DutyChange, person: String, actor: String, team: String?, span: DutySpan, back: DutySpan? = nil
  ) {
    (self.change, self.person, self.actor) = (change, person, actor)
    (self.team, self.span, self.back) = (team, span, back)
  }

  /// Kinds of notice that are of this sort.
  public static let kinds = Set(DutyChange.allCases.map(\.kind))

  /// What begins within this time cannot wait for a morning.
  public static let soon = Duration.hours(12)

  /// What says who has duty that begins soon, or has begun, is urgent.
  public func urgency(at now: Instant) -> ReachUrgency {
    let begins = min(span.from, back?.from ?? span.from)
    return begins - now < DutyNews.soon ? .urgent : .ordinary
  }

  /// Whether anybody is told: nobody of what they did themselves.
  public var isTold: Bool { person != actor }

  /// - Parameter zone: By whose clock.
  public func sentence(in zone: ZoneRules, named name: String) -> String {
    func words(_ span: DutySpan) -> String {
      "\(DutyNews.clock(span.from, zone)) to \(DutyNews.clock(span.to, zone)) (\(name))"
    }
    return change.sentence(actor: actor, team: team, span: words(span), back: back.map(words))
  }

  private static func clock(_ instant: Instant, _ zone: ZoneRules) -> String {
    let local = zone.local(instant)
    let minutes = local.secondOfDay / 60
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(local.date.iso8601) \(two(minutes / 60)):\(two(minutes % 60))"
  }
}
