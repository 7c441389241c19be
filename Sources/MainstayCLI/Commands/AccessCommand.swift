import AccessUseCases
import ArgumentParser
import Core
import Kernel
import MainstayServer
import PeopleUseCases
import TicketsUseCases

struct AccessCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "access", abstract: "Who may do what, and why: of a person, of a ticket; roles and grants.",
    subcommands: [
      AccessOf.self, AccessWho.self, ReadersCommand.self, SaveRoleCommand.self, ListGrantsCommand.self,
      GiveGrantCommand.self, EndGrantCommand.self,
    ])
}

/// An instant of before, in RFC 3339.
struct PastOption: ParsableArguments {
  @Option(name: .long, help: "An instant of before, such as 2025-03-03T09:00:00Z; now if not said.")
  var at: String?

  func instant() throws -> Instant? {
    guard let at else { return nil }
    guard let instant = try? Instant(parsing: at) else {
      throw MainstayError.field("at", "is no instant like 2025-03-03T09:00:00Z")
    }
    return instant
  }
}

struct AccessOf: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "of", abstract: "What somebody may do, where, and through which grant.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var past: PastOption
  @Argument(help: "Sign-in name.")
  var name: String

  func run() async throws {
    let at = try past.instant()
    let (report, lines) = try await database.onProduct { product, principal in
      let report = try await product.app.ask(ShowAccess(of: name, at: at), as: principal)
      return (report, report.lines(product.app.features))
    }
    if output.json {
      Say.result([
        "name": .string(report.name), "at": .string(report.at.rfc3339), "active": .bool(report.isActive),
        "may": .array(lines.map(\.json)),
      ])
      return
    }
    guard report.isActive else { return Say.result("\(name) cannot sign in, and may do nothing.") }
    var table = TextTable([("may", .left), ("where", .left), ("through", .left)])
    for line in lines { table.add([line.permission.words, line.reach.text, line.because]) }
    Say.result(table.text)
  }
}

struct AccessWho: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "who", abstract: "Who may see or change a ticket, an agreement or a calendar, and why.")

  enum Kind: String, CaseIterable, ExpressibleByArgument { case ticket, agreement, calendar }

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var past: PastOption
  @Argument(help: "The number of a ticket, or the key of an agreement or a calendar.")
  var record: String
  @Option(name: .long, help: "What it is: ticket, agreement or calendar.")
  var kind: Kind = .ticket

  func run() async throws {
    let at = try past.instant()
    let items = try await database.onProduct { product, principal in
      var (items, after): ([AccessHolders.Item], String?) = ([], nil)
      repeat {
        let found =
          switch kind {
          case .ticket:
            try await product.app.ask(WhoMayTicket(TicketKey(record), at: at, after: after), as: principal)
          case .agreement:
            try await product.app.ask(WhoMayTerms(.agreement, record, at: at, after: after), as: principal)
          case .calendar:
            try await product.app.ask(WhoMayTerms(.calendar, record, at: at, after: after), as: principal)
          }
        items += found.holders.items
        after = found.holders.next
      } while after != nil
      return items
    }
    if output.json {
      Say.result(
        .array(
          items.map {
            [
              "person": .string($0.name), "requester": .bool($0.isRequester), "may": .array($0.lines.map(\.json)),
            ]
          }))
      return
    }
    var table = TextTable([("person", .left), ("may", .left), ("through", .left)])
    for item in items {
      if item.isRequester { table.add([item.name, "follow it as its requester", "it is for them"]) }
      for line in item.lines { table.add([item.name, line.permission.words, line.because]) }
    }
    Say.result(items.isEmpty ? "Nobody." : table.text)
  }
}

struct ReadersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "readers", abstract: "Who read a confidential ticket: when, from where, and through what.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "The ticket's number.")
  var ticket: String
  @Option(name: .long, help: "From this instant, such as 2025-03-03T00:00:00Z.")
  var from: String?
  @Option(name: .long, help: "Before this instant.")
  var to: String?

  func run() async throws {
    func instant(_ text: String?, _ name: String) throws -> Instant? {
      guard let text else { return nil }
      guard let instant = try? Instant(parsing: text) else {
        throw MainstayError.field(name, "is no instant like 2025-03-03T09:00:00Z")
      }
      return instant
    }
    let (from, to) = (try instant(from, "from"), try instant(to, "to"))
    let items = try await database.onProduct { product, principal in
      var (items, before): ([ListReaders.Reading], Int64?) = ([], nil)
      repeat {
        let found = try await product.app.ask(
          ListReaders(TicketKey(ticket), from: from, to: to, before: before), as: principal)
        items += found.items
        before = found.next
      } while before != nil
      return items
    }
    if output.json { return Say.result(.array(items.map(\.json))) }
    var table = TextTable([("when", .left), ("person", .left), ("from", .left), ("through", .left)])
    for item in items { table.add([item.at.rfc3339, item.person, item.from, item.because]) }
    Say.result(items.isEmpty ? "Nobody in this time." : table.text)
  }
}

extension ListReaders.Reading {
  fileprivate var because: String {
    if kind == .glassBroken { return "broke the glass until \(until?.rfc3339 ?? "?"): \(reason ?? "")" }
    return through.map { right in
      switch right {
      case .requester: "it is for them"
      case .brokenGlass: "they broke the glass"
      case .role(let role, nil, _): "home role \(role)"
      case .role(let role, let grant?, let team): (team.map { "team \($0), " } ?? "") + "grant \(grant.text) of \(role)"
      }
    }.joined(separator: "; ")
  }

