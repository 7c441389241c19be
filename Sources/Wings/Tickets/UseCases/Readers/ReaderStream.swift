import Core
import Journal
import Kernel
import PeopleUseCases
import Storage
import Tickets

/// Who has read a confidential ticket stands in a stream of its own, which is about the ticket and no part of what
/// happened to it.
enum ReaderStream {
  static let prefix = "ticket-readers/"
  static let read = "ticket.read"
  static let broken = "ticket.glass-broken"

  static func of(_ ticket: RecordID) -> String { prefix + ticket.text }

  /// One entry stands for all that somebody reads of a ticket from one place in this time.
  static let stretch = Duration.minutes(15)
}

extension Look {
  /// Refuses to show a confidential ticket to somebody before the journal says that they read it: opening its page, its
  /// clocks, its journal or its answers counts; that a list has its number and subject does not.
  ///
  /// - Throws: `WriteFirst` where it does not say so yet.
  func noteReading(of id: RecordID, _ key: String?) throws {
    guard key != nil, principal.isPerson, !isWriting, try !isNoted(id) else { return }
    throw WriteFirst { work in
      guard let row = try TicketStore.row(id, in: work.transaction), work.look.maySee(row) else { return }
      try work.noteReading(of: row)
    }
  }

  /// As above, of a ticket of which nothing is read yet.
  package func noteReading(ofStream id: RecordID) throws {
    guard principal.isPerson, !principal.clearance.classes.isEmpty,
      let row = try TicketStore.row(id, in: transaction)
    else { return }
    try noteReading(of: id, row.confidentialityClass)
  }

  fileprivate func isNoted(_ id: RecordID) throws -> Bool {
    let origin = try origin()
    let latest = try ReaderStore.latest(of: id, in: transaction)
    return latest.contains { entry in
      entry.kind == ReaderStream.read && entry.actor == PersonToken.of(principal.id)
        && entry.recordedAt > now - ReaderStream.stretch && entry.recordedAt <= now
        && (try? JSON(parsing: entry.payload))?["id"]?.stringValue == origin.id?.text
    }
  }
}

extension Work {
  /// Notes that the principal reads a ticket: from where, and by what they may.
  fileprivate func noteReading(of row: TicketRow) throws {
    guard try !look.isNoted(row.id) else { return }
    let origin = try look.origin()
    var payload: [String: JSON] = [
      "by": .string(origin.kind.rawValue), "from": .string(origin.words),
      "through": .array(try look.through(row).map(\.json)),
    ]
    payload["id"] = .text(origin.id?.text)
    payload["class"] = .text(row.confidentialityClass)
    try record(
      [Happening(kind: ReaderStream.read, at: now, payload: .object(payload))], on: ReaderStream.of(row.id),
      about: principal.name)
  }
}

/// By what somebody reads a confidential ticket.
public enum ReadingRight: Hashable, Sendable {
  /// It is for them.
  case requester
  /// They broke the glass.
  case brokenGlass
  /// A role that clears them for its class: the home role, a grant of their own, or one of a team.
  case role(String, grant: RecordID?, team: String?)

  var json: JSON {
    switch self {
    case .requester: ["as": "requester"]
    case .brokenGlass: ["as": "glass"]
    case .role(let role, let grant, let team):
      .members(["as": "role", "role": .string(role), "grant": .text(grant?.text), "team": .text(team)])
    }
  }

  init?(_ json: JSON) {
    switch json["as"]?.stringValue {
    case "requester": self = .requester
    case "glass": self = .brokenGlass
    case "role":
      guard let role = json["role"]?.stringValue else { return nil }
      self = .role(role, grant: json["grant"]?.stringValue.map { RecordID($0) }, team: json["team"]?.stringValue)
    default: return nil
    }
  }
}

extension Look {
  /// By what the principal reads a ticket.
  fileprivate func through(_ row: TicketRow) throws -> [ReadingRight] {
    var rights: [ReadingRight] = []
    if principal.mayFollow(row) { rights.append(.requester) }
    guard let key = row.confidentialityClass, principal.sight(of: .seeAllTickets).takesIn(row) else { return rights }
    let place = AccessPlace(
      team: row.team, desk: try desk(of: row.team), organisation: row.organisation, requester: row.requester,
      assignee: row.assignee)
    let report = try ShowAccess(of: principal.name).answer(from: self)
    let line = report.lines(app.features).first { $0.permission == .readClass(key) }
    for part in line?.parts ?? [] {
      let holds = part.scopes.contains { place.lies(in: Permission.readClass(key).holding(in: $0), of: principal.name) }
      guard holds else { continue }
      switch part.source {
      case .home: rights.append(.role(part.role, grant: nil, team: nil))
      case .grant(let id): rights.append(.role(part.role, grant: id, team: nil))
      case .team(let team, let id): rights.append(.role(part.role, grant: id, team: team))
      }
    }
    if principal.clearance.broken[row.id] != nil { rights.append(.brokenGlass) }
    return rights
  }
}
