import Components
import Kernel
import Markup
import PeopleUseCases

/// One sign-in of a person, as a line of a list.
public struct SessionLine: Sendable {
  public var id: String
  /// It is the one that reads this.
  public var isCurrent: Bool
  public var device: String
  public var address: String
  public var beganAt: Instant
  public var usedAt: Instant

  public init(id: String, isCurrent: Bool, device: String, address: String, beganAt: Instant, usedAt: Instant) {
    (self.id, self.isCurrent, self.device, self.address) = (id, isCurrent, device, address)
    (self.beganAt, self.usedAt) = (beganAt, usedAt)
  }

  init(_ session: Session, asker: Principal) {
    self.init(
      id: session.id.text, isCurrent: asker.credential == .session(session.id), device: session.device,
      address: session.address, beganAt: session.createdAt, usedAt: session.usedAt)
  }
}

/// Refused sign-ins of one day with one name.
public struct RefusalLine: Sendable {
  /// Nil stands for all names that nobody has.
  public var name: String?
  public var day: Instant
  public var count: Int
  public var lastAt: Instant
  public var lastAddress: String

  public init(name: String?, day: Instant, count: Int, lastAt: Instant, lastAddress: String) {
    (self.name, self.day, self.count) = (name, day, count)
    (self.lastAt, self.lastAddress) = (lastAt, lastAddress)
  }
}

extension HTML {
  /// Where somebody is signed in, with a button for each that ends it; `ending` is where the buttons lead.
  func sessions(_ sessions: [SessionLine], ending: String, _ reader: Reader) {
    guard !sessions.isEmpty else { return p("Nowhere at the moment.", .class("soft")) }
    let columns = [
      Column("Browser"), Column("From"), Column("Signed in"), Column("Last used"), Column("Action", hidden: true),
    ]
    table("Sessions", columns: columns, stacks: true) {
      for session in sessions {
        tr {
          th(.scope("row")) {
            text(session.device + " ")
            if session.isCurrent { chip(.good, .done, "this one") }
          }
          td(.data("label", "From")) { code(session.address) }
          td(.data("label", "Signed in")) { moment(session.beganAt, for: reader) }
          td(.data("label", "Last used")) { ago(session.usedAt, for: reader) }
          td {
            if !session.isCurrent {
              postForm("\(ending)/\(Address.encoded(session.id))/end", reader: reader) {
                button(
                  "End", .class("button grave"),
                  .aria("label", "End the session in \(session.device) from \(session.address)"))
              }
            }
          }
        }
      }
    }
  }

  /// Sign-ins that were refused, by day and name.
  func refusals(_ lines: [RefusalLine], _ reader: Reader) {
    guard !lines.isEmpty else { return p("None in the last 90 days.", .class("soft")) }
    let columns = [Column("Day (UTC)"), Column("Name"), Column("Refused"), Column("Last"), Column("Last from")]
    var utc = reader
    utc.zone = .utc
    table("Refused sign-ins", columns: columns, stacks: true) {
      for line in lines {
        tr {
          th(Moments.text(line.day, .date, for: utc), .scope("row"))
          td(.data("label", "Name")) {
            if let name = line.name { text(name) } else { span("names that nobody has", .class("soft")) }
          }
          td(.data("label", "Refused")) { text(String(line.count)) }
          td(.data("label", "Last")) { moment(line.lastAt, for: reader) }
          td(.data("label", "Last from")) { code(line.lastAddress) }
        }
      }
    }
  }
}