  fileprivate var json: JSON {
    .members([
      "kind": .string(kind.rawValue), "at": .string(at.rfc3339), "person": .string(person), "from": .string(from),
      "through": .string(because), "reason": .text(reason), "until": .instant(until),
    ])
  }
}

struct SaveRoleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "role", abstract: "Say what a role allows; one that there is not is made.",
    discussion: """
      Permissions are named as `mainstay access of NAME --json` and GET /api/v1/roles name them. Whoever is cleared for \
      a class of confidential tickets has tickets.read-class:KEY. What is not named stays as it is.
      """)

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Key of the role.")
  var key: String
  @Option(name: .long, help: "What people call it; the key for a new one, if not said.")
  var label: String?
  @Option(name: .long, help: "A permission that it gives from now on; may be said several times.")
  var allow: [String] = []
  @Option(name: .long, help: "A permission that it gives no more; may be said several times.")
  var deny: [String] = []

  func run() async throws {
    let role = try await database.onProduct { product, principal in
      let old = try await product.app.ask(ListRoles(), as: principal).first { $0.key == key }
      let permissions = (old?.permissions ?? []).union(allow).subtracting(deny)
      let command = SaveRole(
        key, label: label ?? old?.label ?? key, permissions: permissions, expecting: old?.version ?? 0)
      return try await product.app.run(command, as: principal)
    }
    if output.json {
      Say.result([
        "key": .string(role.key), "label": .string(role.label),
        "permissions": .array(role.permissions.sorted().map(JSON.string)),
      ])
    } else {
      Say.result("\(role.label) allows: \(role.permissions.sorted().joined(separator: ", ")).")
    }
  }
}

struct ListGrantsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grants", abstract: "The grants of a person, or with --team of a team.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Sign-in name, or with --team the key of a team.")
  var holder: String
  @Flag(name: .long, help: "Of a team.")
  var team = false

  func run() async throws {
    let grants = try await database.onProduct {
      try await $0.app.ask(ListGrants(of: team ? .team(holder) : .person(holder)), as: $1)
    }
    if output.json { return Say.result(.array(grants.map(\.json))) }
    var table = TextTable([("id", .left), ("role", .left), ("where", .left), ("until", .left), ("given by", .left)])
    for grant in grants {
      table.add([
        grant.id.text, grant.role, Reach(grant.scope).text, grant.until?.rfc3339 ?? "", grant.givenBy,
      ])
    }
    Say.result(grants.isEmpty ? "There is none: mainstay access give ROLE HOLDER --scope everything" : table.text)
  }
}

struct GiveGrantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "give", abstract: "Give a role to somebody, or with --team to all of a team.")

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var output: OutputOptions
  @Argument(help: "Key of the role.")
  var role: String
  @Argument(help: "Sign-in name, or with --team the key of a team.")
  var holder: String
  @Flag(name: .long, help: "To all of a team.")
  var team = false
  @Option(name: .long, help: "Where it holds: everything, own, team:KEY, desk:KEY or organisation:KEY.")
  var scope: String
  @Option(name: .long, help: "It ends by itself at this instant, such as 2025-06-30T16:00:00Z.")
  var until: String?

  func run() async throws {
    let parts = scope.split(separator: ":", maxSplits: 1).map(String.init)
    guard let kind = parts.first, let scope = GrantScope(kind: kind, key: parts.count == 2 ? parts[1] : nil) else {
      throw MainstayError.field("scope", "is everything, own, team:KEY, desk:KEY or organisation:KEY")
    }
    var end: Instant?
    if let until {
      guard let instant = try? Instant(parsing: until) else {
        throw MainstayError.field("until", "is no instant like 2025-06-30T16:00:00Z")
      }
      end = instant
    }
    let command = GiveGrant(role, to: team ? .team(holder) : .person(holder), in: scope, until: end)
    let grant = try await database.onProduct { try await $0.app.run(command, as: $1) }
    output.json ? Say.result(grant.json) : Say.result("Given: \(grant.id.text).")
  }
}

struct EndGrantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "end", abstract: "End a grant at once.")

  @OptionGroup var database: DatabaseOptions
  @Argument(help: "Its id, as `mainstay access grants` lists it.")
  var id: String

  func run() async throws {
    try await database.onProduct { try await $0.app.run(EndGrant(RecordID(id)), as: $1) }
    Say.result("The grant is ended.")
  }
}

extension Reach {
  /// In words, for a table.
  fileprivate var text: String {
    if isEverywhere { return "everywhere" }
    return
      (teams.sorted().map { "team \($0)" } + desks.sorted().map { "desk \($0)" }
      + organisations.sorted().map { "organisation \($0)" }
      + (hasOwn ? ["what they have"] : [])).joined(separator: ", ")
  }
}

extension AccessReport.Line {
  /// Where it comes from, in words.
  fileprivate var because: String {
    parts.map { part in
      switch part.source {
      case .home: "home role \(part.role)"
      case .grant(let id): "grant \(id.text) of \(part.role)"
      case .team(let key, let id): "team \(key), grant \(id.text) of \(part.role)"
      }
    }.joined(separator: "; ")
  }

  fileprivate var json: JSON {
    [
      "permission": .string(permission.name), "where": .string(reach.text), "because": .string(because),
    ]
  }
}

extension AccessGrant {
  fileprivate var json: JSON {
    .members([
      "id": .string(id.text), "role": .string(role), "scope": .string(scope.kind), "key": .text(scope.key),
      "from": .string(from.rfc3339), "until": .instant(until), "givenBy": .string(givenBy),
      "provenance": .string(provenance.rawValue), "source": .text(source), "lastUsedAt": .instant(lastUsedAt),
    ])
  }
}
